"""One sentence, one card, one tap, one letter: how long people wait for us."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from benchmarks.figures import Figure, median, p95
from benchmarks.stage import Moment, Seen, Stage
from sandbox import demo

WARM_UP, REPETITIONS = 2, 40
_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_FIRST_NIP = 781_000_100
_ISSUE = "Wystaw"

Leg = tuple[float, float]
"""Milliseconds on the clock, and those of them that were the stand-ins' work."""


async def join(stage: Stage, invitation: str) -> None:
    """Let the owner in."""
    await stage.telegram.user_sends_text(demo.OLA.id, f"/start {invitation}")
    await stage.watch.first(0, lambda seen: _is_to_ola(seen, "sendmessage"))


async def walk(stage: Stage) -> list[Figure]:
    """Issue invoices one after another and measure both waits of each."""
    legs = [await _once(stage, number) for number in range(WARM_UP + REPETITIONS)]
    cards, letters = zip(*legs[WARM_UP:], strict=True)
    return [*_figures("update to card", cards), *_figures("tap to letter", letters)]


async def issue_one(stage: Stage, number: int) -> None:
    """One whole walk that nobody measures; numbers are for one buyer each."""
    await _once(stage, number)


async def _once(stage: Stage, number: int) -> tuple[Leg, Leg]:
    watch, ola = stage.watch, demo.OLA.id
    address = f"zakupy{number}@klient{number}.example"
    begun = len(watch.seen)
    sentence = f"faktura dla NIP {_nip(number)}, 2 h konsultacji po 200 zł, wyślij na {address}"
    await stage.telegram.user_sends_text(ola, sentence)
    handed_out = await watch.first(begun, lambda seen: _is_to_ola(seen, "handed-out"))
    card = await watch.first(begun, is_card)
    await stage.quiet()
    begun = len(watch.seen)
    card_id = card.body["message"]["message_id"]
    tap = asyncio.create_task(stage.telegram.user_taps(ola, card_id, _ISSUE))
    tapped = await watch.first(begun, lambda seen: _is_to_ola(seen, "handed-out"))
    letter = await watch.first(begun, lambda seen: seen.what == "mail" and seen.chat == address)
    await tap
    await stage.quiet()
    return _leg(handed_out.at, card.at), _leg(tapped.at, letter.at)


def _figures(name: str, legs: Sequence[Leg]) -> list[Figure]:
    walls, works = zip(*legs, strict=True)
    own = [wall - work for wall, work in legs]
    remark = f"{len(legs)} times; median {median(walls):.0f} with the stand-ins' own {median(works):.0f}"
    return [
        Figure(f"{name}, median", median(own), "ms", remark),
        Figure(f"{name}, p95", p95(own), "ms", f"{p95(walls):.0f} with the stand-ins' own"),
    ]


def _leg(begin: Moment, end: Moment) -> Leg:
    return 1000 * (end.wall - begin.wall), 1000 * (end.work - begin.work)


def _is_to_ola(seen: Seen, what: str) -> bool:
    return seen.what == what and seen.chat == str(demo.OLA.id)


def is_card(seen: Seen) -> bool:
    """Whether the owner was shown a card that can be issued."""
    if not _is_to_ola(seen, "sendmessage"):
        return False
    rows = seen.body["message"].get("reply_markup", {}).get("inline_keyboard", [])
    return any(button["text"] == _ISSUE for row in rows for button in row)


def _nip(number: int) -> str:
    """The valid NIP number `number`; each is another buyer, so that the register is asked every time."""
    valid = (digits for digits in map(str, range(_FIRST_NIP, _FIRST_NIP + 10_000)) if _check(digits) < 10)
    digits = next(digits for position, digits in enumerate(valid) if position == number)
    return f"{digits}{_check(digits)}"


def _check(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
