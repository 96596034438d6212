"""What people say about a whole company: a total failure, and habits; asked back where nobody chose one of several.

What was said is remembered until a company is tapped, so that nobody types it twice and nothing is guessed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from invoicing.model.company import CompanyProfile, WhenSilent
from invoicing.model.law_calendar import Rule, in_force
from invoicing.services.companies import Standing, require_member
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.metering.using import habits_of, use_rule
from invoicing.services.outages.total_failure import TotalFailureTalk, heard, names_of
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person
from invoicing.services.replies import stale
from invoicing.services.terms.backlog import companies_of

Saying = Callable[[UnitOfWork, Standing], Awaitable[Reply]]
"""What a sentence does: writes in the open transaction, returns what to say."""
ACTION = "for-company"
"""Of the buttons that say which company was meant."""
_MOST_BUTTONS = 30

_RULE = (
    r"(?P<no>nie )?(?:korzystam(?:y)?|korzysta firma) z reguly 10 ?(?:000|tys\.?|tysiecy) ?(?:zl|zlotych)?"
)
_CONSUMERS = (
    r"(?:faktury )?(?:dla )?(?:konsumentow|konsumenci|osob prywatnych|osoby prywatne)"
    r"(?: wystawiaj| wysylaj| maja isc| ida)? (?P<place>(?:po za|poza|bez) ksef(?:-?u|em)?|(?:w|do|przez) ksef(?:-?u|-?ie)?)"
)
_HABIT = r"(?:gdy|kiedy|jak|jesli) ksef (?:milczy|nie odpowiada|nie dziala)[:,]? (?P<habit>off-?line ?24|czekaj|poczekaj)"


class CompanyTalk:
    """Finds out whether a sentence is about a company, asks which one if need be, and does what it says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._total_failure = TotalFailureTalk(clock)

    def __call__(self, text: str) -> Saying | None:
        """What the sentence does; None when it is about something else."""
        saying = self._meant(text)
        return None if saying is None else partial(self._asked, text, saying)

    async def tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The button: what was said last is done for that company.

        Raises:
            NotAllowed: no member of it, or the role does not reach that far.
        """
        text = await work.cursors.get(_said_by(person)) or ""
        saying = self._meant(text)
        if choice.subject is None or saying is None or choice.version != _mark(text):
            return stale()
        return await saying(work, await require_member(work, person, choice.subject))

    async def _asked(self, text: str, saying: Saying, work: UnitOfWork, standing: Standing) -> Reply:
        companies = await companies_of(work, standing.person.id)
        if standing.chosen or len(companies) == 1:
            return await saying(work, standing)
        await work.cursors.put(_said_by(standing.person), text)
        names = await names_of(work, companies[:_MOST_BUTTONS])
        buttons = tuple(
            (Option("company", choice=Choice(ACTION, company, _mark(text)), about=name),)
            for company, name in names.items()
        )
        return Reply("which-company", {"said": text}, options=buttons)

    def _meant(self, text: str) -> Saying | None:
        word = heard(text)
        return self._about_habits(text) if word is None else partial(self._total_failure, word)

    def _about_habits(self, text: str) -> Saying | None:
        if "?" in text:
            return None  # these are statements: with that mark somebody asks, and sets nothing
        said = bare(text)
        rule = re.fullmatch(_RULE, said)
        if rule is not None:
            uses = rule["no"] is None
            return self._rule(uses=uses)
        consumers = re.fullmatch(_CONSUMERS, said)
        if consumers is not None:
            there = consumers["place"].startswith(("w ", "do ", "przez "))
            return self._setting(lambda profile: replace(profile, consumers_into_ksef=there))
        habit = re.fullmatch(_HABIT, said)
        if habit is not None:
            wait = WhenSilent.WAIT if habit["habit"].endswith("czekaj") else WhenSilent.OFFLINE24
            return self._setting(lambda profile: replace(profile, when_silent=wait))
        return None

    def _rule(self, *, uses: bool) -> Saying:
        async def setting(work: UnitOfWork, standing: Standing) -> Reply:
            profile = await use_rule(work, standing, self._clock.now(), uses=uses)
            return self._habits(profile)

        return setting

    def _setting(self, change: Callable[[CompanyProfile], CompanyProfile]) -> Saying:
        async def setting(work: UnitOfWork, standing: Standing) -> Reply:
            standing.require(Action.SETTINGS)
            company = await work.companies.locked(standing.company.id)
            profile = change(company.profile)
            await work.companies.save(replace(company, profile=profile))
            habits = habits_of(profile)
            who = str(standing.person.id)
            event = Event("habits-changed", self._clock.now(), who, standing.company.id, evidence=habits)
            await work.events.add(event)
            return self._habits(profile)

        return setting

    def _habits(self, profile: CompanyProfile) -> Reply:
        over = not in_force(Rule.SMALL_SALES, self._clock.today())
        lost = profile.small_sales_lost is not None
        data: dict[str, Json] = {"company": profile.seller.name, "rule_over": over, "rule_lost": lost}
        return Reply("company-habits", habits_of(profile) | data)


def _said_by(person: Person) -> str:
    return f"said-of-a-company:{person.id}"


def _mark(text: str) -> int:
    """Ties the buttons to the sentence: those under an older question are worth nothing."""
    return zlib.crc32(text.encode())
