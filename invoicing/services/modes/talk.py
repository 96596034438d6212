"""What people say about modes and habits: whole sentences only, so that no item of an invoice is taken for one.

"naprawa w trybie awaryjnym, 500 zł" is something sold; "tryb awaryjny" alone is a wish for the open draft.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from invoicing.model.company import CompanyProfile, WhenSilent
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.offline import OfflineMode
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.held_drafts import hold
from invoicing.services.messages import Json, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.rules import MODES, Facts, IssueWay, require
from invoicing.services.outages.total_failure import TotalFailureTalk, heard
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event

Saying = Callable[[UnitOfWork, Standing], Awaitable[Reply]]
"""What a sentence about modes does: writes in the open transaction, returns what to say."""

_ISSUE = r"(?:wystaw(?: (?:ja|to|fakture|szkic))? )?"
_IN = r"(?:w )?(?:tryb(?:ie)? )?"
_WISHES: tuple[tuple[str, OfflineMode | None], ...] = (
    (rf"{_ISSUE}(?:w )?tryb(?:ie)? awaryjny(?:m)?", OfflineMode.EMERGENCY),
    (rf"{_ISSUE}awaryjnie", OfflineMode.EMERGENCY),
    (rf"{_ISSUE}{_IN}off-?line ?24", OfflineMode.OFFLINE24),
    (rf"{_ISSUE}(?:w )?tryb(?:ie)? off-?line", OfflineMode.UNAVAILABILITY),
    (rf"{_ISSUE}(?:w )?tryb(?:ie)? (?:niedostepnosci|niedostepnosc)", OfflineMode.UNAVAILABILITY),
    (rf"{_ISSUE}(?:w )?tryb(?:ie)? (?:awarii|awaria) calkowit(?:ej|a)", OfflineMode.TOTAL_FAILURE),
    (rf"{_ISSUE}poza ksef", OfflineMode.TOTAL_FAILURE),
    (rf"{_ISSUE}{_IN}on-?line", None),
    (rf"{_ISSUE}(?:zwykle|normalnie|w ksef)", None),
)
_LAST_CLAUSE = re.compile(r"(?P<before>.*\S)\s*[,;]\s*(?P<clause>[^,;]+)", re.DOTALL)
_HOLD = r"(?:po|za)?czekaj(?:my)? na (?:ksef|powrot ksef)|wstrzymaj(?: sie| fakture| szkic)?"
_RULE = (
    r"(?P<no>nie )?(?:korzystam(?:y)?|korzysta firma) z reguly 10 ?(?:000|tys\.?|tysiecy) ?(?:zl|zlotych)?"
)
_CONSUMERS = (
    r"(?:faktury )?(?:dla )?(?:konsumentow|konsumenci|osob prywatnych|osoby prywatne)"
    r"(?: wystawiaj| wysylaj| maja isc| ida)? (?P<place>(?:po za|poza|bez) ksef(?:-?u|em)?|(?:w|do|przez) ksef(?:-?u|-?ie)?)"
)
_HABIT = r"(?:gdy|kiedy|jak|jesli) ksef (?:milczy|nie odpowiada|nie dziala)[:,]? (?P<habit>off-?line ?24|czekaj|poczekaj)"


class ModeTalk:
    """Finds out whether a sentence is about modes or habits, and what it does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._total_failure = TotalFailureTalk(clock)

    def __call__(self, text: str) -> Saying | None:
        """What the sentence does; None when it is about something else."""
        word = heard(text)
        return self._about_modes(text) if word is None else partial(self._total_failure, word)

    def _about_modes(self, text: str) -> Saying | None:
        said = re.sub(r"\s+", " ", fold(text)).strip(" .!")
        for pattern, mode in _WISHES:
            if re.fullmatch(pattern, said):
                return self._wishing(mode)
        if re.fullmatch(_HOLD, said):
            return self._hold
        rule = re.fullmatch(_RULE, said)
        if rule is not None:
            uses = rule["no"] is None
            return self._setting(lambda profile: replace(profile, small_sales=uses), takes_rule=uses)
        consumers = re.fullmatch(_CONSUMERS, said)
        if consumers is not None:
            there = consumers["place"].startswith(("w ", "do ", "przez "))
            return self._setting(lambda profile: replace(profile, consumers_into_ksef=there))
        habit = re.fullmatch(_HABIT, said)
        if habit is not None:
            wait = WhenSilent.WAIT if habit["habit"].endswith("czekaj") else WhenSilent.OFFLINE24
            return self._setting(lambda profile: replace(profile, when_silent=wait))
        return None

    def _wishing(self, mode: OfflineMode | None) -> Saying:
        async def wish(work: UnitOfWork, standing: Standing) -> Reply:
            draft = await opened(work, standing)
            if draft is None:
                return Reply("not-understood")
            standing.require_issuer()
            facts = await facts_of(work, standing.company, self._clock.now())
            _require_wish(mode, facts)
            wished = draft.changed(wish=mode)
            await work.drafts.save(wished)
            return card(wished, Backing(standing.company.profile, facts.today, facts))

        return wish

    async def _hold(self, work: UnitOfWork, standing: Standing) -> Reply:
        draft = await opened(work, standing)
        if draft is None:
            return Reply("not-understood")
        standing.require_issuer()
        now = self._clock.now()
        require(IssueWay.HOLD, await facts_of(work, standing.company, now))
        return await hold(work, draft, standing, now)

    def _setting(
        self, change: Callable[[CompanyProfile], CompanyProfile], *, takes_rule: bool = False
    ) -> Saying:
        async def setting(work: UnitOfWork, standing: Standing) -> Reply:
            standing.require_owner()
            before = standing.company.profile
            profile = change(before)
            if takes_rule and not in_force(Rule.SMALL_SALES, self._clock.today()):
                raise Refused("small-sales-over")
            await work.companies.save(replace(standing.company, profile=profile))
            habits = _habits(profile)
            who = str(standing.person.id)
            event = Event("habits-changed", self._clock.now(), who, standing.company.id, evidence=habits)
            await work.events.add(event)
            over = not in_force(Rule.SMALL_SALES, self._clock.today())
            return Reply("company-habits", habits | {"company": profile.seller.name, "rule_over": over})

        return setting


def without_wish(text: str) -> tuple[str, OfflineMode | None]:
    """A sentence without the wish for a mode that stands at its end as a clause of its own, and the wish.

    >>> without_wish("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, offline24")
    ('faktura dla NIP 5260250274, 2 h konsultacji po 200 zł', <OfflineMode.OFFLINE24: 'offline24'>)
    """
    parts = _LAST_CLAUSE.fullmatch(text.strip())
    if parts is None:
        return text, None
    clause = re.sub(r"\s+", " ", fold(parts["clause"])).strip(" .!")
    wish = next((mode for pattern, mode in _WISHES if mode and re.fullmatch(pattern, clause)), None)
    return (parts["before"], wish) if wish else (text, None)


async def opened(work: UnitOfWork, standing: Standing) -> Draft | None:
    """The draft a person is talking about; one begun for another company is none of this talk."""
    draft = await work.drafts.latest_open(standing.person.id)
    return draft if draft and draft.company_id == standing.company.id else None


def _require_wish(mode: OfflineMode | None, facts: Facts) -> None:
    """Refuse a wish without its ground; offline24 while a failure runs gets a card that says why it is emergency."""
    way = next((way for way, each in MODES.items() if each is mode), IssueWay.ONLINE)
    if way is IssueWay.OFFLINE24 and not facts.total_failure:
        return
    require(way, facts)


def _habits(profile: CompanyProfile) -> dict[str, Json]:
    return {
        "small_sales": profile.small_sales,
        "when_silent": profile.when_silent.value,
        "consumers_into_ksef": profile.consumers_into_ksef,
    }
