"""What a page need not say, each with its reason: the whole list, so that nothing is left out by chance."""

from __future__ import annotations

import re

_DOES_NOT_APPLY = "an annotation that does not apply is not printed"
_ANNOUNCES = "announces a description, which is printed"
_SAID_BY_KIND = "said by the kind that follows it"

_REASONS: tuple[tuple[str, str, str], ...] = (
    (r"Fa/Adnotacje/P_(16|17|18|18A|23)", "2", _DOES_NOT_APPLY),
    (r"Fa/Adnotacje/Zwolnienie/P_19N", "1", _DOES_NOT_APPLY),
    (r"Fa/Adnotacje/NoweSrodkiTransportu/P_22N", "1", _DOES_NOT_APPLY),
    (r"Fa/Adnotacje/NoweSrodkiTransportu/P_42_5", "2", _DOES_NOT_APPLY),
    (r"Fa/Adnotacje/PMarzy/P_PMarzyN", "1", _DOES_NOT_APPLY),
    (r"Fa/Adnotacje/PMarzy/P_PMarzy", "1", _SAID_BY_KIND),
    (r"Podmiot2/(JST|GV)", "2", "the buyer is no such member"),
    (r".*/(PlatnoscInna|TransportInny|LadunekInny)", "1", _ANNOUNCES),
    (r"Podmiot3/RolaInna", "1", _ANNOUNCES),
    (r".*/KodKraju", "PL", "an address in Poland needs no country"),
    (r"Naglowek/KodFormularza", "FA", "said by the name of the form with its version"),
    (r"Naglowek/WariantFormularza", "3", "said by the name of the form with its version"),
    (r"Zalacznik/BlokDanych/Tabela/TNaglowek/Kol/@Typ", ".*", "decides how the column is set"),
)
_COMPILED = tuple((re.compile(path), re.compile(value), why) for path, value, why in _REASONS)


def reason_to_omit(path: str, value: str) -> str:
    """Why a value at that path is not printed; "" when it must be.

    >>> reason_to_omit("Podmiot2/JST", "2"), reason_to_omit("Podmiot2/JST", "1")
    ('the buyer is no such member', '')
    """
    found = (why for where, what, why in _COMPILED if where.fullmatch(path) and what.fullmatch(value))
    return next(found, "")
