"""What people say about modes and habits: whole sentences only, so that no item of an invoice is taken for one.

"naprawa w trybie awaryjnym, 500 zł" is something sold; "tryb awaryjny" alone is a wish for the open draft.
"""

from __future__ import annotations

import re

from invoicing.model.invoice import Draft
from invoicing.model.offline import OfflineMode
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.held_drafts import hold
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.company_talk import CompanyTalk, Saying
from invoicing.services.modes.rules import MODES, Facts, IssueWay, require
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, UnitOfWork

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


class ModeTalk:
    """Finds out whether a sentence is about modes or habits, and what it does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._about_company = CompanyTalk(clock)

    def __call__(self, text: str) -> Saying | None:
        """What the sentence does; None when it is about something else."""
        return self._about_company(text) or self._about_modes(text)

    def _about_modes(self, text: str) -> Saying | None:
        said = re.sub(r"\s+", " ", fold(text)).strip(" .!")
        for pattern, mode in _WISHES:
            if re.fullmatch(pattern, said):
                return self._wishing(mode)
        if re.fullmatch(_HOLD, said):
            return self._hold
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
