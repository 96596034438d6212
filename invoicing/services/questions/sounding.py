"""Whether words ask something: a question never begins an invoice, nor changes the open draft."""

from __future__ import annotations

import re

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.questions.knowledge import Lookup, WayOut

_ASKING = re.compile(
    r"\?|^(?:a |i |hej,? |witam,? |ok,? )*(?:czy|jak|kiedy|ile|gdzie|dlaczego|czemu|po co|kto|komu|czym|ktor\w+|jaki\w*|skad|kogo|what|when"
    r"|how|why|where|who|which|can|must|is|are|does|do|що|як|коли|чи|де|скільки|чому|хто|який|яка|яке|які|навіщо)\b"
    r"|\b(?:co (?:to|z|jesli|gdy|wtedy|robic|zrobic|teraz|dalej|mu|jej|im|mam|wpisac|kliknac)|czy|jak|kiedy|gdzie|dlaczego|czemu|musze"
    r"|moge|mozna|trzeba|wolno|kogo wpisac|ile (?:mam|jest|dni|czasu)|kto ma|what (?:if|now|do|are)|how (?:do|can|long|to)|can i|do i"
    r"|must i|should i|чи (?:треба|можна|мушу|потрібно)|що (?:робити|тепер|з)|як (?:бути|мені|тепер))\b"
    r"|\b(?:od|do|o|z|po|na|w|при|з|із|в) (?:kiedy|ktor\w+|jaki\w*|ilu|як\w+|скільки)\b|, ?(?:jaki\w*|ktor\w+|ile|kto|kogo|як\w+)\b"
)
_TIME = re.compile(
    r"\b(?:czas\w*|kiedy|termin\w*|deadline\w*|how long|until when|when|час\w*|коли|строк\w*|термін\w*)\b"
)

_STATE = re.compile(
    r"\b(?:ksef\w*|k s e f|system\w*|latarni\w*|awari\w*|lighthouse|outage|аварі\w*|система\w*|ксеф\w*)\b"
)
_QUOTED = re.compile(
    r"^(?:>|-{2,} ?(?:original message|wiadomo|forwarded|przekaz)|(?:w dniu|on|від|od|from) .{3,80}(?:pisze|napisa\w+|wrote|пише):?)",
    re.IGNORECASE | re.MULTILINE,
)


def asks(text: str) -> bool:
    """Whether the words have the shape of a question.

    >>> asks("nabywca zgubił fakturę, co teraz"), asks("faktura dla Budexu, 2 h konsultacji po 200 zł")
    (True, False)
    """
    return bool(_ASKING.search(fold(text)))


def unquoted(text: str) -> str:
    r"""What comes before the letters of others that are quoted below it; all of it where nothing does.

    >>> unquoted("do kiedy wysłać?\n> Proszę o fakturę na 100 zł")
    'do kiedy wysłać?'
    """
    found = _QUOTED.search(text)
    return (text[: found.start()].strip() if found else "") or text


def is_about_ksef_itself(text: str) -> bool:
    """Whether "czy ... działa" may be about the system; a limit, a rule and a code "work" too."""
    return bool(_STATE.search(fold(text)))


def asks_for_time(text: str) -> bool:
    """Whether somebody wants to know until when, not how much."""
    return bool(_TIME.search(fold(text)))


def names_somebody(heard: Understood) -> bool:
    """Whether a number or an address of a buyer was said, or an invoice was named: then it is about that."""
    buyer = heard.buyer
    return bool(buyer.nip or buyer.email or buyer.eu_vat_number or heard.invoice_number)


def is_priced(heard: Understood) -> bool:
    """Whether a price was said, which begins an invoice unless it is surely a question."""
    return any(line.price is not None for line in heard.lines)


MAY_BE_MEANT = frozenset({Intent.ISSUE, Intent.EDIT, Intent.CORRECT, Intent.STATUS, Intent.LIST})
"""What a question is taken for by its words: "jak wystawić korektę" holds every word of a wish."""
LIVE = frozenset({Intent.KSEF_STATUS, Intent.QUEUE, Intent.DEADLINES})
"""What facts of today answer."""


def believed(heard: Understood, text: str, lookup: Lookup) -> bool:
    """Whether what was found makes a wish a question.

    Measured on sentences of both kinds: words of an invoice without a price that are answered surely were never a wish,
    and neither were those with the shape of a question that are answered, or nearly.
    """
    if lookup.way is WayOut.ANSWER:
        return asks(text) or (heard.intent is Intent.ISSUE and not is_priced(heard))
    if lookup.way is WayOut.LIVE:
        return asks(text)
    if heard.intent is not Intent.ISSUE or is_priced(heard) or not asks(text):
        return False
    return lookup.way in {WayOut.CLARIFY, WayOut.HUMAN} or lookup.why == "elsewhere"
