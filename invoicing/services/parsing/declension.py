"""The nominative of names, where the sentence bends them and the rule is sure; otherwise they stay as said."""

from __future__ import annotations

from enum import Enum, auto


class Case(Enum):
    """Which form the words around ask for."""

    AS_SAID = auto()
    ACCUSATIVE = auto()  # za ...
    GENITIVE = auto()  # 2 h ..., 10 kg ...
    FEW = auto()  # dwa, trzy, 4 ...
    FEW_FEMININE = auto()  # dwie ...


_GENITIVE = {
    form: nominative
    for nominative, forms in {
        "konsultacje": "konsultacji", "korepetycje": "korepetycji", "usługi": "usług", "prace": "prac",
        "szkolenie": "szkolenia", "szkolenia": "szkoleń", "węgiel": "węgla", "piasek": "piasku",
        "wynajem": "wynajmu", "najem": "najmu", "ziemia": "ziemi", "mąka": "mąki", "deski": "desek",
        "cegły": "cegieł", "cukier": "cukru", "ser": "sera", "papier": "papieru", "chleb": "chleba",
        "krzesło": "krzeseł", "okno": "okien", "stół": "stołów", "książka": "książek", "lampa": "lamp",
        "sesja": "sesji", "lekcja": "lekcji", "kostka": "kostki", "ryż": "ryżu", "olej": "oleju",
        "praca": "pracy", "jazda": "jazdy", "opieka": "opieki", "nauka": "nauki", "mięso": "mięsa",
        "masło": "masła", "mleko": "mleka", "pellet": "pelletu", "miód": "miodu", "beton": "betonu",
        "terapia": "terapii", "fotografia": "fotografii", "doniczka": "doniczek", "kabel": "kabla",
        "tłumaczenie": "tłumaczenia", "monitor": "monitorów", "laptop": "laptopów", "koszulka": "koszulek",
        "drzwi": "drzwi", "jaja": "jaj", "jajka": "jajek", "jabłka": "jabłek", "ziemniaki": "ziemniaków",
        "płytki": "płytek", "artykuły": "artykułów", "zdjęcia": "zdjęć", "wizyta": "wizyt", "okleina": "okleiny", "nadzór": "nadzoru", "przewóz": "przewozu", "dowóz": "dowozu", "wywóz": "wywozu",
        "dozór": "dozoru", "projekt": "projektu",
    }.items()
    for form in forms.split()
}  # fmt: skip
_FEW = {
    "krzesła": "krzesło", "okna": "okno", "biurka": "biurko", "lustra": "lustro", "stoły": "stół",
    "lampy": "lampa", "szafy": "szafa", "monitory": "monitor", "laptopy": "laptop", "rowery": "rower",
    "komputery": "komputer", "klawiatury": "klawiatura", "telefony": "telefon", "fotele": "fotel", "noclegi": "nocleg", "opony": "opona",
    "książki": "książka", "koszulki": "koszulka", "doniczki": "doniczka", "drukarki": "drukarka",
    "licencje": "licencja", "wizyty": "wizyta", "strony": "strona", "stoliki": "stolik", "regały": "regał",
    "bilety": "bilet", "obrazy": "obraz", "projekty": "projekt", "artykuły": "artykuł", "filmy": "film",
    "banery": "baner", "plakaty": "plakat", "szkolenia": "szkolenie", "zdjęcia": "zdjęcie", "drzewa": "drzewo",
    "płyty": "płyta", "palety": "paleta", "wywozy": "wywóz", "kursy": "kurs", "przejazdy": "przejazd",
    "tłumaczenia": "tłumaczenie", "logotypy": "logotyp", "wazony": "wazon", "ekspresy": "ekspres",
}  # fmt: skip
_GENITIVE_ENDINGS = (  # the longest first
    ("enia", "enie"), ("ania", "anie"), ("ctwa", "ctwo"), ("stwa", "stwo"), ("dztwa", "dztwo"), ("cji", "cja"),
    ("ingu", "ing"), ("unku", "unek"), ("isu", "is"), ("ażu", "aż"), ("ortu", "ort"), ("azdu", "azd"),
    ("entu", "ent"), ("ektu", "ekt"), ("ytu", "yt"), ("acy", "aca"), ("awy", "awa"), ("ady", "ada"),
    ("aty", "ata"), ("ugi", "uga"), ("ęgi", "ęga"), ("owy", "owa"), ("by", "ba"), ("chy", "cha"), ("izy", "iza"),
)  # fmt: skip


def nominative(name: str, case: Case) -> str:
    """The name of a line in the nominative.

    >>> nominative("kawy ziarnistej", Case.GENITIVE), nominative("krzesła", Case.FEW)
    ('kawa ziarnista', 'krzesło')
    """
    head, *rest = name.split(" ")
    if case is Case.GENITIVE:
        return _genitive(head, rest) or name
    if case is Case.ACCUSATIVE:
        return _accusative(head, rest) or name
    if case in {Case.FEW, Case.FEW_FEMININE}:
        return _few(head, rest, feminine=case is Case.FEW_FEMININE) or name
    return name


def _genitive(head: str, rest: list[str]) -> str | None:
    if rest and _is_adjective_first(head):
        return None
    bent = _GENITIVE.get(head.lower()) or _by_ending(head)
    if bent is None:
        return None
    return " ".join([_cased(bent, head), *_agreeing(rest, bent)])


def _by_ending(head: str) -> str | None:
    if head.lower().endswith("u") and len(head) > 4 and head[-2].lower() not in "aeiouyóąę":
        return head[:-1]
    for ending, ours in _GENITIVE_ENDINGS:
        if head.lower().endswith(ending) and len(head) > len(ending):
            return head[: -len(ending)] + ours
    return None


def _is_adjective_first(head: str) -> bool:
    return head.lower().endswith(("ego", "ej", "ych", "ich"))


def _agreeing(rest: list[str], noun: str) -> list[str]:
    """The adjectives that follow a noun, bent as it is; the first word that is none ends it."""
    done: list[str] = []
    for at, word in enumerate(rest):
        bent = _adjective(word, noun)
        if bent is None:
            return [*done, *rest[at:]]
        done.append(bent)
    return done


def _adjective(word: str, noun: str) -> str | None:
    if word.endswith("iej") and len(word) > 4:
        return word[:-2] + "a" if not word.endswith(("kiej", "giej")) else word[:-3] + "a"
    if word.endswith("ej") and len(word) > 4:
        return word[:-2] + "a"
    if word.endswith("ego") and len(word) > 5:
        stem = word[:-3]
        if noun.endswith(("o", "e")):
            return stem + "e"
        return stem if stem.endswith("i") else stem + "y"
    if word.endswith(("ych", "ich")) and len(word) > 5:
        return word[:-3] + ("ie" if word.endswith("ich") else "e")
    return None


def _accusative(head: str, rest: list[str]) -> str | None:
    """Only feminine nouns and their adjectives differ from the nominative: naprawę główną."""
    if not head.endswith(("ę", "ą")) or len(head) < 4:
        return None
    done = [head[:-1] + "a"]
    for at, word in enumerate(rest):
        if not word.endswith(("ą", "ę")):
            return " ".join([*done, *rest[at:]])
        done.append(word[:-1] + "a")
    return " ".join(done)


def _few(head: str, rest: list[str], *, feminine: bool) -> str | None:
    bent = _FEW.get(head.lower()) or _few_by_ending(head, feminine=feminine)
    if bent is None:
        return None
    return " ".join([_cased(bent, head), *(_few_adjective(word, bent) for word in rest)])


def _few_by_ending(head: str, *, feminine: bool) -> str | None:
    if head.endswith(("enia", "ania")):
        return head[:-1] + "e"
    if head.endswith("cje"):
        return head[:-1] + "a"
    if feminine and head.endswith(("y", "ki", "gi")):
        return head[:-1] + "a"
    return None


def _few_adjective(word: str, noun: str) -> str:
    if not word.endswith(("owe", "ne", "wne", "kie", "ckie", "czne", "lne", "łe")) or len(word) < 5:
        return word
    if noun.endswith(("o", "e")):
        return word if not word.endswith("kie") else word[:-1] + "e"
    if noun.endswith("a"):
        return word[:-2] + "a" if word.endswith("kie") else word[:-1] + "a"
    return word[:-1] if word.endswith("kie") else word[:-1] + "y"


def _cased(bent: str, said: str) -> str:
    return bent[:1].upper() + bent[1:] if said[:1].isupper() else bent
