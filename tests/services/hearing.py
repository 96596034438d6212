from dataclasses import replace
from decimal import Decimal

from invoicing.model.party import Nip
from invoicing.services.parsing.understood import Intent, SaidBuyer, SaidLine, Understood

NIP = Nip.parse("5260250274")
G = frozenset({"vat", "price_kind"})
LINE = SaidLine("konsultacje", Decimal(2), "godz.", Decimal(200), guessed=G)
FULL = Understood(
    Intent.ISSUE,
    buyer=SaidBuyer(NIP, email="ksiegowosc@klient.example"),
    lines=(LINE,),
    guessed=("vat", "price_kind"),
)


def understand(text, today):
    table = {
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example": FULL,
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł": replace(FULL, buyer=SaidBuyer(NIP)),
    }
    return table.get(text, Understood(Intent.OTHER))
