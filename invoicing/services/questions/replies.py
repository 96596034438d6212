"""Replies to questions: entries as data, and the buttons under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from invoicing.model.invoice import Draft
from invoicing.services.messages import Channel, Choice, Json, Option, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.questions.knowledge import Told
from invoicing.services.questions.records import Thumb

PICK, ELSE, NONE, UP, DOWN, HAND = (
    "answer-pick",
    "answer-else",
    "answer-none",
    "answer-up",
    "answer-down",
    "answer-hand",
)
"""Actions of the buttons under an answer; their subject is the question, the version of PICK the place in `shown`."""

_OWN = re.compile(
    r"\b(moj\w*|mnie|mi|mam|nas\w*|nam|nami|my|u nas|moge|musze|chce|jestem|robie|mielismy|firmie"
    r"|my|our|i|we|мій|моя|моє|мої\w*|мене|мені|нас|нам|наш\w*|я|ми)\b"
    r"|\b\w+(alem|alam|ilem|ilam|elam|olem|olam|lismy|lysmy)\b"
)
"""First persons, after folding: whoever tells of themselves may take an answer for advice."""


def is_own_case(question: str) -> bool:
    """Whether somebody asks about what happened to them.

    >>> is_own_case("wysłałem z wczorajszą datą, co teraz"), is_own_case("czym jest kod QR")
    (True, False)
    """
    return bool(_OWN.search(fold(question)))


def told_data(told: Told) -> dict[str, Json]:
    """An entry as a template takes it."""
    return {
        "id": told.id,
        "question": told.question,
        "lines": [line for line in told.text.splitlines() if line.strip()],
        "sources": [
            {"title": each.title, "place": each.place, "on": each.on.isoformat()} for each in told.sources
        ],
        "reviewed": told.reviewed.isoformat(),
        "until": told.until.isoformat() if told.until else None,
        "disputed": told.disputed,
    }


def answered(
    question: UUID,
    told: Told,
    channel: Channel,
    *,
    own_case: bool,
    rated: Thumb | None = None,
    more: Sequence[tuple[int, Told]] = (),
) -> Reply:
    """An answer: how the question was taken, what holds, on what ground, and what to do if it misses.

    Args:
        question: the record that the buttons are about.
        told: the entry.
        channel: a chat has thumbs, a letter has numbers.
        own_case: it is said that this is no advice.
        rated: what the person thought of it; nobody is asked twice.
        more: alternatives with their places among what is shown.
    """
    data: dict[str, Json] = {"told": told_data(told), "own_case": own_case}
    if channel is Channel.EMAIL:
        picks = tuple((pick(question, place, other),) for place, other in more)
        return Reply("answer", data, options=(*picks, *((_button(NONE, question),) if more else ())))
    thumbs = () if rated else ((*_button(UP, question), *_button(DOWN, question)),)
    return Reply("answer", data, options=(*thumbs, _button(ELSE, question)))


def _button(action: str, question: UUID) -> tuple[Option, ...]:
    return (Option(action, choice=Choice(action, question)),)


def choices(question: UUID, why: str, told: Sequence[tuple[int, Told]]) -> Reply:
    """What may have been meant, at most three, and that it was none of these."""
    data: dict[str, Json] = {"why": why, "meant": [each.question for _, each in told]}
    picks = tuple((pick(question, place, each),) for place, each in told)
    return Reply("answer-choices", data, options=(*picks, _button(NONE, question)))


def unknown(question: UUID, why: str, whom: str | None, *, ask: bool) -> Reply:
    """There is no answer; who may be asked. `ask`: it is our subject, so where there is nobody it says where to go."""
    return Reply("answer-unknown", {"why": why, "whom": whom, "ask": ask}, options=hand(question, whom))


def for_a_person(question: UUID, told: Told | None, whom: str | None) -> Reply:
    """A person must say; what is known of the matter in general stands before it."""
    data: dict[str, Json] = {"told": told_data(told) if told else None, "whom": whom}
    return Reply("answer-person", data, options=hand(question, whom))


def hand(question: UUID, whom: str | None) -> tuple[tuple[Option, ...], ...]:
    """The button that passes the question on."""
    return ((Option(HAND, choice=Choice(HAND, question), about=whom),),) if whom else ()


def pick(question: UUID, place: int, told: Told) -> Option:
    """The button that says which entry was meant."""
    return Option(PICK, choice=Choice(PICK, question, place), about=told.label)


def beside_draft(reply: Reply, draft: Draft | None) -> Reply:
    """The same, with the way back to the card of the open draft, which nothing was done to."""
    if draft is None:
        return reply
    back = Option("answer-draft", choice=Choice("show", draft.id, draft.version))
    return replace(reply, data={**reply.data, "draft": True}, options=(*reply.options, (back,)))
