"""Rules for what somebody wants to know: lists, one invoice, what waits, how KSeF does."""

from __future__ import annotations

from invoicing.services.parsing import wish_words as table
from invoicing.services.parsing.said import LATEST, Said

_TO_SEND = frozenset({"wyslac", "przeslac"})
_NUMBER = frozenset({"nr", "numer"})
_OUTAGE_FIRST = frozenset({"czy", "awaria", "jest"})
_DOES = frozenset(
    {"lezy", "padl", "padlo", "dziala", "zyje", "odpowiada", "wstal", "ruszyl", "zawiesil", "chodzi"}
)
_LONGEST_COMPLAINT = 14  # words
_GONE = frozenset({"poszly", "wyslane", "doszly", "przeszly", "wyszly", "przyjete"})


def asks_for_queue(said: Said) -> bool:
    """What waits to be sent."""
    waits = said.any_of(table.QUEUE) or said.pair("do", "wyslania") or _not_gone(said)
    general = said.any_of(table.IN_GENERAL - {"kiedy"}) and said.questions
    owed = said.any_of(table.PAYMENTS)
    return not said.named and not said.priced and waits and not general and not owed


def _not_gone(said: Said) -> bool:
    """Reads "które faktury nie poszły": several, and not sent yet."""
    places = [at for at, word in enumerate(said.words) if word == "nie"]
    gone = any(not _GONE.isdisjoint(said.words[at + 1 : at + 4]) for at in places)
    return gone and said.number is None


def asks_for_deadlines(said: Said) -> bool:
    """Until when what waits must go; a question about some invoice or the law in general is another one."""
    asked = said.pair("do", "kiedy") or said.first == "terminy" or said.pair("jaki", "termin")
    asked = asked or (said.first == "co" and said.any_of(_TO_SEND))
    short = len(said.words) <= 5 and not said.any_of(table.INVOICES)
    return asked and short and not said.named and not said.priced


def asks_for_ksef(said: Said) -> bool:
    """Whether KSeF works."""
    short = (len(said.words) <= 8 or _ksef_does(said)) and not said.any_of(table.INVOICES)
    what = (
        said.any_of(table.KSEF_STATE)
        or said.pair("co", "z", "tam")
        or said.pair("jak", "tam")
        or said.words in {("ksef",), ("co", "ksef")}
    )
    outage = said.any_of(table.OUTAGE) and len(said.words) <= 4 and said.first in _OUTAGE_FIRST
    here = (said.any_of(table.KSEF) and what) or (outage and not said.priced)
    return here and short and (not said.any_of(table.IN_GENERAL) or said.pair("jak", "tam"))


def _ksef_does(said: Said) -> bool:
    """Reads "ten ksef znowu leży czy to u mnie coś nie tak": the verb stands by its subject."""
    if len(said.words) > _LONGEST_COMPLAINT:
        return False
    places = [at for at, word in enumerate(said.words) if word in table.KSEF]
    return any(not _DOES.isdisjoint(said.words[at + 1 : at + 4]) for at in places)


def asks_for_status(said: Said) -> bool:
    """Of an invoice, or of the one that is meant; what any invoice must do is a question of law."""
    numbered = said.pair("numer", "ksef") or said.pair("numeru", "ksef")
    where = said.pair("co", "z") or said.pair("gdzie", "jest", "moja", "ta", "faktura")
    short = where or said.first in {"status", "stan"}
    if said.words == ("status",):
        return True
    alone = said.number is not None and {*said.words} <= table.INVOICES | _NUMBER
    if said.priced or not (alone or short or numbered or said.any_of(table.STATUS)):
        return False
    if said.of_one:
        return said.questions or said.number is not None or short or "status" in said.words
    meant = said.any_of(table.INVOICES) and not said.any_of(table.PLURAL)
    general = said.any_of(table.IN_GENERAL) or numbered
    return meant and not general and (said.questions or short)


def asks_for_list(said: Said) -> bool:
    """Invoices, what was earned, and who has not paid."""
    if said.any_of(table.ISSUES - {"prosze", "poprosze"}):
        return False
    sums = said.first == "faktury" and said.any_of(table.LIMITS)
    if sums or (bool(said.words) and {*said.words} <= table.INVOICES | LATEST and said.any_of(LATEST)):
        return True
    if said.first in table.SHOWS and said.any_of(table.INVOICES | table.UNPAID | table.SALES):
        return True
    owed = said.any_of(table.PAYMENTS) and said.any_of(table.QUEUE | table.UNPAID)
    owes = owed or (
        said.first == "kto" and (said.pair("nie", "zaplacil", "oplacil") or said.any_of(table.UNPAID))
    )
    owes = owes or (said.first in {"ile", "kto", "ktory", "ktorzy"} and said.any_of(table.OWES))
    owes = owes or (bool(said.words) and {*said.words} <= table.UNPAID)
    plural = said.any_of(table.PLURAL) or said.any_of(table.UNPAID)
    earned = said.first in {"ile", "jaki", "co"} and said.any_of(table.EARNED)
    begins = {"ile", "jakie", "ktore", "faktury"} & {*said.words[:2], said.first}
    asked = said.any_of(table.LISTS) or begins or said.words == ("faktury",)
    general = said.any_of(table.IN_GENERAL) or said.pair("mam", "czasu") or said.pair("ile", "czasu")
    return (owes or earned or (plural and bool(asked))) and not said.priced and not general
