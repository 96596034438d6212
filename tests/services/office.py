"""Clients of an accounting office, and invoices of theirs that wait."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Line
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.records import Role, StoredInvoice
from tests.services.fakes import PROSTA, WARSAW
from tests.services.house import BUYER, OLA

NIPS = ("9990001137", "5252248481", "7740001454", "5213017228")


class Office:
    """Takes companies on and lets invoices wait at them, without a sentence for each."""

    def __init__(self, house) -> None:
        self.house = house

    async def client(self, name, chat=OLA, role=Role.ACCOUNTANT):
        """A company, with somebody who came by its invitation."""
        house = self.house
        async with house.units.reading() as work:
            known = {company.profile.seller.name: company for company in await work.companies.all()}
        company = known.get(name)
        if company is None:
            nip = Nip.parse(NIPS[len(known) - 1])
            seller = Seller(nip, name, Address("ul. Rybacka 3", "81-001 Gdynia"))
            profile = CompanyProfile(seller, bank_account="61109010140000071219812874")
            company = await AddCompany(house.units, house.clock)(profile, {"ksef-token": b"secret"})
        code = await Invite(house.units, house.clock)(company.id, role)
        await house.say(f"/start {code}", chat, start=code)
        return company

    async def waits(self, company, issued, count=1, mode=None, at="10:00"):
        """So many invoices of that day wait for KSeF."""
        stamp = datetime.fromisoformat(f"{issued}T{at}").replace(tzinfo=WARSAW)
        async with self.house.units() as work:
            person = (await work.people.members(company.id))[0][0]
            for _ in range(count):
                draft = self._draft(company)
                await work.drafts.add(draft, person.id)
                await work.invoices.add(self._stored(draft, company, person, stamp, mode))

    def _draft(self, company) -> Draft:
        buyer = Buyer(BuyerKind.DOMESTIC, "KLIENT", PROSTA, nip=BUYER)
        line = Line("konsultacje", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)
        return Draft(
            uuid4(),
            company.id,
            version=1,
            kind=InvoiceKind.VAT,
            buyer=buyer,
            lines=(line,),
            price_kind=PriceKind.NET,
            due_date=None,
        )

    def _stored(self, draft, company, person, issued_at, mode) -> StoredInvoice:
        invoice = draft.issue(f"FV/{uuid4().hex[:8]}", issued_at.date(), company.profile)
        xml = repr(invoice).encode()
        digest = hashlib.sha256(xml).digest()
        return StoredInvoice(
            uuid4(), company.id, draft.id, invoice, xml, digest, issued_at, person.id, offline_mode=mode
        )
