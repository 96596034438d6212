"""What each step of a drill does, with the very parts that a real outage would use."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from invoicing.model.errors import LatarnikError, Misunderstood, Refused, Unavailable
from invoicing.model.invoice import Invoice
from invoicing.model.offline import OfflineMode
from invoicing.model.papers import Paper
from invoicing.services.access.certificates import wallet_of
from invoicing.services.access.verifying import InvoiceSeen, IssuerSeen
from invoicing.services.drilling.invoice import drill_invoice, next_number
from invoicing.services.drilling.letter import FILES, letter_to_ourselves, own_address
from invoicing.services.drilling.ports import Ground
from invoicing.services.drilling.records import Drill, Step
from invoicing.services.ksef_ports import (
    Accepted,
    NumberTaken,
    Pending,
    Refusal,
    SendAgain,
    SendingReference,
)
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Company
from invoicing.services.terms.due import Terms

NEEDS: Mapping[Step, frozenset[Step]] = {
    Step.ISSUE: frozenset(),
    Step.CODES: frozenset({Step.ISSUE}),
    Step.PAPERS: frozenset({Step.CODES}),
    Step.ISSUER: frozenset({Step.CODES}),
    Step.DEADLINE: frozenset({Step.ISSUE}),
    Step.LETTER: frozenset({Step.PAPERS}),
    Step.SUBMIT: frozenset({Step.ISSUE}),
    Step.NUMBER: frozenset({Step.SUBMIT}),
    Step.INVOICE: frozenset({Step.NUMBER}),
}
"""What a step cannot do without; what it can do without may have failed."""
_TRIES = 4
"""So many times KSeF may be silent before a step has failed."""
_QUESTIONS = 75
"""So many times KSeF is asked what became of the invoice: two minutes and a half."""
_LONGEST_PAUSE = 2.0  # seconds
Details = dict[str, str]
Answer = TypeVar("Answer")


@dataclass
class Playing:
    """One drill while it is played; what one step makes the next ones use."""

    units: UnitsOfWork
    clock: Clock
    ground: Ground
    drill: Drill
    company: Company
    language: str = "pl"
    invoice: Invoice | None = None
    issued_at: datetime | None = None
    xml: bytes = b""
    link: str = ""
    papers: dict[Paper, bytes] = field(default_factory=dict)
    reference: SendingReference | None = None

    @property
    def practice(self) -> bool:
        """Whether the invoice may get a number and go to KSeF."""
        return self.drill.practice and self.ground.practice

    @property
    def sha256(self) -> bytes:
        """Of the frozen bytes."""
        return hashlib.sha256(self.xml).digest()

    @property
    def issued(self) -> Invoice:
        """The invoice of the drill."""
        if self.invoice is None:
            raise LookupError("the step before has not been played")
        return self.invoice

    async def __call__(self, step: Step) -> Details:
        """Play a step; what to tell of it.

        Raises:
            LatarnikError: it failed, with the reason.
        """
        play: Mapping[Step, Callable[[], Awaitable[Details]]] = {
            Step.ISSUE: self._issue,
            Step.CODES: self._codes,
            Step.PAPERS: self._papers,
            Step.ISSUER: self._issuer,
            Step.DEADLINE: self._deadline,
            Step.LETTER: self._letter,
            Step.SUBMIT: self._submit,
            Step.NUMBER: self._number,
            Step.INVOICE: self._known,
        }
        return await play[step]()

    async def _issue(self) -> Details:
        now, words = self.clock.now(), self.ground.wording.on_document()
        number = words.instead_of_number
        if self.practice:
            async with self.units() as work:
                number = await next_number(work, self.company, now)
        self.invoice, self.issued_at = drill_invoice(self.company, number, now, words), now
        self.xml = self.ground.write(self.invoice, now)
        return {"number": number, "sha256": self.sha256.hex()}

    async def _codes(self) -> Details:
        link = await self.ground.issuer_links(self.company.id, self.sha256)
        if link is None:
            raise Refused("offline-certificate-needed", number=self.issued.number)
        self.link = link
        return {}

    async def _papers(self) -> Details:
        for paper in FILES:
            self.papers[paper] = await self.ground.render(
                self.xml, None, self.language, paper=paper, issuer_link=self.link
            )
        return {}

    async def _issuer(self) -> Details:
        """Our own look always; the page of KSeF only where its answer is about a drill and nothing else."""
        async with self.units.reading() as work:
            wallet = await wallet_of(work, self.company.id)
        certificate = wallet.offline_certificate(self.clock.now())
        if certificate is None or not self.ground.holds(self.link, certificate):
            raise Refused("drill-code-unconfirmed", wrong="signature")
        details = {"until": certificate.valid_to.isoformat()}
        if not self.practice:
            return details
        seen = await self._patiently(lambda: self.ground.pages.issuer(self.link))
        if not seen.confirmed:
            raise Refused("drill-code-unconfirmed", wrong=_wrong(seen))
        return details | {"page": "yes"}

    async def _deadline(self) -> Details:
        now = self.issued_at or self.clock.now()
        async with self.units.reading() as work:
            terms = Terms(await work.outages.timeline(self.company.id))
        term = terms.of(OfflineMode.OFFLINE24, now.date(), now)
        day = {"day": term.day.isoformat()} if term.day else {}
        return {"duty": term.duty.value, "article": f"art. {term.article.value}", **day}

    async def _letter(self) -> Details:
        postman = self.ground.postman
        if postman is None:
            raise Refused("drill-no-mail")
        async with self.units.reading() as work:
            to = await own_address(work, self.company)
        seller = self.company.profile.seller.name
        words = self.ground.wording.letter(self.issued.number, seller, self.language)
        letter = letter_to_ourselves(self.drill.id, to, words, self.papers, self.ground.domain)
        await self._patiently(lambda: postman.send(letter))
        return {"address": to}

    async def _submit(self) -> Details:
        self._require_practice()
        gateway = self.ground.gateway
        self.reference = await self._patiently(
            lambda: gateway.submit(self.company.id, self.xml, offline=True)
        )
        return {"reference": self.reference.invoice}

    async def _number(self) -> Details:
        """Ask until KSeF has made up its mind; what it gave up goes again, the very same bytes."""
        self._require_practice()
        pause = 0.2
        for _ in range(_QUESTIONS):
            outcome = await self._patiently(self._outcome)
            if isinstance(outcome, Accepted):
                return {"ksef_number": str(outcome.number), "upo_bytes": str(len(outcome.upo))}
            if isinstance(outcome, Refusal):
                raise Refused("drill-rejected", status=str(outcome.status), description=outcome.description)
            if isinstance(outcome, NumberTaken):
                raise Refused("drill-number-taken", number=self.issued.number)
            if isinstance(outcome, SendAgain):
                await self._submit()
            await self.ground.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)
        raise Unavailable("drill-no-verdict")

    async def _outcome(self) -> Accepted | Refusal | NumberTaken | SendAgain | Pending:
        reference = self.reference or SendingReference("", "")
        return await self.ground.gateway.outcome(self.company.id, reference, self.sha256)

    async def _known(self) -> Details:
        """What has its number is known to the page at once, or some moments later."""
        self._require_practice()
        invoice, pause = self.issued, 0.2
        asked = (invoice.seller.nip, invoice.issue_date, self.sha256)
        for _ in range(_QUESTIONS):
            if await self._patiently(lambda: self.ground.pages.invoice(*asked)) is InvoiceSeen.KNOWN:
                return {}
            await self.ground.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)
        raise Unavailable("drill-invoice-unknown")

    def _require_practice(self) -> None:
        """The last wall before a real invoice: a test one with a number is taxed like any other (art. 108 VATA)."""
        if not self.practice:
            raise Refused("drill-in-production")

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask; a service that does not answer is asked a few times more."""
        for round_ in range(_TRIES - 1):
            try:
                return await ask()
            except Unavailable:
                await self.ground.sleep(min(_LONGEST_PAUSE, 0.5 * 2**round_))
        return await ask()


def _wrong(seen: IssuerSeen) -> str:
    """The first thing that the page of KOD II finds wrong."""
    found = {"known": seen.known, "active": seen.active, "signature": seen.signed, "entitled": seen.entitled}
    return next(name for name, well in found.items() if not well)


def told(error: LatarnikError) -> Details:
    """Why a step failed, as its details."""
    return {**error.details, "reason": error.reason}


FORESEEN = (Refused, Unavailable, Misunderstood)
