"""Corrections of every sort."""

from datetime import date
from decimal import Decimal

from invoicing.model.annotations import Annotations, MarginScheme
from invoicing.model.content import Content
from invoicing.model.correction import Correction, CorrectionEffect, Original
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, RateTotal, Totals, VatRate
from tests.ksef.fa3_invoices.advances import FLAT, SHOP, advance, advance_invoice
from tests.ksef.fa3_invoices.told import ADDRESS, EXEMPTION, GERMAN, ksef_number, line, rate

ORIGINAL = Original("FV/2026/11/1", date(2026, 11, 3), ksef_number(7))
SOLD = (line("lodówka", price="1626.01"), line("dostawa", "2", "50", VatRate.REDUCED))


def correcting(before=None, lines=(), price_kind=PriceKind.NET, **more):
    state = None if before is None else Content(tuple(before), price_kind)
    named = {"originals": (ORIGINAL,), "reason": "rabat", "effect": CorrectionEffect.CORRECTION_DATE} | more
    return {
        "kind": InvoiceKind.CORRECTING,
        "number": "KOR/2026/11/1",
        "lines": tuple(lines),
        "price_kind": price_kind,
        "correction": Correction(before=state, **named),
        "due_date": None,
    }


CORRECTIONS = {
    "correction-of-a-price": correcting(SOLD, (line("lodówka", price="1463.41"), SOLD[1])),
    "correction-of-a-rate-and-a-new-row": correcting(
        SOLD,
        (*SOLD[:1], line("dostawa", "2", "50"), line("montaż", price="30")),
        PriceKind.GROSS,
        effect=CorrectionEffect.ORIGINAL_DATE,
    ),
    "correction-to-zero": correcting(SOLD, [each.cancelled for each in SOLD], reason="błędny NIP nabywcy"),
    "correction-by-differences": correcting(None, (line("lodówka", "-1", "1626.01"),)),
    "correction-of-an-exempt-sale": correcting(
        [line(rate=VatRate.EXEMPT)], [line(price="80", rate=VatRate.EXEMPT)]
    )
    | {"exemption": EXEMPTION},
    "correction-of-the-buyer-s-name": correcting(
        SOLD,
        SOLD,
        reason="nazwa nabywcy",
        originals=(Original("FV/2025/9", date(2025, 9, 3)),),
        buyers_before=(
            Buyer(
                BuyerKind.DOMESTIC,
                "Klijent S.A.",
                Address("ul. Polna 22"),
                Nip("5260250274"),
                correction_key="N1",
            ),
        ),
    )
    | {"buyer": Buyer(BuyerKind.DOMESTIC, "Klient S.A.", ADDRESS, Nip("5260250274"), correction_key="N1")},
    "correction-of-the-seller-and-the-number": correcting(
        seller_before=Seller(Nip("5265877635"), "Latarnia sp. z o.o.", Address("ul. Portowa 3")),
        right_number="FV/2026/11/01",
        effect=None,
    ),
    "correction-of-the-seller-in-the-union": correcting(
        (line(rate=VatRate.ZERO_INTRA_EU),),
        (line(price="90", rate=VatRate.ZERO_INTRA_EU),),
        seller_before=Seller(Nip("5265877635"), "Latarnia sp. z o.o.", Address("ul. Portowa 3")),
    )
    | {"buyer": GERMAN},
    "discount-for-half-a-year": correcting(
        originals=tuple(
            Original(f"FV/2026/{month}/1", date(2026, month, 15), ksef_number(month)) for month in range(1, 7)
        ),
        period="pierwsze półrocze 2026",
        difference=Totals((RateTotal.of(VatRate.STANDARD, Decimal(-50000), PriceKind.GROSS),)),
        reason="rabat za poziom zakupów",
    ),
    "correction-in-another-currency": correcting(SOLD, (line("lodówka", price="1463.41"), SOLD[1]))
    | {
        "currency": "EUR",
        "exchange_rate": rate(),
        "correction": Correction((ORIGINAL,), before=Content(SOLD, exchange_rate=rate()), reason="rabat"),
    },
    "correction-of-a-rate-of-exchange": correcting(SOLD, SOLD)
    | {
        "currency": "EUR",
        "exchange_rate": rate(),
        "correction": Correction(
            (ORIGINAL,), before=Content(SOLD, exchange_rate=rate("4.4")), reason="kurs waluty"
        ),
    },
    "correction-of-a-margin": correcting(
        [line("zegar", price="900", rate=VatRate.MARGIN)],
        [line("zegar", price="850", rate=VatRate.MARGIN)],
        PriceKind.GROSS,
    )
    | {"annotations": Annotations(margin=MarginScheme.ANTIQUES)},
    "correction-of-an-advance": correcting(
        of=InvoiceKind.ADVANCE, originals=(Original("ZAL/1", date(2026, 11, 3), ksef_number(7)),)
    )
    | {
        "order": FLAT,
        "advance_payments": (advance("30000.00"),),
        "correction": Correction(
            (Original("ZAL/1", date(2026, 11, 3), ksef_number(7)),),
            InvoiceKind.ADVANCE,
            Content(order=FLAT, advance_payments=(advance("20000.00"),)),
            reason="kwota zadatku",
            effect=CorrectionEffect.ORIGINAL_DATE,
        ),
    },
    "correction-of-an-advance-in-euro": correcting()
    | {
        "currency": "EUR",
        "order": SHOP,
        "advance_payments": (advance("600.00", exchange_rate=rate()),),
        "correction": Correction(
            (Original("ZAL/1", date(2026, 11, 9), ksef_number(7)),),
            InvoiceKind.ADVANCE,
            Content(order=SHOP, advance_payments=(advance("500.00", exchange_rate=rate("4.4")),)),
        ),
    },
    "correction-of-several-advances-in-euro": correcting()
    | {
        "currency": "EUR",
        "order": SHOP,
        "advance_payments": (
            advance("500.00", exchange_rate=rate()),
            advance("50.00", 5, exchange_rate=rate("4.3")),
        ),
        "correction": Correction(
            (Original("ZAL/1", date(2026, 11, 9), ksef_number(7)),),
            InvoiceKind.ADVANCE,
            Content(
                order=SHOP,
                advance_payments=(
                    advance("500.00", exchange_rate=rate()),
                    advance("100.00", 5, exchange_rate=rate("4.3")),
                ),
            ),
        ),
    },
    "correction-of-a-settlement": correcting()
    | {
        "lines": FLAT.lines,
        "advance_invoices": (advance_invoice("20000.00", ksef_number=ksef_number(1)),),
        "correction": Correction(
            (Original("ROZ/1", date(2026, 11, 3), ksef_number(7)),),
            InvoiceKind.SETTLEMENT,
            Content(FLAT.lines, advance_invoices=(advance_invoice("27635.00", ksef_number=ksef_number(1)),)),
            reason="kwota pozostała do zapłaty",
        ),
    },
}
