"""What people say about modes and habits: whole sentences only, so that no item of an invoice is taken for one.

"naprawa w trybie awaryjnym, 500 zł" is something sold; "tryb awaryjny" alone is a wish for the open draft.
"""

from __future__ import annotations

import re

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.offline import OfflineMode
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.held_drafts import hold
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facing, facts_of
from invoicing.services.modes.company_talk import CompanyTalk, Saying
from invoicing.services.modes.facts import Facts
from invoicing.services.modes.rules import propose, require
from invoicing.services.modes.ways import MODES, OUTSIDE, IssueWay
from invoicing.services.modes.wishes import wish_alone
from invoicing.services.parsing.tokens import bare
from invoicing.services.ports import Clock, UnitOfWork

_HOLD = r"(?:po|za)?czekaj(?:my)? na (?:ksef|powrot ksef)|wstrzymaj(?: sie| fakture| szkic)?"


class ModeTalk:
    """Finds out whether a sentence is about modes or habits, and what it does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._about_company = CompanyTalk(clock)

    def __call__(self, text: str) -> Saying | None:
        """What the sentence does; None when it is about something else."""
        return self._about_company(text) or self._about_modes(text)

    def of_company(self, text: str) -> bool:
        """Whether the sentence is about a whole company, and not about a draft."""
        return self._about_company(text) is not None

    def _about_modes(self, text: str) -> Saying | None:
        said = bare(text)
        alone = wish_alone(text)
        if alone is not None:
            return self._wishing(alone[0])
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
            wished = _wished(draft, mode, facts)
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


async def opened(work: UnitOfWork, standing: Standing) -> Draft | None:
    """The draft a person is talking about; one begun for another company is none of this talk."""
    if standing.draft is not None:
        answered = await work.drafts.get(standing.draft)
        draft = answered if answered and answered.status is DraftStatus.OPEN else None
    else:
        draft = await work.drafts.latest_open(standing.person.id)
    return draft if draft and draft.company_id == standing.company.id else None


def _wished(draft: Draft, mode: OfflineMode | None, facts: Facts) -> Draft:
    """The draft with the wish; who wants it in KSeF gets that even where the invoice could stay outside.

    Raises:
        Refused: the wish has no ground.
    """
    if mode is OfflineMode.TOTAL_FAILURE:
        usual = draft.changed(wish=None, into_ksef=False)
        if propose(facing(usual, facts)).way in OUTSIDE:  # it need not be a total failure for that
            return usual
    _require_wish(mode, facts)
    return draft.changed(wish=mode, into_ksef=mode is None)


def _require_wish(mode: OfflineMode | None, facts: Facts) -> None:
    """Refuse a wish without its ground; offline24 while a failure runs gets a card that says why it is emergency."""
    way = next((way for way, each in MODES.items() if each is mode), IssueWay.ONLINE)
    if way is IssueWay.OFFLINE24 and not facts.total_failure:
        return
    require(way, facts)
