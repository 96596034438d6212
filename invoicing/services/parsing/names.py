"""Names of buyers in the nominative: people by first name and surname, firms by their first word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from invoicing.services.parsing import adjectives
from invoicing.services.parsing.declension import Case, nominative
from invoicing.services.parsing.nouns import BY_ACCUSATIVE, BY_GENITIVE
from invoicing.services.parsing.tokens import fold


def _listed(names: str) -> list[str]:
    return names.split()


_MEN = _listed(  # nominative, and the stem of the other cases where it differs
    "Adam Adrian Aleksander/Aleksandr Aleksy Andrzej Antoni Arkadiusz Artur Bartłomiej Bartosz Bogdan Bogusław Borys"
    " Czesław Damian Daniel Dariusz Dawid Dominik Edward Emil Eryk Eugeniusz Filip Franciszek/Franciszk Gabriel Grzegorz"
    " Henryk Hubert Igor Ireneusz Iwan Jacek/Jack Jakub Jan Janusz Jarosław Jerzy Józef Julian Kacper/Kacpr Kamil Karol"
    " Kazimierz Konrad Kornel Krystian Krzysztof Leszek/Leszk Lech Leon Łukasz Maciej Maksymilian Marcel Marcin Marek/Mark"
    " Marian Mariusz Mateusz Michał Mieczysław Mikołaj Mirosław Norbert Oleh Oleksandr Oskar Patryk Paweł/Pawł Piotr"
    " Przemysław Radosław Rafał Robert Roman Ryszard Sebastian Serhij Sławomir Stanisław Stefan Szymon Tadeusz Tomasz"
    " Tymoteusz Wacław Waldemar Walenty Wiesław Wiktor Witold Władysław Włodzimierz Wojciech Zbigniew Zdzisław Zenon"
    " Zygmunt John Peter Thomas Hans Oliver Tomek/Tomk Wojtek/Wojtk Bartek/Bartk Krzysiek/Krzyśk Staszek/Staszk Jurek/Jurk"
    " Zbyszek/Zbyszk Darek/Dark Jarek/Jark Sławek/Sławk Mirek/Mirk Przemek/Przemk Rysiek/Ryśk Maciek/Maćk Grzesiek/Grześk"
)
_WOMEN = _listed(
    "Ada Adrianna Agata Agnieszka Aleksandra Alicja Aneta Angelika Anna Antonina Barbara Beata Bożena Celina Danuta Daria"
    " Diana Dominika Dorota Edyta Elżbieta Emilia Ewa Ewelina Gabriela Grażyna Halina Hanna Helena Ilona Irena Iwona"
    " Izabela Jadwiga Janina Joanna Jolanta Julia Justyna Kamila Karolina Katarzyna Kinga Klaudia Krystyna Laura Lena"
    " Lidia Lucyna Magdalena Maja Małgorzata Maria Marianna Marta Martyna Marzena Milena Monika Natalia Nina Oksana Ola"
    " Oliwia Patrycja Paulina Renata Roksana Sandra Sara Stanisława Stefania Sylwia Teresa Urszula Wanda Weronika"
    " Wiesława Wiktoria Zofia Zuzanna Magda Iza Ola Ela Jola Kuba"
)
_SOFT = frozenset(
    (
        "Kasi",
        "Basi",
        "Gosi",
        "Zosi",
        "Asi",
        "Ani",
        "Hani",
        "Tosi",
        "Reni",
        "Krysi",
        "Marysi",
        "Joasi",
        "Jadzi",
    )
)
_FIRMS = _listed(  # genitive/nominative of words that begin the name of an institution
    "Stolarni/Stolarnia Kwiaciarni/Kwiaciarnia Piekarni/Piekarnia Cukierni/Cukiernia Drukarni/Drukarnia Kawiarni/Kawiarnia"
    " Księgarni/Księgarnia Pracowni/Pracownia Przychodni/Przychodnia Lakierni/Lakiernia Ciastkarni/Ciastkarnia"
    " Spółdzielni/Spółdzielnia Hurtowni/Hurtownia Kuźni/Kuźnia Hotelu/Hotel Gminy/Gmina Fundacji/Fundacja Szkoły/Szkoła"
    " Urzędu/Urząd Wspólnoty/Wspólnota Biura/Biuro Sklepu/Sklep Restauracji/Restauracja Kancelarii/Kancelaria"
    " Apteki/Apteka Parafii/Parafia Agencji/Agencja Stowarzyszenia/Stowarzyszenie Przedszkola/Przedszkole Zakładu/Zakład"
    " Przedsiębiorstwa/Przedsiębiorstwo Studia/Studio Salonu/Salon Warsztatu/Warsztat Serwisu/Serwis Akademii/Akademia"
    " Klubu/Klub Domu/Dom Baru/Bar Grupy/Grupa Instytutu/Instytut Starostwa/Starostwo Firmy/Firma Gospodarstwa/Gospodarstwo"
    " Uniwersytetu/Uniwersytet Politechniki/Politechnika Szpitala/Szpital Teatru/Teatr Ośrodka/Ośrodek Żłobka/Żłobek"
    " Pensjonatu/Pensjonat Browaru/Browar Tartaku/Tartak Fabryki/Fabryka Kliniki/Klinika Gabinetu/Gabinet Pizzerii/Pizzeria"
    " Spółki/Spółka Kopalni/Kopalnia Zespołu/Zespół Banku/Bank Liceum/Liceum Towarzystwa/Towarzystwo Związku/Związek"
    " Straży/Straż Stacji/Stacja Winnicy/Winnica Galerii/Galeria Szkółki/Szkółka Ogrodu/Ogród Auto-Serwisu/Auto-Serwis Domku/Domek"
)
_SURNAMES = (  # the longest first
    ("skiego", "ski"), ("ckiego", "cki"), ("dzkiego", "dzki"), ("skiej", "ska"), ("ckiej", "cka"), ("dzkiej", "dzka"),
    ("ską", "ska"), ("cką", "cka"), ("dzką", "dzka"), ("skiemu", "ski"), ("ckiemu", "cki"),
)  # fmt: skip
_ALONE = (("czyka", "czyk"), ("niaka", "niak"), ("czaka", "czak"), ("waka", "wak"))
_OF_MEN = (
    ("ego", "y"), ("aka", "ak"), ("ika", "ik"), ("yka", "yk"), ("rka", "rek"), ("dka", "dek"), ("czka", "czek"),
    ("ńka", "niek"), ("łka", "łek"), ("ńca", "niec"), ("ąca", "ąc"), ("cha", "ch"), ("usza", "usz"), ("asza", "asz"),
    ("ża", "ż"), ("rza", "rz"), ("nia", "ń"), ("sia", "ś"), ("cia", "ć"), ("zia", "ź"), ("ry", "ra"), ("by", "ba"),
    ("ty", "ta"), ("ny", "na"), ("dy", "da"), ("ły", "ła"), ("wy", "wa"), ("ki", "ka"), ("gi", "ga"), ("a", ""),
)  # fmt: skip
_OF_WOMEN = (("ej", "a"), ("ą", "a"), ("ry", "ra"), ("by", "ba"), ("ty", "ta"), ("dy", "da"), ("ki", "ka"), ("gi", "ga"), ("ny", "na"), ("ły", "ła"), ("wy", "wa"), ("my", "ma"), ("py", "pa"), ("sy", "sa"))  # fmt: skip
_SHORTEST = 4  # letters of a word that is bent by its ending alone


def _of_man(word: str) -> Iterator[tuple[str, str]]:
    name, _, stem = word.partition("/")
    ending = "ego" if name.endswith("i") else "ego" if name.endswith("y") else "a"
    yield (name.rstrip("y") if name.endswith("y") else stem or name) + ending, name


def _of_woman(name: str) -> Iterator[tuple[str, str]]:
    stem = name[:-1]
    if stem in _SOFT:
        yield stem, name
        yield stem + "ę", name
        return
    ending = {"k": "i", "g": "i", "j": "i", "l": "i", "i": "i"}.get(stem[-1], "y")
    yield stem + ending, name
    yield stem + "ę", name


def _folded_too(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for form, name in pairs:
        found[form.lower()] = name
        found.setdefault(fold(form), fold(name).capitalize())
    return found


MEN: Mapping[str, str] = _folded_too(pair for word in _MEN for pair in _of_man(word))
WOMEN: Mapping[str, str] = _folded_too(
    pair for word in (*_WOMEN, *(soft + "a" for soft in sorted(_SOFT))) for pair in _of_woman(word)
)
_FIRMS_BENT: Mapping[str, str] = _folded_too((row.partition("/")[0], row.partition("/")[2]) for row in _FIRMS)
FIRST_NAMES = frozenset(
    form
    for name in (*(word.partition("/")[0] for word in _MEN), *_WOMEN, *MEN, *WOMEN, *WOMEN.values())
    for form in (name.lower(), fold(name))
)
"""First names in the cases that stand before and after "dla", folded or not."""


def nominative_of_buyer(name: str, *, accusative: bool = False) -> str:
    """The name of a buyer in the nominative, where the rule is sure.

    Args:
        name: as said after "dla" (genitive) or "na" (accusative).
        accusative: it stood after "na".

    >>> nominative_of_buyer("Zielonego Ogrodu sp. z o.o."), nominative_of_buyer("Anny Kowalskiej")
    ('Zielony Ogród sp. z o.o.', 'Anna Kowalska')
    """
    if name.isupper() and " " in name:
        return _nominative(name.title(), accusative=accusative).upper()
    return _nominative(name, accusative=accusative)


def _nominative(name: str, *, accusative: bool) -> str:
    head, *rest = name.split(" ")
    lower = head.lower()
    if lower in MEN:
        return " ".join([_like(MEN[lower], head), *_surname(rest, _SURNAMES + _OF_MEN)])
    if lower in WOMEN:
        return " ".join([_like(WOMEN[lower], head), *_surname(rest, _SURNAMES + _OF_WOMEN)])
    institution = _FIRMS_BENT.get(rest[0].lower()) if rest and adjectives.is_genitive(head) else None
    if institution and not accusative:
        first = _like(adjectives.agreeing(lower, institution.lower()), head)
        return f"{first} {_agreeing(_like(institution, rest[0]), rest[1:])}"
    surname = _bent(head, _SURNAMES if rest else _SURNAMES + _ALONE)
    if surname is not None:
        return " ".join([surname, *_first_after(rest)])
    if lower in _FIRMS_BENT and not accusative:
        return _agreeing(_like(_FIRMS_BENT[lower], head), rest)
    return _firm(name, head, rest, accusative=accusative)


def _firm(name: str, head: str, rest: list[str], *, accusative: bool) -> str:
    """Zielonego Ogrodu, Budexu: an adjective with its noun, or a coined word with the ending of the genitive."""
    if accusative:
        return nominative(name, Case.ACCUSATIVE) if head.lower() in BY_ACCUSATIVE else name
    if rest and adjectives.is_genitive(head) and _is_noun_in_genitive(rest[0]):
        return nominative(name, Case.GENITIVE)
    bare = head.strip('"„”')
    joined, dash, last = bare.rpartition("-")
    if len(bare) > _SHORTEST and bare.endswith("ii") and bare[:1].isupper():
        return " ".join([head.replace(bare, bare[:-1] + "a"), *rest])
    coined = (
        len(bare) > _SHORTEST and bare[:1].isupper() and bare.endswith("u") and bare[-2] not in "aeiouyóąę"
    )
    whole = f"{joined}{dash}{last[:-1] if dash else nominative(last, Case.GENITIVE)}"
    return " ".join([head.replace(bare, whole), *rest]) if coined else name


def _is_noun_in_genitive(word: str) -> bool:
    lower = word.lower()
    return lower in BY_GENITIVE or (lower.endswith("u") and len(lower) > _SHORTEST)


def _agreeing(head: str, rest: list[str]) -> str:
    """The adjectives after the head agree with it: Szkoła Podstawowa, Zakład Usługowy."""
    done = [head]
    for at, word in enumerate(rest):
        if not adjectives.is_genitive(word):
            return " ".join([*done, *rest[at:]])
        done.append(_like(adjectives.agreeing(word.lower(), head.lower()), word))
    return " ".join(done)


def _surname(rest: list[str], endings: tuple[tuple[str, str], ...]) -> list[str]:
    """The surname, or a second first name and a surname."""
    if not rest or not rest[0][:1].isalpha():
        return rest
    lower = rest[0].lower()
    if len(rest) > 1 and (lower in MEN or lower in WOMEN) and rest[1][:1].isalpha():
        return [_like(MEN.get(lower) or WOMEN.get(lower) or rest[0], rest[0]), *_surname(rest[1:], endings)]
    pieces = [_bent(piece, endings) or piece for piece in rest[0].split("-")]
    return ["-".join(pieces), *rest[1:]]


def _first_after(rest: list[str]) -> list[str]:
    """Reads "Kowalskiego Jana"."""
    bent = [MEN.get(word.lower()) or WOMEN.get(word.lower()) for word in rest[:1]]
    return [_like(bent[0], rest[0]), *rest[1:]] if bent and bent[0] else rest


def _bent(word: str, endings: tuple[tuple[str, str], ...]) -> str | None:
    lower = word.lower()
    for ending, ours in endings:
        if lower.endswith(ending) and len(lower) > len(ending) + 1:
            bent = lower[: -len(ending)] + ours
            if ending == "ego" and bent.endswith(("ky", "gy", "iy")):
                bent = bent[:-1].removesuffix("i") + "i"
            return _like(bent, word)
    return None


def _like(bent: str, said: str) -> str:
    """With the capitals of the person."""
    if said.isupper() and len(said) > 1:
        return bent.upper()
    return (
        bent.capitalize()
        if said[:1].isupper() and "-" not in bent
        else bent
        if said[:1].isupper()
        else bent.lower()
    )
