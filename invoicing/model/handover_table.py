"""The hand-over matrix as a table: rows D1 to D25 (art. 106nda, 106nf, 106ng, 106gb VATA and the regulation).

The Ministry's position (handbook KSeF 2.0 part II, 1.6.6) is taken where it is disputed: a domestic buyer with a NIP
receives the invoice through KSeF, so before the number there is only a transaction confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.model.papers import (
    BEFORE_NUMBER,
    WITH_NUMBER,
    Confidence,
    HandOver,
    Paper,
    Receipt,
    Way,
    When,
)

_CONFIRMATION, _DRAWN, _PLAIN = Paper.TRANSACTION_CONFIRMATION, Paper.VISUALISATION, Paper.PLAIN_INVOICE
_AGREED, _AT_ONCE, _LATER = Way.AGREED, When.AT_ONCE, When.AFTER_NUMBER
_ACTUAL, _NUMBER = Receipt.ACTUAL, Receipt.NUMBER
DRAWING = "rozporządzenie Dz.U. 2025 poz. 1815 par. 9"
_HANDBOOK = "Podręcznik KSeF 2.0 cz. II 1.6.6"
_AGREED_BUYERS = "art. 106gb ust. 4"
FAILURE = "art. 106nf"


def _numbered(row: str, *articles: str, confidence: Confidence = Confidence.HIGH) -> HandOver:
    """The visualisation with the number, in the agreed way."""
    return HandOver(row, _DRAWN, WITH_NUMBER, _AGREED, _LATER, _ACTUAL, articles, confidence)


def _early(row: str, *articles: str) -> HandOver:
    """The visualisation with two codes at once, in the agreed way."""
    return HandOver(row, _DRAWN, BEFORE_NUMBER, _AGREED, _AT_ONCE, _ACTUAL, articles)


ROWS: Mapping[str, HandOver] = {
    each.row: each
    for each in (
        HandOver(
            "D1",
            _CONFIRMATION,
            BEFORE_NUMBER,
            Way.ANY,
            _AT_ONCE,
            _NUMBER,
            ("art. 106gb ust. 1", _HANDBOOK),
            Confidence.MINISTRY,
            overridable=True,
        ),
        HandOver(
            "D2", _DRAWN, WITH_NUMBER, Way.ANY, _LATER, _NUMBER, ("art. 106na ust. 3", f"{DRAWING} ust. 1")
        ),
        HandOver(
            "D3",
            _CONFIRMATION,
            BEFORE_NUMBER,
            Way.ANY,
            _AT_ONCE,
            _NUMBER,
            ("art. 106nda ust. 3 i 11", "art. 106nh", "art. 106gb", _HANDBOOK),
            Confidence.MINISTRY,
            overridable=True,
        ),
        HandOver(
            "D4",
            _DRAWN,
            BEFORE_NUMBER,
            _AGREED,
            _AT_ONCE,
            Receipt.ACTUAL_OR_NUMBER,
            (FAILURE, f"{DRAWING} ust. 4"),
        ),
        HandOver("D5", _PLAIN, (), Way.ANY, _AT_ONCE, _ACTUAL, ("art. 106ng",)),
        HandOver("D6", _PLAIN, (), Way.ANY, When.AS_AGREED, _ACTUAL, ("art. 106ga ust. 2 pkt 4",)),
        _numbered("D7", _AGREED_BUYERS, "art. 106na ust. 4"),
        _early("D8", f"{DRAWING} ust. 3"),
        _early("D9", FAILURE),
        _numbered("D10", _AGREED_BUYERS),
        _early("D11", f"{DRAWING} ust. 3"),
        _early("D12", FAILURE),
        _numbered("D13", _AGREED_BUYERS),
        _numbered("D14", "art. 106gb ust. 4 pkt 2-3", confidence=Confidence.MEDIUM),
        HandOver(
            "D15",
            _CONFIRMATION,
            BEFORE_NUMBER,
            _AGREED,
            _AT_ONCE,
            _ACTUAL,
            (_AGREED_BUYERS, _HANDBOOK),
            Confidence.MEDIUM,
        ),
        _numbered("D16", _AGREED_BUYERS),
        _numbered("D22", "art. 106gb ust. 4 pkt 1", confidence=Confidence.MEDIUM),
        HandOver(
            "D23",
            _PLAIN,
            (),
            Way.ANY,
            When.AS_AGREED,
            _ACTUAL,
            ("art. 145m", "art. 145n", "art. 106ga ust. 2-3"),
        ),
        HandOver(
            "D24",
            Paper.NOTHING,
            (),
            Way.ANY,
            When.NEVER,
            Receipt.NONE,
            ("art. 106gb ust. 5", DRAWING),
        ),
        HandOver(
            "D25", Paper.NOTHING, (), Way.ANY, When.NEVER, Receipt.NONE, ("korekta techniczna (API KSeF)",)
        ),
    )
}
"""Rows by name, each in the form of its first state. D17 to D21 only say whose rows apply."""
