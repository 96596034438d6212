"""Kinds of lives: few kinds of deeds in each, so that a short life comes far in them; and one in which anything may happen."""

from __future__ import annotations

from tests.fuzz.deeds.approving import Approving
from tests.fuzz.deeds.asking import Asking
from tests.fuzz.deeds.batching import Batching
from tests.fuzz.deeds.happening import Happening
from tests.fuzz.deeds.outages import Outages
from tests.fuzz.deeds.paying import Paying
from tests.fuzz.deeds.recurring import Recurring
from tests.fuzz.deeds.refusing import Refusing
from tests.fuzz.deeds.selling import Selling
from tests.fuzz.deeds.sequels import Sequels
from tests.fuzz.deeds.talking import Talking
from tests.fuzz.life import Life

ALWAYS = ("invoices", "messages", "letters to buyers")
LIVES = {
    "anything": (
        (Selling, Talking, Happening, Approving, Outages, Sequels, Recurring, Paying, Asking, Refusing, Batching),
        ("refusals",),
    ),
    "people": (
        (Selling, Talking, Happening, Approving),
        ("refusals", "questions for approval", "approvals", "freezes", "thaws", "deaths of the process"),
    ),
    "outages": (
        (Selling, Happening, Outages),
        (
            "invoices online", "invoices offline24", "invoices unavailability", "invoices emergency", "invoices total_failure",
            "taps refused as an outage was announced", "taps refused as the failure was over", "terms that moved", "terms told",
            "drafts that wait for KSeF", "drafts that came back", "total failures confirmed",
        ),
    ),
    "sequels": (
        (Selling, Happening, Sequels, Recurring),
        (
            "invoices KOR", "corrections of what was corrected", "invoices ZAL", "invoices ROZ", "invoices KOR_ZAL", "pro formas",
            "rhythms agreed to", "recurring cards",
        ),
    ),
    "money": (
        (Selling, Happening, Paying, Asking),
        (
            "parts paid", "payments", "reminders announced", "reminders of payment", "answers", "questions back",
            "questions without an answer",
        ),
    ),
    "verdicts": (
        (Selling, Happening, Refusing, Batching),
        (
            "refusals by KSeF", "technical corrections", "sendings that died", "batches", "warnings before midnight",
            "files replaced before the number",
        ),
    ),
}  # fmt: skip
"""Each with the deeds it is made of, and what its default run must come to."""


def life_of(name: str, folders, tally) -> type[Life]:
    """A kind of life whose every run has books of its own."""
    deeds, _ = LIVES[name]
    return type(f"Life{name.title()}", (*deeds, Life), {"folders": folders, "tally": tally})


def missed(name: str, tally) -> list[str]:
    """What the lives of a kind never came to."""
    return [each for each in (*ALWAYS, *LIVES[name][1]) if not tally[each]]
