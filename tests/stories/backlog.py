"""A long queue in the sandbox's app, put there while the app is down, and what became of it."""

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from invoicing.model.invoice import Invoice
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Line
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.sending.adopting import Adopting, Foreign
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from sandbox.demo import ADDRESS, COMPANY, NIP
from storage.database import open_database
from storage.secrets import read_key_file
from tests.stories.books import Books

WARSAW = ZoneInfo("Europe/Warsaw")
NUMBER = b"SERIA/0"


@dataclass(frozen=True)
class Noon:
    """A clock that stands at noon of a day."""

    day: date

    def now(self) -> datetime:
        """That moment."""
        return datetime.combine(self.day, time(12), WARSAW)

    def today(self) -> date:
        """The day."""
        return self.day


class Backlog(Books):
    """The books of an app that lies dead, with a queue put into them."""

    def queue(self, wanted: Mapping[date, int]) -> None:
        """So many offline invoices of each day wait, taken on in the order given; the app must not run."""
        asyncio.run(self._queue(wanted))

    async def _queue(self, wanted: Mapping[date, int]) -> None:
        key = read_key_file(self.app / "secret.key")
        database = open_database(self.database, key)
        try:
            for day, count in wanted.items():
                async with database.units.reading() as work:
                    company = await work.companies.by_nip(Nip.parse(NIP))
                await Adopting(database.units, Noon(day))(company, documents(day, count), offline=True)
        finally:
            await database.close()

    def without_proof(self) -> list[str]:
        """Numbers of invoices without acceptance, KSeF number or a receipt that names it."""
        rows = self.ask(
            "SELECT i.number, i.status, i.ksef_number, r.upo FROM invoices i"
            " LEFT JOIN receipts r ON r.sha256 = i.receipt"
        )
        return [
            number
            for number, status, given, upo in rows
            if status != "accepted" or not given or not upo or given.encode() not in bytes(upo)
        ]


def documents(day: date, count: int) -> list[Foreign]:
    """Documents of another program, numbered by their day: 18/1, 18/2 ..."""
    line = Line("konsultacje w sprawie latarni", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)
    invoice = Invoice(
        number=NUMBER.decode(),
        kind=InvoiceKind.VAT,
        issue_date=day,
        seller=Seller(Nip.parse(NIP), COMPANY, Address(*ADDRESS.split(", "))),
        buyer=Buyer(
            BuyerKind.DOMESTIC,
            "Klient S.A.",
            Address("ul. Polna 2", "00-001 Warszawa"),
            nip=Nip.parse("5260250274"),
        ),
        lines=(line,),
        price_kind=PriceKind.NET,
    )
    template = Fa3Writer()(invoice, Noon(day).now())
    view = read_document(template)
    numbers = [f"{day.day}/{number}" for number in range(1, count + 1)]
    return [
        Foreign(template.replace(NUMBER, number.encode()), dataclasses.replace(view, number=number))
        for number in numbers
    ]
