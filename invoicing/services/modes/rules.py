"""In which mode an invoice may be issued now: what is proposed, why, and what else is lawful.

Pure decisions over facts. A person taps; nothing here ever changes a mode that somebody chose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from invoicing.model.company import WhenSilent
from invoicing.model.destination import Place
from invoicing.model.errors import Refused
from invoicing.model.offline import OfflineMode, OutageKind
from invoicing.model.small_sales import Fit
from invoicing.services.modes.facts import Facts
from invoicing.services.modes.ways import ARTICLES, INTO_KSEF, MODES, IssueWay

LATE = time(20)
"""Warsaw time after which waiting for a silent KSeF is no plan: at midnight the invoice is deemed offline anyway."""


NO_WAY_IN = "access-needed"
"""The reason where only the company's own access is missing."""


class Why(StrEnum):
    """Why a way is proposed."""

    USUAL = "usual"
    FAILURE = "failure"  # announced, and lasting
    FAILURE_UNSEEN = "failure-unseen"  # announced, its end was not; the lighthouse cannot be read now
    FAILURE_NOT_OFFLINE24 = "failure-not-offline24"  # offline24 was wished; a failure has its own rules
    MAINTENANCE = "maintenance"
    SILENT_EARLY = "silent-early"  # nobody announced anything; the day is young
    SILENT_LATE = "silent-late"
    SILENT_HABIT = "silent-habit"  # the company wants offline24 then
    CLAIMED = "total-claimed"  # the lighthouse alone says total failure
    TOTAL_FAILURE = "total-failure"  # a person confirmed it with a source
    SMALL_SALES = "small-sales"
    SMALL_SALES_OVER = "small-sales-over"
    SMALL_SALES_CROSSED = "small-sales-crossed"  # with this invoice
    SMALL_SALES_LOST = "small-sales-lost"  # with an earlier one
    SMALL_SALES_UNCOUNTED = "small-sales-uncounted"  # its currency has no rate yet
    CONSUMER = "consumer"
    CONSUMER_BY_CHOICE = "consumer-by-choice"
    WISHED = "wished"
    NO_ACCESS = "no-access"  # it must go to KSeF, and the company cannot get in; that is no outage


_PAST_THE_RULE: Mapping[Fit | None, Why] = {
    Fit.CROSSES: Why.SMALL_SALES_CROSSED,
    Fit.LOST: Why.SMALL_SALES_LOST,
    Fit.UNCOUNTED: Why.SMALL_SALES_UNCOUNTED,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the card proposes.

    Attributes:
        way: what the first button does.
        why: the reason, told to the person.
        alternatives: what else is lawful now and worth a button.
    """

    way: IssueWay
    why: Why
    alternatives: tuple[IssueWay, ...] = ()

    @property
    def mode(self) -> OfflineMode | None:
        """The mode the invoice would be issued in; None for online, and for what stays outside KSeF by art. 145m."""
        return MODES.get(self.way)

    @property
    def article(self) -> str:
        """Of the VAT act."""
        return ARTICLES[self.way]


def propose(facts: Facts, wish: OfflineMode | None = None) -> Proposal:
    """What to propose for an invoice of now.

    Args:
        facts: as they are now.
        wish: the mode a person has asked for; one without its ground is left aside (`require` says so when asked).
    """
    usual = _for_consumer(facts) or _outside(facts) or _into_ksef(facts)
    if wish is None or wish is usual.mode:
        return usual
    wished = next(way for way, mode in MODES.items() if mode is wish)
    if missing_ground(wished, facts) is None:
        rest = (usual.way, *usual.alternatives)
        return Proposal(wished, Why.WISHED, tuple(way for way in rest if way is not wished))
    if wish is OfflineMode.OFFLINE24 and usual.why is Why.FAILURE:
        return replace(usual, why=Why.FAILURE_NOT_OFFLINE24)
    return usual


def _for_consumer(facts: Facts) -> Proposal | None:
    """Past KSeF, or into it where the company chose so; the other is offered as well. None for other buyers."""
    goes = facts.destination
    if goes is None or not facts.for_consumer or facts.total_failure:
        return None
    instead = _into_ksef(facts)
    if goes.place is Place.OUTSIDE:
        return Proposal(IssueWay.CONSUMER, Why.CONSUMER, _issuing(instead))
    why = Why.CONSUMER_BY_CHOICE if instead.why is Why.USUAL else instead.why
    return Proposal(instead.way, why, (*instead.alternatives, IssueWay.CONSUMER))


def _outside(facts: Facts) -> Proposal | None:
    """Total failure before all, then the rule of small sales; None when KSeF is the way."""
    if facts.total_failure:
        return Proposal(IssueWay.TOTAL_FAILURE, Why.TOTAL_FAILURE, (IssueWay.HOLD,))
    if not facts.outside:
        return None
    return Proposal(IssueWay.SMALL_SALES, Why.SMALL_SALES, _issuing(_into_ksef(facts)))


def _issuing(instead: Proposal) -> tuple[IssueWay, ...]:
    """The other button beside one that leads past KSeF; who cannot get in need not be asked for access there."""
    return () if instead.way is IssueWay.ACCESS else (instead.way,)


def _into_ksef(facts: Facts) -> Proposal:
    """As KSeF is, and as the company can get in."""
    usual = _as_ksef_is(facts)
    return usual if facts.way_in.is_open else _without_access(facts, usual)


def _without_access(facts: Facts, usual: Proposal) -> Proposal:
    """Access first; an offline certificate alone lets one issue now and send later, within the usual term.

    In an announced outage nobody can send, so its mode stays first, where there is a certificate for it.
    """
    ways = dict.fromkeys((usual.way, *usual.alternatives, IssueWay.OFFLINE24))
    lawful = [way for way in ways if missing_ground(way, facts) is None]
    if facts.announced and usual.way in lawful:
        return replace(usual, alternatives=tuple(lawful[1:]))
    return Proposal(IssueWay.ACCESS, _after_the_rule(facts) or Why.NO_ACCESS, tuple(lawful))


def _as_ksef_is(facts: Facts) -> Proposal:
    if facts.lasts(OutageKind.FAILURE):
        return Proposal(IssueWay.EMERGENCY, Why.FAILURE, (IssueWay.HOLD,))
    if facts.lasts(OutageKind.MAINTENANCE):
        return Proposal(IssueWay.UNAVAILABILITY, Why.MAINTENANCE, (IssueWay.OFFLINE24, IssueWay.HOLD))
    if facts.failure_unseen and not facts.well:
        return Proposal(
            IssueWay.EMERGENCY, Why.FAILURE_UNSEEN, (IssueWay.OFFLINE24, IssueWay.ONLINE, IssueWay.HOLD)
        )
    if facts.silent or facts.claimed:
        return _unannounced(facts)
    return Proposal(IssueWay.ONLINE, _after_the_rule(facts) or Why.USUAL)


def _after_the_rule(facts: Facts) -> Why | None:
    """Why the rule of 10 000 zł, which the company uses, does not keep the invoice outside; None where it does."""
    if facts.for_consumer:
        return None
    return Why.SMALL_SALES_OVER if facts.rule_over else _PAST_THE_RULE.get(facts.fit)


def _unannounced(facts: Facts) -> Proposal:
    """KSeF seems down and nobody announced it: no emergency, whatever one sees (art. 106ne, 106nh VATA)."""
    habit = facts.when_silent is WhenSilent.OFFLINE24
    late = facts.now.time() >= LATE
    if not habit and not late:
        why = Why.CLAIMED if facts.claimed else Why.SILENT_EARLY
        return Proposal(IssueWay.ONLINE, why, (IssueWay.OFFLINE24, IssueWay.HOLD))
    why = Why.CLAIMED if facts.claimed else Why.SILENT_HABIT if habit else Why.SILENT_LATE
    return Proposal(IssueWay.OFFLINE24, why, (IssueWay.ONLINE, IssueWay.HOLD))


def missing_ground(way: IssueWay, facts: Facts) -> str | None:
    """Why a way is not lawful now, as the reason of a refusal; None when it is."""
    announced = facts.lasts(OutageKind.FAILURE) or facts.lasts(OutageKind.MAINTENANCE)
    grounds: dict[IssueWay, tuple[bool, str]] = {
        IssueWay.ONLINE: (not announced and not facts.total_failure, "outage-announced"),
        IssueWay.OFFLINE24: (
            not facts.lasts(OutageKind.FAILURE) and not facts.total_failure,
            "offline24-in-failure",
        ),
        IssueWay.EMERGENCY: (
            facts.lasts(OutageKind.FAILURE) or facts.failure_unseen,
            "emergency-without-failure",
        ),
        IssueWay.UNAVAILABILITY: (facts.lasts(OutageKind.MAINTENANCE), "unavailability-without-notice"),
        IssueWay.TOTAL_FAILURE: (facts.total_failure, "total-failure-unconfirmed"),
        IssueWay.SMALL_SALES: (
            facts.outside,
            str(_after_the_rule(facts) or "small-sales-unused"),
        ),
        IssueWay.CONSUMER: (facts.for_consumer, "not-a-consumer"),
        IssueWay.HOLD: (facts.troubled, "nothing-to-wait-for"),
        IssueWay.ACCESS: (not facts.way_in.is_open, "access-there"),
    }
    lawful, reason = grounds[way]
    if not lawful:
        return reason
    return NO_WAY_IN if way in INTO_KSEF and not _can_follow(way, facts) else None


def _can_follow(way: IssueWay, facts: Facts) -> bool:
    """Whether the invoice can get where it must: at once, or later under a code of the company's own."""
    return facts.way_in.is_open or (way is not IssueWay.ONLINE and facts.certificate)


def require(way: IssueWay, facts: Facts) -> None:
    """Refuse a way without its ground.

    Raises:
        Refused: outage-announced, offline24-in-failure, emergency-without-failure, unavailability-without-notice,
            total-failure-unconfirmed, small-sales-unused, small-sales-over, small-sales-crossed, small-sales-lost,
            small-sales-uncounted, not-a-consumer, nothing-to-wait-for or access-needed;
            `instead` is what is proposed.
    """
    reason = missing_ground(way, facts)
    if reason is not None:
        raise Refused(reason, instead=propose(facts).way.value)
