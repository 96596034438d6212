"""What came of a run, seen from outside: from KSeF's archive, the buyers' mailboxes, and the people's chats and letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.chaos.orders import Order
from tests.chaos.town import Town

PRICE = re.compile(rb"<P_9A>(\d+)(?:\.0+)?</P_9A>")
OPEN = (
    "SELECT key, last_error FROM jobs WHERE done_at IS NULL"
    " UNION ALL SELECT key, last_error FROM inbox WHERE done_at IS NULL"
)


@dataclass
class Verdict:
    """Faults in words, and what was counted.

    Attributes:
        lost: what should be there and is not.
        doubled: what is there more often than it should be.
        broken: other promises that were not kept.
        letters_again: letters that came again under the same Message-ID.
        words_again: messages that said the same thing again.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    letters_again: int = 0
    words_again: int = 0

    @property
    def faults(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.doubled, *self.broken]


def judge(town: Town, orders: Sequence[Order]) -> Verdict:
    """Look at everything once the town is quiet."""
    verdict = Verdict()
    accepted = town.invoices()
    _numbers([row["number"] for row in accepted], verdict)
    of_price = _by_price(town, accepted)
    for order in orders:
        rows = of_price.get(order.price, [])
        _once(f"invoice of order {order.place}", [row["number"] for row in rows], verdict)
        _told(town, order, rows, verdict)
        _letters(town, order, verdict)
    strange = of_price.keys() - {order.price for order in orders}
    verdict.doubled += [f"nobody ordered an invoice for {price}" for price in sorted(strange)]
    verdict.broken += [f"open: {key} ({error})" for key, error in town.rows(OPEN)]
    return verdict


def _by_price(town: Town, accepted: Iterable[dict]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {}
    for row in accepted:
        xml = town.http.get(f"/api/ksef/invoices/{row['ksef_number']}/xml").content
        price = PRICE.search(xml)
        found.setdefault(int(price[1]) if price else 0, []).append(row)
    return found


def _numbers(numbers: Sequence[str], verdict: Verdict) -> None:
    """1, 2, 3 ... in each series, each once."""
    series: dict[str, list[int]] = {}
    for number in numbers:
        name, _, place = number.rpartition("/")
        series.setdefault(name, []).append(int(place))
    for name, places in series.items():
        missing = set(range(1, max(places) + 1)) - set(places)
        verdict.lost += [f"gap: {name}/{place}" for place in sorted(missing)]
        verdict.doubled += [f"number twice: {name}/{place}" for place, n in Counter(places).items() if n > 1]


def _once(what: str, found: Sequence[object], verdict: Verdict) -> None:
    if not found:
        verdict.lost.append(f"no {what}")
    if len(found) > 1:
        verdict.doubled.append(f"{what}: {found}")


def _told(town: Town, order: Order, rows: Sequence[dict], verdict: Verdict) -> None:
    """The person got an answer, heard the right number, and heard of KSeF's."""
    if order.trouble or order.number is None:
        verdict.broken.append(f"order {order.place} by {order.by}: {order.trouble}")
        return
    for row in rows[:1]:
        if row["number"] != order.number:
            verdict.broken.append(f"order {order.place} is {row['number']} and was told as {order.number}")
        times = _mentions(town, order, f"{row['number']} przyjęta, numer KSeF {row['ksef_number']}")
        if not times and not _mentions(town, order, row["ksef_number"]):  # many at once: only the card tells
            verdict.lost.append(f"no word to {order.by} that {row['number']} has a KSeF number")
        verdict.words_again += max(0, times - 1)


def _mentions(town: Town, order: Order, words: str) -> int:
    if "@" in order.by:
        texts = {
            row["message_id"]: town.get(f"/api/mailboxes/{order.by}/{row['id']}")["text"]
            for row in town.get(f"/api/mailboxes/{order.by}")
        }
        return sum(words in text for text in texts.values())
    return sum(words in message["text"] for message in town.messages(int(order.by)))


def _letters(town: Town, order: Order, verdict: Verdict) -> None:
    """One letter; two where the first was a paper of an offline invoice and the second answers it."""
    rows = town.get(f"/api/mailboxes/{order.buyer}")
    names = list(dict.fromkeys(row["message_id"] for row in rows))
    verdict.letters_again += len(rows) - len(names)
    first = {row["message_id"]: row["in_reply_to"] for row in rows}
    answers = [name for name in names[1:] if first[name] == names[0]]
    _once(f"letter to {order.buyer}", [name for name in names if name not in answers[:1]], verdict)
