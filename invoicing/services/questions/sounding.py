"""Whether words ask something: a question never begins an invoice, nor changes the open draft."""

from __future__ import annotations

import re

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, Understood

_ASKING = re.compile(
    r"\?|^(?:a |i |hej,? |witam,? |ok,? )*(?:czy|jak|kiedy|ile|gdzie|dlaczego|czemu|po co|kto|komu|czym|ktor\w+|jaki\w*|skad|kogo|what|when"
    r"|how|why|where|who|which|can|must|is|are|does|do|що|як|коли|чи|де|скільки|чому|хто|який|яка|яке|які|навіщо)\b"
    r"|\b(?:do kiedy|od kiedy|co (?:to|z|jesli|gdy|wtedy|robic|zrobic|teraz|dalej|mu|jej|im|mam|wpisac|kliknac)|czy|jak|kiedy|gdzie"
    r"|dlaczego|czemu|musze|muszę|moge|mozna|trzeba|wolno|kogo wpisac|ile (?:mam|jest|dni|czasu)|what (?:if|now|do)|how (?:do|can|long|to)"
    r"|can i|do i|must i|should i|чи (?:треба|можна|мушу|потрібно)|що (?:робити|тепер|з)|як (?:бути|мені))\b"
)
_TIME = re.compile(
    r"\b(?:czas\w*|kiedy|termin\w*|deadline\w*|how long|until when|when|час\w*|коли|строк\w*|термін\w*)\b"
)


def asks(text: str) -> bool:
    """Whether the words have the shape of a question.

    >>> asks("nabywca zgubił fakturę, co teraz"), asks("faktura dla Budexu, 2 h konsultacji po 200 zł")
    (True, False)
    """
    return bool(_ASKING.search(fold(text)))


def asks_for_time(text: str) -> bool:
    """Whether somebody wants to know until when, not how much."""
    return bool(_TIME.search(fold(text)))


def commits(heard: Understood) -> bool:
    """Whether something was said that only an invoice needs: a price, a number of the buyer, an address to write to."""
    buyer = heard.buyer
    said = buyer.nip or buyer.email or buyer.eu_vat_number
    return bool(said) or any(line.price is not None for line in heard.lines)


MAY_BE_MEANT = frozenset(
    {Intent.ISSUE, Intent.EDIT, Intent.CORRECT, Intent.REPEAT, Intent.STATUS, Intent.LIST}
)
"""What a question is taken for by its words: "jak wystawić korektę" holds every word of a wish."""
LIVE = frozenset({Intent.KSEF_STATUS, Intent.QUEUE, Intent.DEADLINES})
"""What facts of today answer."""
