"""How an invoice is marked in the JPK_V7 that is filed on a given day: its KSeF number, or why there is none.

The structure JPK_V7M(3) knows three marks beside the number: OFF, DI and BFK.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from invoicing.model.offline import OfflineMode
from invoicing.model.warsaw import warsaw_day


class Marker(StrEnum):
    """What stands in the file."""

    NUMBER = "number"
    OFF = "OFF"  # issued in an announced failure; stays as it is when the number comes
    DI = "DI"  # offline24 and unavailability; the file is corrected when the number has come
    BFK = "BFK"  # issued outside KSeF for ever
    WAIT = "wait"  # online and still in time: the number is minutes away


class Outside(StrEnum):
    """Why an invoice never goes to KSeF; the value is the article of the VAT act, as it is quoted after "art."."""

    TOTAL_FAILURE = "106ng"
    LIFTED_FAILURE = "106nf ust. 7"  # a total failure lifted the duty of an emergency invoice
    LIFTED = "106nha"  # the same for offline24 and unavailability
    CONSUMER = "106ga ust. 2 pkt 4"
    SMALL_SALES = "145m"
    TILL = "145n"
    EXCLUDED = "106ga ust. 2"


@dataclass(frozen=True, slots=True)
class JpkMarker:
    """A marker and its reasons.

    Attributes:
        article: of the VAT act, as it is quoted after "art.".
        correct_later: the file must be corrected when the number has come.
    """

    marker: Marker
    article: str
    correct_later: bool = False


_WITHOUT_NUMBER: Mapping[OfflineMode, JpkMarker] = {
    OfflineMode.OFFLINE24: JpkMarker(Marker.DI, "106nda", correct_later=True),
    OfflineMode.UNAVAILABILITY: JpkMarker(Marker.DI, "106nh", correct_later=True),
    OfflineMode.EMERGENCY: JpkMarker(Marker.OFF, "106nf"),
    OfflineMode.TOTAL_FAILURE: JpkMarker(Marker.BFK, Outside.TOTAL_FAILURE.value),
}


def jpk_marker(
    mode: OfflineMode | None,
    on: date,
    *,
    issued: date,
    numbered_at: datetime | None = None,
    outside: Outside | None = None,
) -> JpkMarker:
    """The marker of an invoice in a file of that day.

    A number that KSeF gave later did not exist on that day. An online invoice that has none after its day of issue is
    deemed offline24 (art. 106nda ust. 16 VATA). A number outranks a reason to stay outside: it cannot be taken back.

    Args:
        mode: the ground it was issued on; None for online.
        on: the Warsaw day on which the file is made.
        issued: P_1.
        numbered_at: when KSeF gave the number, aware; None while it has none.
        outside: why it never goes to KSeF; None when it does.

    >>> jpk_marker(OfflineMode.EMERGENCY, date(2026, 12, 20), issued=date(2026, 11, 30)).marker.value
    'OFF'
    """
    if numbered_at is not None and warsaw_day(numbered_at) <= on:
        return JpkMarker(Marker.NUMBER, "106ga ust. 1")
    if outside is not None:
        return JpkMarker(Marker.BFK, outside.value)
    if mode is None and on <= issued:
        return JpkMarker(Marker.WAIT, "106na ust. 1")
    return _WITHOUT_NUMBER[mode or OfflineMode.OFFLINE24]
