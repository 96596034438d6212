"""The question whether an invoice may stay outside KSeF, answered for this company as the law is today."""

from __future__ import annotations

import re
from enum import StrEnum

from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.small_sales import Fit
from invoicing.services.companies import Standing
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.facts import Facts
from invoicing.services.parsing.tokens import bare
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.telling.law_data import law_data

_WHEN = r"(?:(?:dzis|dzisiaj|teraz|jutro|jeszcze|dalej|nadal) )*"
_WHAT = r"(?:(?:te|ta|fakture|faktury|faktura|ja|je|cos|sprzedaz) )*"
_PATTERNS = (
    rf"(?:czy )?{_WHEN}(?:moge|mozemy|mozna|wolno)(?: mi| nam)? {_WHEN}(?:wystawic|wystawiac) {_WHAT}{_WHEN}(?:poza|bez) ksef(?:-?u|em)?",
    rf"(?:czy )?{_WHAT}(?:moze|moga) {_WHEN}(?:zostac|byc) {_WHEN}poza ksef(?:em)?",
    r"(?:(?:do|od) kiedy|czy) (?:jeszcze )?(?:obowiazuje|dziala|trwa|jest) regula 10 ?(?:000|tys\.?|tysiecy)(?: zl| zlotych)?",
)


class Answer(StrEnum):
    """What is answered."""

    TOTAL_FAILURE = "total-failure"  # all must (art. 106ng)
    SMALL_SALES = "small-sales"  # the company uses the rule, and it holds
    UNUSED = "unused"  # the rule holds, and the company does not use it
    LOST = "lost"  # the company used it, and went beyond its limit
    OVER = "over"


def asks(text: str) -> bool:
    """Whether somebody asks for it.

    >>> asks("Czy mogę wystawić fakturę poza KSeF?"), asks("wystaw poza KSeF")
    (True, False)
    """
    said = bare(text)
    return any(re.fullmatch(pattern, said) for pattern in _PATTERNS)


def answer_of(facts: Facts) -> Answer:
    """By the day of issue, which is today: the day of the sale does not count (art. 145m VATA, by reading)."""
    if facts.total_failure:
        return Answer.TOTAL_FAILURE
    if not in_force(Rule.SMALL_SALES, facts.today):
        return Answer.OVER
    if facts.fit is Fit.LOST:
        return Answer.LOST
    return Answer.SMALL_SALES if facts.outside else Answer.UNUSED


class OutsideKsef:
    """Answers the question; understands nothing else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, standing: Standing) -> Reply:
        """The answer of this moment."""
        facts = await facts_of(work, standing.company, self._clock.now())
        return Reply(
            "outside-ksef",
            {
                "company": standing.company.profile.seller.name,
                "answer": answer_of(facts).value,
                **law_data(Rule.SMALL_SALES),
            },
        )
