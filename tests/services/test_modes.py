"""Which mode is proposed: every state of KSeF with every habit of the company, and what has no ground."""

from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from invoicing.model.company import WhenSilent
from invoicing.model.errors import Refused
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.access.way_in import Door, WayIn
from invoicing.services.modes.facts import Facts
from invoicing.services.modes.rules import Why, missing_ground, propose, require
from invoicing.services.modes.ways import OUTSIDE, IssueWay

WARSAW = ZoneInfo("Europe/Warsaw")
FRIDAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 10, tzinfo=WARSAW)
EVENING = datetime(2026, 11, 20, 20, tzinfo=WARSAW)
NEW_YEAR = datetime(2027, 1, 1, 0, 0, tzinfo=WARSAW)
WAIT, OFFLINE24 = WhenSilent.WAIT, WhenSilent.OFFLINE24


def lasting(kind):
    return (Outage(kind, FRIDAY, None),)


STATES = {
    "well": {"well": True},
    "failure": {"outage": OutageKind.FAILURE, "timeline": lasting(OutageKind.FAILURE)},
    "maintenance": {"outage": OutageKind.MAINTENANCE, "timeline": lasting(OutageKind.MAINTENANCE)},
    "claimed": {"outage": OutageKind.TOTAL_FAILURE},
    "confirmed": {"timeline": lasting(OutageKind.TOTAL_FAILURE)},
    "silent": {"silent": True},
    "unseen": {"unseen": OutageKind.FAILURE, "timeline": lasting(OutageKind.FAILURE)},
    "unseen, but KSeF answers": {
        "unseen": OutageKind.FAILURE,
        "timeline": lasting(OutageKind.FAILURE),
        "well": True,
    },
    "unseen and ended": {
        "unseen": OutageKind.FAILURE,
        "timeline": (Outage(OutageKind.FAILURE, FRIDAY, FRIDAY),),
        "silent": True,
    },
    "failure without a notice for today": {"outage": OutageKind.FAILURE},
}


@pytest.mark.parametrize(
    ("state", "habit", "now", "way", "why"),
    [
        ("well", WAIT, MORNING, IssueWay.ONLINE, Why.USUAL),
        ("well", OFFLINE24, EVENING, IssueWay.ONLINE, Why.USUAL),
        ("failure", WAIT, MORNING, IssueWay.EMERGENCY, Why.FAILURE),
        ("failure", OFFLINE24, EVENING, IssueWay.EMERGENCY, Why.FAILURE),
        ("maintenance", WAIT, MORNING, IssueWay.UNAVAILABILITY, Why.MAINTENANCE),
        ("maintenance", OFFLINE24, EVENING, IssueWay.UNAVAILABILITY, Why.MAINTENANCE),
        ("claimed", WAIT, MORNING, IssueWay.ONLINE, Why.CLAIMED),
        ("claimed", WAIT, EVENING, IssueWay.OFFLINE24, Why.CLAIMED),
        ("claimed", OFFLINE24, MORNING, IssueWay.OFFLINE24, Why.CLAIMED),
        ("confirmed", WAIT, MORNING, IssueWay.TOTAL_FAILURE, Why.TOTAL_FAILURE),
        ("confirmed", OFFLINE24, EVENING, IssueWay.TOTAL_FAILURE, Why.TOTAL_FAILURE),
        ("silent", WAIT, MORNING, IssueWay.ONLINE, Why.SILENT_EARLY),
        ("silent", WAIT, EVENING, IssueWay.OFFLINE24, Why.SILENT_LATE),
        ("silent", OFFLINE24, MORNING, IssueWay.OFFLINE24, Why.SILENT_HABIT),
        ("silent", OFFLINE24, EVENING, IssueWay.OFFLINE24, Why.SILENT_HABIT),
        ("unseen", WAIT, MORNING, IssueWay.EMERGENCY, Why.FAILURE_UNSEEN),
        ("unseen", OFFLINE24, EVENING, IssueWay.EMERGENCY, Why.FAILURE_UNSEEN),
        ("unseen, but KSeF answers", WAIT, MORNING, IssueWay.ONLINE, Why.USUAL),
        ("unseen and ended", WAIT, MORNING, IssueWay.ONLINE, Why.SILENT_EARLY),
        ("failure without a notice for today", WAIT, MORNING, IssueWay.ONLINE, Why.USUAL),
    ],
)
def test_a_state_and_a_habit_lead_to_one_proposal(state, habit, now, way, why):
    proposal = propose(Facts(now, when_silent=habit, **STATES[state]))

    assert (proposal.way, proposal.why) == (way, why)


@pytest.mark.parametrize(
    ("state", "habit", "small", "now", "wish"),
    list(product(STATES, WhenSilent, [False, True], [MORNING, EVENING, NEW_YEAR], [None, *OfflineMode])),
)
def test_whatever_is_proposed_is_lawful_and_so_is_every_alternative(state, habit, small, now, wish):
    for door, certificate in product([Door.OPEN, Door.MISSING], [False, True]):
        has = {"way_in": WayIn(door), "certificate": certificate}
        facts = Facts(now, when_silent=habit, small_sales=small, **has, **STATES[state])
        proposal = propose(facts, wish)

        ways = (proposal.way, *proposal.alternatives)
        assert [missing_ground(way, facts) for way in ways] == [None] * len(ways)
        assert len(set(ways)) == len(ways)
        assert (proposal.way is IssueWay.ACCESS) <= (door is Door.MISSING)


@pytest.mark.parametrize("state", sorted(set(STATES) - {"confirmed"}))
def test_nothing_but_a_confirmed_total_failure_keeps_an_invoice_from_ksef_for_ever(state):
    facts = Facts(MORNING, **STATES[state])

    assert propose(facts, OfflineMode.TOTAL_FAILURE).way not in OUTSIDE
    with pytest.raises(Refused, match="total-failure-unconfirmed"):
        require(IssueWay.TOTAL_FAILURE, facts)


@pytest.mark.parametrize(
    ("way", "state", "reason"),
    [
        (IssueWay.EMERGENCY, "well", "emergency-without-failure"),
        (IssueWay.EMERGENCY, "maintenance", "emergency-without-failure"),
        (IssueWay.EMERGENCY, "silent", "emergency-without-failure"),
        (IssueWay.EMERGENCY, "claimed", "emergency-without-failure"),
        (IssueWay.EMERGENCY, "failure without a notice for today", "emergency-without-failure"),
        (IssueWay.UNAVAILABILITY, "failure", "unavailability-without-notice"),
        (IssueWay.OFFLINE24, "failure", "offline24-in-failure"),
        (IssueWay.OFFLINE24, "confirmed", "offline24-in-failure"),
        (IssueWay.ONLINE, "failure", "outage-announced"),
        (IssueWay.ONLINE, "confirmed", "outage-announced"),
        (IssueWay.SMALL_SALES, "well", "small-sales-unused"),
        (IssueWay.HOLD, "well", "nothing-to-wait-for"),
    ],
)
def test_a_mode_without_its_ground_is_refused_with_what_is_lawful_instead(way, state, reason):
    facts = Facts(MORNING, **STATES[state])

    with pytest.raises(Refused) as refused:
        require(way, facts)

    assert refused.value.reason == reason
    assert missing_ground(IssueWay(refused.value.details["instead"]), facts) is None


@pytest.mark.parametrize("state", ["well", "maintenance", "silent", "claimed"])
def test_offline24_needs_no_ground_at_all_while_no_failure_is_announced(state):
    assert propose(Facts(MORNING, **STATES[state]), OfflineMode.OFFLINE24).way is IssueWay.OFFLINE24


def test_a_wish_for_offline24_in_an_announced_failure_is_answered_with_emergency_and_why():
    proposal = propose(Facts(MORNING, **STATES["failure"]), OfflineMode.OFFLINE24)

    assert (proposal.way, proposal.why) == (IssueWay.EMERGENCY, Why.FAILURE_NOT_OFFLINE24)


def test_the_rule_of_10_000_zl_keeps_invoices_outside_until_the_last_second_of_2026():
    before = Facts(datetime(2026, 12, 31, 23, 59, 59, tzinfo=WARSAW), small_sales=True)
    after = Facts(NEW_YEAR, small_sales=True)

    assert (propose(before).way, propose(before).article) == (IssueWay.SMALL_SALES, "145m")
    assert (propose(after).way, propose(after).why) == (IssueWay.ONLINE, Why.SMALL_SALES_OVER)


def test_a_total_failure_that_has_ended_today_gives_no_ground_any_more():
    ended = (Outage(OutageKind.TOTAL_FAILURE, FRIDAY, FRIDAY),)

    assert propose(Facts(EVENING, timeline=ended)).way is IssueWay.ONLINE
