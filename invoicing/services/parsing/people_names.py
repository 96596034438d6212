"""The name of a person in the nominative: "dla Jana Kowalskiego" is an invoice for Jan Kowalski."""

from __future__ import annotations

import re

from invoicing.services.parsing.first_names import MEN, WOMEN
from invoicing.services.parsing.name_forms import same_word
from invoicing.services.parsing.tokens import fold

_MAN = (  # endings of a surname in the genitive or dative, the longest first
    ("skiego", "ski"),
    ("skiemu", "ski"),
    ("ckiego", "cki"),
    ("ckiemu", "cki"),
    ("dzkiego", "dzki"),
    ("iego", "i"),
    ("iemu", "i"),
    ("ego", "y"),
    ("emu", "y"),
    ("owi", ""),
)
_WOMAN = (("skiej", "ska"), ("ckiej", "cka"), ("dzkiej", "dzka"), ("iej", "ia"), ("ej", "a"))
_FLEETING = re.compile(r"(?P<stem>.*[^aeiouyąęó])(?P<last>k|c)a")


def nominative_person(name: str) -> tuple[str, bool]:
    """The name as it stands on an invoice, and whether it was bent back, which is a guess.

    >>> nominative_person("Jana Kowalskiego"), nominative_person("Anny Nowak"), nominative_person("Ewa Lis")
    (('Jan Kowalski', True), ('Anna Nowak', True), ('Ewa Lis', False))
    """
    first, *rest = name.split()
    folded = fold(first)
    if folded in WOMEN or folded in MEN:
        of_a_man = folded.endswith("a") and any(same_word(folded, word) for word in MEN if word not in WOMEN)
        return name, of_a_man and folded in WOMEN  # Stanisława Lema may be Stanisław Lem
    man = next((known for word, known in MEN.items() if same_word(folded, word)), None)
    woman = next((known for word, known in WOMEN.items() if same_word(folded, word)), None)
    if man and woman:  # "Jana": of a man, in the genitive; of a woman, Jan does not bend so
        man, woman = (man, None) if folded.endswith(("a", "owi", "u")) else (None, woman)
    known = man or woman
    if known is None:
        return name, False
    surname = [_surname(word, man=man is not None) for word in rest]
    return " ".join([known, *surname]), True


def _surname(word: str, *, man: bool) -> str:
    if "-" in word:
        return "-".join(_surname(part, man=man) for part in word.split("-"))
    for ending, ours in _MAN if man else _WOMAN:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + ours
    if man and word.endswith("a"):
        fleeting = _FLEETING.fullmatch(word)
        return f"{fleeting['stem']}e{fleeting['last']}" if fleeting else word[:-1]
    if word.endswith(("y", "i")):
        return word.removesuffix("y").removesuffix("i") + "a"
    return word
