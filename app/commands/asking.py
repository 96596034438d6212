"""`latarnik ask`: a question to the knowledge base."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.speaking import AT_FAULT, emit, fail, read_lines, say
from app.commands.today import today_in_warsaw
from app.knowing import told_of
from invoicing.services.messages import Json
from invoicing.services.questions.replies import is_own_case, told_data
from knowledge.answering import Answers
from knowledge.index import UnreadableIndex
from knowledge.outcome import Kind, Outcome, Why

LANGUAGES = ("pl", "en", "uk")


def ask_one(question: str, language: str, today: date | None, *, as_json: bool) -> None:
    """Answer one question: in words, or as one JSON line.

    Raises:
        SystemExit: status 1 when the index cannot be read.
    """
    answers = Answers(today or today_in_warsaw())
    try:
        outcome, spent = _timed(answers, question, language)
    except UnreadableIndex as error:
        fail(str(error))
    if as_json:
        emit({**_line(outcome, spent), **_whole(outcome, language)})
    else:
        sys.stdout.write(_in_words(outcome, question, language) + "\n")


def ask_batch(file: Path, language: str | None, today: date | None) -> None:
    """One line {"id","decision","entry","candidates","ms"} for each line {"id","question"}, whatever becomes of it.

    Raises:
        SystemExit: status 1 when the index cannot be read, or a line holds no question; the others are answered.
    """
    answers = Answers(today or today_in_warsaw())
    wrong = 0
    try:
        answers.ask("KSeF?", "pl")  # the first question loads the index
    except UnreadableIndex as error:
        fail(str(error))
    for number, line in read_lines(file):
        try:
            emit(_answered(answers, json.loads(line), language))
        except (KeyError, TypeError, ValueError):
            wrong += 1
            say(f"{file}, line {number}: wanted is an object with id and question.")
    if wrong:
        raise SystemExit(AT_FAULT)


def _answered(answers: Answers, row: Any, language: str | None) -> dict[str, Any]:
    if not isinstance(row["question"], str):
        raise TypeError
    spoken = language or row.get("lang")
    outcome, spent = _timed(answers, row["question"], spoken if spoken in LANGUAGES else "pl")
    return {"id": row["id"], **_line(outcome, spent)}


def _timed(answers: Answers, question: str, language: str) -> tuple[Outcome, float]:
    begun = time.perf_counter()
    outcome = answers.ask(question, language)
    return outcome, (time.perf_counter() - begun) * 1000


def _line(outcome: Outcome, spent: float) -> dict[str, Any]:
    entry = outcome.entries[0].id if outcome.kind is Kind.ANSWER else None
    return {
        "decision": outcome.decision,
        "entry": entry,
        "candidates": [*outcome.candidates[:5]],
        "ms": round(spent, 3),
    }


def _whole(outcome: Outcome, language: str) -> dict[str, Any]:
    """What is told of the entry; nothing where a person chooses, or nobody knows."""
    told = told_of(outcome.entries[0], language) if _tells(outcome) else None
    return {
        "question": told.question if told else None,
        "answer": told.text if told else None,
        "sources": told_data(told)["sources"] if told else [],
        "reviewed": told.reviewed.isoformat() if told else None,
    }


def _tells(outcome: Outcome) -> bool:
    return bool(outcome.entries) and (outcome.kind is Kind.ANSWER or outcome.why is Why.STUB)


def _in_words(outcome: Outcome, question: str, language: str) -> str:
    from templates.render import render_reply
    from templates.telegram import plain

    code, data = _reply(outcome, question, language)
    return plain(render_reply(code, data, language))


def _reply(outcome: Outcome, question: str, language: str) -> tuple[str, dict[str, Json]]:
    told: list[Json] = [told_data(told_of(entry, language)) for entry in outcome.entries]
    first = told[0] if told else None
    match outcome.kind:
        case Kind.ANSWER:
            return "answer", {"told": first, "own_case": is_own_case(question)}
        case Kind.CLARIFY:
            meant: list[Json] = [told_of(entry, language).question for entry in outcome.entries]
            return "answer-choices", {"why": outcome.why.value, "meant": meant}
        case Kind.HUMAN:
            return "answer-person", {"told": first if outcome.why is Why.STUB else None, "whom": None}
        case Kind.LIVE | Kind.QUEUE | Kind.GREETING:
            return "answer-in-chat", {"about": outcome.kind.value}
        case _:
            unsure = outcome.why is Why.UNSURE
            return "answer-unknown", {"why": outcome.why.value, "whom": None, "ask": unsure}
