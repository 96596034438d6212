"""How a value may look on a page: as it stands, as people write it, or as the words that a code means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from templates.sheet import DECIMAL, Sheet
from templates.values import clean, grouped_account, grouped_nip

Words = Callable[[Sheet, str], str]


def _code(element: str) -> Words:
    return lambda sheet, value: sheet.code(element, value)


def _label(key: str) -> Words:
    return lambda sheet, value: sheet.field(key) if value == "1" else value


def _yes(sheet: Sheet, value: str) -> str:
    return sheet.words("yes") if value == "1" else value


def _annotation(code: str) -> Words:
    return lambda sheet, value: sheet.words(code, "annotations") if value == "1" else value


_WORDS: dict[str, Words] = {
    "RodzajFaktury": lambda sheet, value: sheet.words(value, "kinds"),
    "FormaPlatnosci": _code("FormaPlatnosci"),
    "StatusInfoPodatnika": _code("StatusInfoPodatnika"),
    "Rola": _code("Rola"),
    "RolaPU": _code("RolaPU"),
    "TypKorekty": _code("TypKorekty"),
    "RodzajTransportu": _code("RodzajTransportu"),
    "OpisLadunku": _code("OpisLadunku"),
    "RachunekWlasnyBanku": _code("RachunekWlasnyBanku"),
    "P_12": lambda sheet, value: sheet.rate(value),
    "P_12Z": lambda sheet, value: sheet.rate(value),
    "StanPrzed": _label("before_correction"),
    "StanPrzedZ": _label("before_correction"),
    "P_12_Zal_15": _label("annex_15"),
    "P_12Z_Zal_15": _label("annex_15"),
    "BrakID": _label("no_id"),
    "JST": _label("JST"),
    "GV": _label("GV"),
    "NrKSeFN": _label("outside_ksef"),
    "NrKSeFZN": _label("outside_ksef"),
    "NrKSeF": _yes,
    "PodmiotPosredniczacy": _label("intermediary"),
    "ZwrotAkcyzy": _label("excise_refund"),
    "Zaplacono": lambda sheet, value: sheet.words("paid") if value == "1" else value,
    "ZnacznikZaplatyCzesciowej": lambda sheet, value: sheet.field(
        {"1": "paid_partly", "2": "paid_in_parts"}[value]
    ),
    "P_19": lambda sheet, value: sheet.words("exemption") if value == "1" else value,
}
_ANNOTATIONS = ("P_16", "P_17", "P_18", "P_18A", "P_22", "P_23", "P_42_5", "FP", "TP")
_MARGINS = ("P_PMarzy_2", "P_PMarzy_3_1", "P_PMarzy_3_2", "P_PMarzy_3_3")
_WORDS |= {code: _annotation(code) for code in (*_ANNOTATIONS, *_MARGINS)}
_PLACES = (2, 4, 0)


def renderings(path: str, value: str, sheet: Sheet) -> Iterator[str]:
    """Everything that counts as saying the value, the likeliest first."""
    words = _WORDS.get(path.rpartition("/")[2])
    if words is not None:
        yield words(sheet, value)
        return
    yield clean(value)
    if DECIMAL.fullmatch(value):
        places = len(value.partition(".")[2])
        yield from (sheet.number(value, least) for least in (places, *_PLACES))
    if re.fullmatch(r"[0-9]{10}", value):
        yield grouped_nip(value)
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        yield sheet.day(value)
        yield sheet.moment(value)
    if path.endswith("NrRB"):
        yield grouped_account(value)
