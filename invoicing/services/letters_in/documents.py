"""An invoice that another program wrote, sent in by mail or chat: judged, shown, and sent to KSeF by a tap."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from invoicing.model.document import DocumentView
from invoicing.model.errors import LatarnikError, Refused
from invoicing.services.companies import Standing, require_member
from invoicing.services.ids import document_draft_id
from invoicing.services.letters_in.worth import may_go_alone
from invoicing.services.messages import Choice, IncomingFile, Json, Option, Reply, Style
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import after_tap, stale
from invoicing.services.sending.adopting import Foreign, adopt

ACTION = "send-document"
"""Of the button that sends a judged document; its subject names the document, its version the place it is kept in."""
MOST = 5
"""Documents that are judged at once, and kept for a person until they are sent; the oldest makes room."""
_AMOUNT = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,8})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_TOLD = 8
"""Problems of a document that are told one by one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document: the code of a sentence, its values, and the element."""

    code: str
    place: str
    is_error: bool
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A document: what it says, as far as it can be read, and what is wrong with it, the worst first."""

    view: DocumentView | None
    faults: Sequence[Fault] = ()

    @property
    def is_valid(self) -> bool:
        """Whether KSeF would take it."""
        return self.view is not None and not any(each.is_error for each in self.faults)


Judge = Callable[[bytes, date], Awaitable[Judged]]
"""Judges the bytes of a document as if it were sent on that day; it takes a while, so nothing may be locked."""


class DocumentDesk:
    """Shows what documents are worth, and sends one when its button is tapped."""

    def __init__(self, clock: Clock, judge: Judge, read: Callable[[bytes], DocumentView]) -> None:
        self._clock, self._judge, self._read = clock, judge, read
        self.buttons = {ACTION: self._tapped}

    async def judged(self, files: Sequence[IncomingFile]) -> list[tuple[IncomingFile, Judged]]:
        """What can be said of them; of more than a few only the first are looked at."""
        today = self._clock.today()
        return [(file, await self._judge(file.content or b"", today)) for file in files[:MOST]]

    async def shown(
        self, work: UnitOfWork, judged: Sequence[tuple[IncomingFile, Judged]], standing: Standing
    ) -> Reply:
        """The verdicts, with a button for each that can be sent; its bytes are kept sealed until then."""
        told: list[Json] = []
        buttons: list[tuple[Option, ...]] = []
        for file, verdict in judged:
            why = await self._obstacle(work, file, verdict, standing)
            told.append(_told(file, verdict, why, self._clock.today()))
            if verdict.is_valid and verdict.view is not None and why is None and file.content is not None:
                choice = await _kept(work, file.content, standing)
                option = Option(ACTION, choice=choice, style=Style.SUCCESS, about=verdict.view.number[:40])
                buttons.append((option,))
        return Reply("document-checked", {"documents": told}, options=tuple(buttons))

    async def _obstacle(
        self, work: UnitOfWork, file: IncomingFile, verdict: Judged, standing: Standing
    ) -> str | None:
        """Why a sound document cannot be sent for this company."""
        view, company = verdict.view, standing.company
        if view is None or not verdict.is_valid:
            return None
        if view.seller.nip != company.profile.seller.nip.digits:
            return "seller-other"
        digest = hashlib.sha256(file.content or b"").digest()
        if await work.invoices.by_digest(company.id, digest) is not None:
            return "known"
        if await work.invoices.by_number(company.id, view.number) is not None:
            return "number-known"
        if not may_go_alone(view, company.profile.approval_above):
            return "approval"
        return None if standing.may_issue else "role"

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Take it into the books and promise to submit it, as its file says; tapped twice it is one invoice.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: company-frozen, document-needs-approval, seller-other, number-known, document-invalid.
        """
        found = await _offered(work, choice, person)
        if found is None:
            return stale()
        company, xml = found
        standing = await require_member(work, person, company)
        standing.require_issuer()
        await require_not_frozen(work, company)
        view = self._read(xml)
        if not may_go_alone(view, standing.company.profile.approval_above):
            raise Refused("document-needs-approval")
        taken = await adopt(work, standing.company, Foreign(xml, view), by=person.id, at=self._clock.now())
        if isinstance(taken, LatarnikError):
            raise taken
        return after_tap(taken)


async def _kept(work: UnitOfWork, xml: bytes, standing: Standing) -> Choice:
    """The button of a document that was put aside."""
    company, person = standing.company.id, standing.person.id
    counted = f"offered:{company}:{person}"
    place = (int(await work.cursors.get(counted) or 0) + 1) % MOST
    await work.cursors.put(counted, str(place))
    await work.companies.put_secret(company, _name(person, place), xml)
    return Choice(ACTION, document_draft_id(company, hashlib.sha256(xml).digest()), place)


async def _offered(work: UnitOfWork, choice: Choice, person: Person) -> tuple[UUID, bytes] | None:
    """The company and the document behind a button, as long as no newer one took its place."""
    for membership in await work.people.memberships(person.id):
        company = membership.company_id
        xml = await work.companies.secret(company, _name(person.id, choice.version))
        if xml and document_draft_id(company, hashlib.sha256(xml).digest()) == choice.subject:
            return company, xml
    return None


def _name(person: UUID, place: int) -> str:
    return f"offered-document:{person}:{place % MOST}"


def _told(file: IncomingFile, verdict: Judged, why: str | None, today: date) -> Json:
    view, faults = verdict.view, list(verdict.faults)
    return {
        "file": file.name,
        "valid": verdict.is_valid,
        "number": view.number if view else None,
        "buyer": view.buyer.name if view else None,
        "gross": view.gross if view and _says_what_and_when(view) else None,
        "currency": view.currency if view else None,
        "issued_on": view.issue_date if view else None,
        "earlier": bool(view and view.issue_date < today.isoformat()),
        "why_not": why,
        "errors": sum(each.is_error for each in faults),
        "warnings": sum(not each.is_error for each in faults),
        "problems": [
            {"code": each.code, "details": {**each.details}, "place": each.place, "error": each.is_error}
            for each in faults[:_TOLD]
        ],
    }


def _says_what_and_when(view: DocumentView) -> bool:
    """Whether amount, currency and day can be read: in a faulty document anything may stand there."""
    try:
        date.fromisoformat(view.issue_date)
    except ValueError:
        return False
    return _AMOUNT.fullmatch(view.gross) is not None and _CURRENCY.fullmatch(view.currency) is not None
