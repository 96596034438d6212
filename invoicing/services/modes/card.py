"""The mode on a card: what is proposed, why, until when it must be sent, what the buyer may get, and the buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from invoicing.model.destination import Place
from invoicing.model.errors import Refused
from invoicing.model.handover import Paper, hand_over, state_before_number
from invoicing.model.invoice import Draft
from invoicing.model.kinds import DEMANDS
from invoicing.model.offline import Duty, OfflineMode, submission_deadline
from invoicing.services.access.certificates import wallet_of
from invoicing.services.access.way_in import way_in
from invoicing.services.messages import Choice, Json, Option, Style
from invoicing.services.metering.meter import amount_of, meter_of, on_card
from invoicing.services.modes.facts import Facts
from invoicing.services.modes.rules import Proposal, Why, missing_ground, propose
from invoicing.services.modes.ways import MODES, OUTSIDE, IssueWay
from invoicing.services.outages.notices import announced, last_word
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company
from invoicing.services.replies import cancel

LABELS = {
    IssueWay.ONLINE: "issue-online",
    IssueWay.OFFLINE24: "issue-offline24",
    IssueWay.UNAVAILABILITY: "issue-unavailability",
    IssueWay.EMERGENCY: "issue-emergency",
    IssueWay.TOTAL_FAILURE: "issue-total",
    IssueWay.SMALL_SALES: "issue-outside",
    IssueWay.CONSUMER: "issue-outside",
    IssueWay.HOLD: "hold",
    IssueWay.ACCESS: "give-access",
}
"""Words of the second row; the first button says plainly "issue", except where it leads past KSeF or nowhere yet."""
_WAITS_ONLINE = frozenset({Why.SILENT_EARLY, Why.CLAIMED})


async def facts_of(work: UnitOfWork, company: Company, now: datetime) -> Facts:
    """What the mode of an invoice of now rests on."""
    verdict = (await work.verdicts.current()).known(now)
    unseen, seen_at = await last_word(work, now)
    profile, wallet = company.profile, await wallet_of(work, company.id)
    return Facts(
        now=now,
        outage=await announced(work, now),
        timeline=await work.outages.timeline(company.id),
        silent=verdict.unannounced_trouble,
        when_silent=profile.when_silent,
        small_sales=profile.small_sales,
        meter=await meter_of(work, company, now.date()),
        well=verdict.ksef_works,
        certificate=wallet.offline_certificate(now) is not None,
        way_in=await way_in(work, company.id, wallet, now),
        consumers_into_ksef=profile.consumers_into_ksef,
        unseen=unseen,
        seen_at=seen_at,
    )


def mode_data(draft: Draft, facts: Facts) -> dict[str, Json]:
    """The mode as a card shows it."""
    meter = on_card(draft, facts.meter)
    facts = facing(draft, facts)
    proposal = propose(facts, draft.wish)
    return {
        "destination": _destination(facts, proposal),
        "way": proposal.way.value,
        "mode": proposal.mode.value if proposal.mode else None,
        "why": proposal.why.value,
        "article": f"art. {proposal.article}",
        **_term(proposal, facts),
        "paper": _paper(draft, proposal, facts),
        "refused": _refused(draft.wish, proposal, facts),
        "limit": meter,
        "well": facts.well,
        "seen_at": facts.seen_at.isoformat() if facts.seen_at and facts.failure_unseen else None,
        "access": None if proposal.way in OUTSIDE else _access(facts),
    }


def _access(facts: Facts) -> Json:
    """What keeps the company out of KSeF, and what its offline certificate allows until when; None where it gets in."""
    if facts.way_in.is_open:
        return None
    ended = facts.way_in.ended
    term = (
        submission_deadline(facts.today, OfflineMode.OFFLINE24, facts.timeline) if facts.certificate else None
    )
    return {
        "door": facts.way_in.door.value,
        "ended": ended.isoformat() if ended else None,
        "offline24_until": term.day.isoformat() if term and term.day else None,
    }


def facing(draft: Draft, facts: Facts) -> Facts:
    """The facts as they bear on a draft: who buys; what is wanted in KSeF, or corrects what is there, goes there."""
    originals = draft.correction.originals if draft.correction else ()
    if any(each.ksef_number for each in originals):
        return replace(facts, small_sales=False, consumers_into_ksef=True, buyer=None)
    if draft.into_ksef:
        facts = replace(facts, small_sales=False, consumers_into_ksef=True)
    return replace(facts, buyer=draft.buyer.kind if draft.buyer else None, amount=amount_of(draft))


def _destination(facts: Facts, proposal: Proposal) -> Json:
    """The row of the table where the first button leads there; None where an outage or a wish decides otherwise."""
    goes = facts.destination
    if goes is None or (goes.place is Place.OUTSIDE) is not (proposal.way in OUTSIDE):
        return None
    return {"place": goes.place.value, "because": goes.because.value, "article": f"art. {goes.article}"}


def _refused(wish: OfflineMode | None, proposal: Proposal, facts: Facts) -> str | None:
    """Why the mode somebody asked for is not the one proposed; None where it is, or where `why` says it."""
    if wish is None or wish is proposal.mode or proposal.why is Why.FAILURE_NOT_OFFLINE24:
        return None
    return next((missing_ground(way, facts) for way, mode in MODES.items() if mode is wish), None)


def issue_buttons(draft: Draft, facts: Facts | None) -> tuple[tuple[Option, ...], ...]:
    """Issue as proposed; what else is lawful; edit and cancel: each bound to the version of the card it stands on."""
    if not DEMANDS[draft.kind].goes_to_ksef:
        return _rows(
            draft,
            Option(
                "issue-pro-forma", Choice("issue-pro-forma", draft.id, draft.version), style=Style.SUCCESS
            ),
            (),
        )
    proposal = propose(facing(draft, facts), draft.wish) if facts else Proposal(IssueWay.ONLINE, Why.USUAL)
    usual = "issue-both" if draft.replacement else "issue"
    says_where = proposal.way in OUTSIDE or proposal.way is IssueWay.ACCESS
    style = Style.PRIMARY if proposal.way is IssueWay.ACCESS else Style.SUCCESS
    first = _button(draft, proposal.way, LABELS[proposal.way] if says_where else usual, style)
    others = tuple(_button(draft, way, LABELS[way]) for way in proposal.alternatives)
    return _rows(draft, first, others)


def _rows(draft: Draft, first: Option, others: tuple[Option, ...]) -> tuple[tuple[Option, ...], ...]:
    edit = Option("edit", choice=Choice("edit", draft.id, draft.version))
    undo = [Option("undo", choice=Choice("undo", draft.id, draft.version))] if draft.previous else []
    rows = ((first,), others, (edit, *undo, cancel(draft.id, draft.version)))
    return tuple(row for row in rows if row)


def _button(draft: Draft, way: IssueWay, label: str, style: Style = Style.PLAIN) -> Option:
    return Option(label, choice=Choice(way.value, draft.id, draft.version), style=style)


def _term(proposal: Proposal, facts: Facts) -> dict[str, Json]:
    """Until when it must be sent; of an online invoice only where it may not get through today."""
    unlikely = proposal.way is IssueWay.ONLINE and proposal.why in _WAITS_ONLINE
    mode = proposal.mode or (OfflineMode.OFFLINE24 if unlikely else None)
    if mode is None:
        duty = Duty.NONE.value if proposal.way in OUTSIDE else None
        return {"deadline": None, "term_article": None, "duty": duty}
    try:
        term = submission_deadline(facts.today, mode, facts.timeline)
    except Refused:  # a failure without its notice: the card is not offered in that mode
        return {"deadline": None, "term_article": None, "duty": None}
    return {
        "deadline": term.day.isoformat() if term.day else None,
        "term_article": f"art. {term.article.value}",
        "duty": term.duty.value,
    }


def _paper(draft: Draft, proposal: Proposal, facts: Facts) -> str | None:
    """What the buyer may be given at once; None for what every online invoice does."""
    if proposal.way in {IssueWay.ONLINE, IssueWay.ACCESS} or draft.buyer is None:
        return None
    if proposal.way in OUTSIDE:
        return Paper.PLAIN_INVOICE.value
    if not facts.certificate:
        return "certificate-missing"
    return hand_over(draft.buyer.kind, state_before_number(proposal.mode)).paper.value
