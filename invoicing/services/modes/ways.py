"""The ways to issue an invoice: what each is by the VAT act, and whether it leads to KSeF."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from invoicing.model.offline import OfflineMode


class IssueWay(StrEnum):
    """What a tap does with a draft (the action of its button)."""

    ONLINE = "issue"
    OFFLINE24 = "issue-offline24"
    UNAVAILABILITY = "issue-unavailability"
    EMERGENCY = "issue-emergency"
    TOTAL_FAILURE = "issue-total"
    SMALL_SALES = "issue-outside"
    CONSUMER = "issue-consumer"
    HOLD = "hold"
    ACCESS = "give-access"  # the company cannot get into KSeF: nothing is issued


MODES: Mapping[IssueWay, OfflineMode] = {
    IssueWay.OFFLINE24: OfflineMode.OFFLINE24,
    IssueWay.UNAVAILABILITY: OfflineMode.UNAVAILABILITY,
    IssueWay.EMERGENCY: OfflineMode.EMERGENCY,
    IssueWay.TOTAL_FAILURE: OfflineMode.TOTAL_FAILURE,
}
OUTSIDE = frozenset({IssueWay.TOTAL_FAILURE, IssueWay.SMALL_SALES, IssueWay.CONSUMER})
"""Ways that never lead to KSeF (art. 106ng, art. 145m, art. 106ga ust. 2 pkt 4 VATA)."""
INTO_KSEF = frozenset({IssueWay.ONLINE, IssueWay.OFFLINE24, IssueWay.UNAVAILABILITY, IssueWay.EMERGENCY})
"""Ways whose invoice must be sent to KSeF, now or later."""
ARTICLES: Mapping[IssueWay, str] = {
    IssueWay.ACCESS: "106ga ust. 1",
    IssueWay.ONLINE: "106na",
    IssueWay.OFFLINE24: "106nda",
    IssueWay.UNAVAILABILITY: "106nh",
    IssueWay.EMERGENCY: "106nf",
    IssueWay.TOTAL_FAILURE: "106ng",
    IssueWay.SMALL_SALES: "145m",
    IssueWay.CONSUMER: "106ga ust. 2 pkt 4",
}
