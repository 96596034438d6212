"""The paper of a pro forma looks like our invoices and says that it is none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from app.pro_forma import ProFormaRenderer
from invoicing.model.errors import InvalidDocument
from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.look import OURS
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.pro_forma.records import ProForma
from ksef.fa3.writer import Fa3Writer

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
CONTENT = Invoice(
    number="PF/2026/11/1",
    kind=InvoiceKind.PRO_FORMA,
    issue_date=date(2026, 11, 20),
    seller=Seller(Nip.parse("9990001137"), "Latarnia Morska", Address("ul. Portowa 7")),
    buyer=Buyer(BuyerKind.DOMESTIC, "Klient", Address("ul. Prosta 1"), Nip.parse("5260250274")),
    lines=(Line("konsultacje", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD),),
    price_kind=PriceKind.NET,
    due_date=date(2026, 12, 4),
    bank_account="96999000120000000000000001",
)
MADE = ProForma(UUID(int=1), UUID(int=2), CONTENT, MOMENT, UUID(int=3))


async def ours(nip):
    return OURS


@pytest.mark.parametrize(
    ("language", "denial"),
    [
        ("pl", "Pro forma nie jest fakturą i nie uprawnia do odliczenia VAT"),
        ("en", "This pro forma is not an invoice and gives no right to deduct VAT"),
        ("uk", "Проформа не є фактурою і не дає права на відрахування ПДВ"),
    ],
)
async def test_it_says_what_it_is_not_shows_how_to_pay_and_bears_nothing_of_ksef(language, denial):
    drawn = PdfReader(BytesIO(await ProFormaRenderer(ours)(MADE, language)))
    text = " ".join(" ".join(page.extract_text() for page in drawn.pages).split())

    assert denial in text
    assert "PF/2026/11/1" in text
    assert "492,00" in text or "492.00" in text
    assert "96 9990 0012 0000 0000 0000 0001" in text
    assert "KSeF" not in text
    assert not drawn.attachments


def test_there_is_no_fa3_of_it():
    with pytest.raises(InvalidDocument, match="kind-unsupported"):
        Fa3Writer()(CONTENT, MOMENT)
