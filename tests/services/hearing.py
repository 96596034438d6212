from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from invoicing.model.invoice import PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Nip
from invoicing.services.parsing.understood import Intent, Problem, SaidBuyer, SaidLine, Understood

NIP = Nip.parse("5260250274")
G = frozenset({"vat", "price_kind"})
LINE = SaidLine("konsultacje", Decimal(2), "godz.", Decimal(200), guessed=G)
FULL = Understood(
    Intent.ISSUE,
    buyer=SaidBuyer(NIP, email="ksiegowosc@klient.example"),
    lines=(LINE,),
    guessed=("vat", "price_kind"),
)
TWO = replace(FULL, buyer=SaidBuyer(NIP))
T = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
NOPRICE = replace(LINE, quantity=Decimal(1), unit=None, price=None)
P = Problem


def understand(text, today):
    table = {
        T + ", wyślij na ksiegowosc@klient.example": FULL,
        T: TWO,
        T + " + 23% VAT": replace(TWO, lines=(replace(LINE, guessed=frozenset({"price_kind"})),)),
        T + " netto + 8% VAT, termin 7 dni": replace(
            TWO, due_date=today + timedelta(7), lines=(replace(LINE, vat="8", guessed=frozenset()),)
        ),
        T + ", zapłacono gotówką": replace(TWO, paid=True, payment_method=PaymentMethod.CASH),
        T + ", rabat 10%": replace(TWO, discount_percent=Decimal(10)),
        T + ", termin 1.11.2026": replace(TWO, problems=(P("date_past", "1.11.2026"),)),
        "faktura dla NIP 5260250275, 2 h konsultacji po 200 zł": replace(
            TWO, buyer=SaidBuyer(), problems=(P("nip_checksum", "5260250275"),)
        ),
        "faktura dla NIP 526025027, 2 h konsultacji po 200 zł": replace(
            TWO, buyer=SaidBuyer(), problems=(P("nip_length", "526025027"),)
        ),
        "faktura dla NIP 5260250274, 2 h konsultacji po -200 zł": replace(
            TWO, problems=(P("amount_negative", "-200"),)
        ),
        "faktura dla NIP 5265877635, 2 h konsultacji po 200 zł": replace(
            TWO, buyer=SaidBuyer(Nip.parse("5265877635"))
        ),
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 EUR": replace(TWO, currency="EUR"),
        "faktura pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł": replace(
            TWO, kind=InvoiceKind.PRO_FORMA
        ),
        "faktura dla NIP 5260250274, konsultacje": replace(TWO, lines=(NOPRICE,)),
        "faktura, 2 h konsultacji po 200 zł": replace(TWO, buyer=SaidBuyer()),
        "faktura dla NIP 5260250274": replace(TWO, lines=()),
        "wystaw fakturę": Understood(Intent.ISSUE),
        "po 200 zł": Understood(
            Intent.OTHER, lines=(SaidLine(None, Decimal(1), None, Decimal(200), guessed=G),)
        ),
        "NIP 5260250274": Understood(Intent.OTHER, buyer=SaidBuyer(NIP)),
        "zmień termin na 7 dni": Understood(Intent.EDIT, due_date=today + timedelta(7)),
        "pokaż kolejkę": Understood(Intent.QUEUE),
        "czy KSeF działa?": Understood(Intent.KSEF_STATUS),
        "cześć": Understood(Intent.GREETING),
        "anuluj": Understood(Intent.CANCEL),
    }
    return table.get(text, Understood(Intent.OTHER))
