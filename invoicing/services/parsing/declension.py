"""The nominative of names, where the sentence bends them and the rule is sure; otherwise they stay as said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

from invoicing.services.parsing import adjectives
from invoicing.services.parsing.nouns import (
    BY_ACCUSATIVE,
    BY_GENITIVE,
    BY_GENITIVE_PLURAL,
    BY_PLURAL,
    SINGULAR,
    UNBENT,
    Noun,
)
from invoicing.services.parsing.tokens import fold


class Case(Enum):
    """Which form the words around ask for."""

    AS_SAID = auto()
    ACCUSATIVE = auto()  # za ...
    GENITIVE = auto()  # 2 h ..., 10 kg ...: of it, or of them
    COUNTED = auto()  # 5 ..., 10 szt. ...: of them, and one is named
    PIECES = auto()  # 4 sztuki ...: of it, or of them, and one is named
    FEW = auto()  # dwa, trzy, 4 ...
    FEW_FEMININE = auto()  # dwie ...


Endings = tuple[tuple[str, str], ...]
_GENITIVE_ENDINGS: Endings = (  # the longest first; the singular of what is measured or done
    ("ctwa", "ctwo"), ("stwa", "stwo"), ("dztwa", "dztwo"), ("enia", "enie"), ("ania", "anie"), ("unku", "unek"),
    ("inku", "inek"), ("ości", "ość"), ("arni", "arnia"), ("alni", "alnia"), ("zoru", "zór"), ("bioru", "biór"),
    ("ęcia", "ęcie"), ("ycia", "ycie"), ("icia", "icie"), ("arcia", "arcie"), ("iwa", "iwo"), ("ywa", "ywo"),
    ("cji", "cja"), ("sji", "sja"), ("zji", "zja"), ("żu", "ż"), ("ju", "j"), ("lu", "l"), ("szu", "sz"), ("czu", "cz"),
    ("ii", "ia"), ("ki", "ka"), ("gi", "ga"), ("by", "ba"), ("py", "pa"), ("wy", "wa"), ("fy", "fa"), ("my", "ma"),
    ("ny", "na"), ("ły", "ła"), ("sy", "sa"), ("zy", "za"), ("ty", "ta"), ("dy", "da"), ("ry", "ra"), ("chy", "cha"),
)  # fmt: skip
_COUNTED_ENDINGS: Endings = (
    ("tków", "tek"), ("czków", "czek"), ("szków", "szek"), ("sków", "sek"), ("łków", "łek"), ("nków", "nek"),
    ("rków", "rek"), ("bków", "bek"), ("ojów", "ój"), ("zorów", "zór"), ("borów", "bór"), ("ów", ""),
    ("ań", "anie"), ("eń", "enie"), ("ęć", "ęcie"), ("cji", "cja"), ("sji", "sja"), ("ii", "ia"), ("eli", "el"),
    ("szy", "sz"), ("rzy", "rz"), ("ży", "ż"), ("czy", "cz"), ("tek", "tka"), ("czek", "czka"), ("łek", "łka"),
    ("nek", "nka"), ("rek", "rka"), ("wek", "wka"), ("lek", "lka"), ("dek", "dka"), ("mek", "mka"), ("pek", "pka"),
    ("żek", "żka"), ("jek", "jka"), ("szek", "szka"),
)  # fmt: skip
_COUNTED_PLURAL: Endings = (  # after a measure: 2 kg nakrętek
    ("ków", "ki"), ("gów", "gi"), ("ców", "ce"), ("jów", "je"), ("lów", "le"), ("ów", "y"), ("ek", "ki"),
    ("ań", "ania"), ("eń", "enia"), ("ęć", "ęcia"), ("eli", "ele"),
)  # fmt: skip
_FEW_ENDINGS: Endings = (
    ("enia", "enie"), ("ania", "anie"), ("ęcia", "ęcie"), ("cje", "cja"), ("sje", "sja"), ("ele", "el"), ("arze", "arz"),
    ("erze", "erz"), ("aże", "aż"), ("arki", "arka"), ("erki", "erka"), ("ówki", "ówka"), ("iczki", "iczka"),
    ("etki", "etka"), ("ony", "on"), ("ory", "or"), ("ery", "er"), ("opy", "op"), ("iki", "ik"), ("kty", "kt"),
    ("enty", "ent"), ("aty", "at"), ("usy", "us"),
)  # fmt: skip
_FEMININE_FEW: Endings = (
    ("cje", "cja"),
    ("sje", "sja"),
    ("nie", "nia"),
    ("zze", "zza"),
    ("ki", "ka"),
    ("gi", "ga"),
    ("ce", "ca"),
    ("y", "a"),
)
_ACCUSATIVE_ENDINGS: Endings = (("ę", "a"),)
Form = Callable[[str], "tuple[str, bool] | None"]
"""From a noun as said to its nominative and whether that is a plural; None when the rule is not sure."""


def nominative(name: str, case: Case) -> str:
    """The name of a line in the nominative.

    >>> nominative("kawy ziarnistej", Case.GENITIVE), nominative("krzesła", Case.FEW)
    ('kawa ziarnista', 'krzesło')
    """
    if name.isupper() and len(name) > 1:
        return nominative(name.lower(), case).upper()
    forms = _FORMS.get(case)
    if forms is None:
        return name
    words = name.split(" ")
    form, is_adjective = forms
    if words[0].lower() in SINGULAR and case in {Case.COUNTED, Case.PIECES, Case.FEW, Case.FEW_FEMININE}:
        return name  # "2 lampa" is named as it is sold already
    if case is Case.ACCUSATIVE and _are_many(words):
        return name
    at = 0  # of the noun: adjectives may stand before it
    while at < len(words) - 1 and is_adjective(words[at]) and form(words[at + 1]) is not None:
        at += 1
    bent = form(words[at])
    if bent is None:
        return name
    noun, plural = bent
    before = [_as_typed(adjectives.agreeing(word, noun, plural=plural), word) for word in words[:at]]
    return " ".join(
        [*before, _as_typed(noun, words[at]), *_after(words[at + 1 :], noun, is_adjective, plural=plural)]
    )


def _are_many(words: list[str]) -> bool:
    """Reads "prace wykonczeniowe": many, and no one of them typed without its diacritics."""
    return len(words) > 1 and words[0].lower().endswith("e") and adjectives.is_plural(words[1].lower())


def _after(rest: list[str], noun: str, is_adjective: Callable[[str], bool], *, plural: bool) -> list[str]:
    """The adjectives that follow a noun, bent as it is; the first word that is none ends it."""
    done: list[str] = []
    for at, word in enumerate(rest):
        if not is_adjective(word):
            return [*done, *rest[at:]]
        done.append(_as_typed(adjectives.agreeing(word, noun, plural=plural), word))
    return done


def _genitive(word: str) -> tuple[str, bool] | None:
    lower = word.lower()
    of_it, of_them = BY_GENITIVE.get(lower), BY_GENITIVE_PLURAL.get(lower)
    if of_it is not None:
        return of_it.singular, False
    if of_them is not None:
        return of_them.plural, True
    one = _by_ending(lower, _GENITIVE_ENDINGS)
    if one is not None:
        return one, False
    if lower.endswith("u") and len(lower) > 4 and lower[-2] not in "aeiouyóąę":
        return _masculine(lower[:-1]), False
    many = _by_ending(lower, _COUNTED_PLURAL)
    return (many, True) if many is not None else None


def _masculine(stem: str) -> str:
    """Without the ending; "o" before a voiced end is "ó" again: przewozu, samochodu."""
    return stem[:-2] + "ó" + stem[-1] if stem.endswith(("wod", "chod", "woz", "grod")) else stem


def _counted(word: str) -> tuple[str, bool] | None:
    # "50 szt. kabla" names one as well; "100 szt. ulotki" says its plural already
    noun = None if word.lower() in BY_PLURAL else BY_GENITIVE.get(word.lower())
    return _one(word, BY_GENITIVE_PLURAL, _COUNTED_ENDINGS) or ((noun.singular, False) if noun else None)


def _of_pieces(word: str) -> tuple[str, bool] | None:
    noun = BY_GENITIVE.get(word.lower())
    return (noun.singular, False) if noun else _one(word, BY_GENITIVE_PLURAL, _COUNTED_ENDINGS)


def _few(word: str) -> tuple[str, bool] | None:
    return _one(word, BY_PLURAL, _FEW_ENDINGS)


def _few_feminine(word: str) -> tuple[str, bool] | None:
    return _one(word, BY_PLURAL, _FEMININE_FEW)


def _accusative(word: str) -> tuple[str, bool] | None:
    return _one(word, BY_ACCUSATIVE, _ACCUSATIVE_ENDINGS) or (
        (word, False) if word.lower() in UNBENT else None
    )


def _one(word: str, known: Mapping[str, Noun], endings: Endings) -> tuple[str, bool] | None:
    lower = word.lower()
    noun = known.get(lower)
    if noun is not None:
        return noun.singular, noun.singular == noun.plural
    bent = _by_ending(lower, endings)
    return (_masculine(bent) if lower.endswith("ów") else bent, False) if bent is not None else None


def _by_ending(word: str, endings: Endings) -> str | None:
    for ending, ours in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + ours
    return None


def _as_typed(bent: str, said: str) -> str:
    """With the capitals of the person, and without diacritics where there were none to keep."""
    if said.isascii() and fold(bent) != bent and _needs_no_diacritics(said):
        bent = fold(bent)
    if said.isupper() and len(said) > 1:
        return bent.upper()
    return bent[:1].upper() + bent[1:] if said[:1].isupper() else bent


def _needs_no_diacritics(said: str) -> bool:
    """Whether the word as said shows that its writer uses none: krzesla, uslug, but not ziemi."""
    lower = said.lower()
    noun = next(
        (
            known[lower]
            for known in (BY_GENITIVE, BY_GENITIVE_PLURAL, BY_PLURAL, BY_ACCUSATIVE)
            if lower in known
        ),
        None,
    )
    forms = () if noun is None else (noun.plural, *noun.genitive, *noun.genitive_plural, noun.accusative)
    return noun is not None and lower not in forms


_FORMS: Mapping[Case, tuple[Form, Callable[[str], bool]]] = {
    Case.GENITIVE: (_genitive, adjectives.is_genitive),
    Case.COUNTED: (_counted, adjectives.is_genitive),
    Case.PIECES: (_of_pieces, adjectives.is_genitive),
    Case.FEW: (_few, adjectives.is_plural),
    Case.FEW_FEMININE: (_few_feminine, adjectives.is_plural),
    Case.ACCUSATIVE: (_accusative, adjectives.is_accusative),
}
