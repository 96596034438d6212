"""People who order invoices one after another, patiently, and never write twice what they have written once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import Random
from threading import Thread
from typing import TypeVar

import httpx

from tests.chaos.orders import Order, Orders
from tests.stories.doors import Doors
from tests.stories.world import button

TAP_AGAIN_AFTER = 20.0
"""Seconds without any answer to a tap after which a person taps once more, if the button is still there."""
LOOK = 0.3
CARD = "- TAK:"
"""What only a card by letter says."""
NUMBER = re.compile(r"FV/\d{4}/\d{2}/\d+")
Found = TypeVar("Found")


class NoAnswerError(Exception):
    """Somebody waited in vain; the text says for what."""


class Person(Thread, Doors):
    """Somebody at work; `name` is the chat or the address.

    Attributes:
        patience: seconds of waiting for an answer before it counts as none.
    """

    def __init__(self, page: str, name: str, orders: Orders, luck: Random) -> None:
        Thread.__init__(self, name=name, daemon=True)
        Doors.__init__(self, page)
        self.orders, self.luck = orders, luck
        self.patience = 240.0

    def run(self) -> None:
        """Order until there is nothing left to order."""
        while order := self.orders.take(self.name):
            try:
                order.number = self.order(order)
            except (NoAnswerError, AssertionError, httpx.HTTPError) as error:
                order.trouble = f"{type(error).__name__}: {error}; heard: {self.heard(order)}"
        self.http.close()

    def order(self, order: Order) -> str:
        """Get one invoice; the number that was told."""
        raise NotImplementedError

    def heard(self, order: Order) -> list[str]:
        """The beginnings of all that was said of an order, for the report."""
        raise NotImplementedError

    def look_for(self, found: Callable[[], Found | None], what: str, patience: float | None = None) -> Found:
        """Look again and again.

        Raises:
            NoAnswerError: it did not come.
        """
        end = time.monotonic() + (patience or self.patience)
        while (it := found()) is None:
            if time.monotonic() > end:
                raise NoAnswerError(what)
            self.nap()
        return it

    def nap(self) -> None:
        """Until the next look."""
        time.sleep(LOOK)


class ChatPerson(Person):
    """Says a sentence, waits for the card, taps Wystaw, sometimes twice, and waits for the number."""

    def __init__(self, page: str, user: int, orders: Orders, luck: Random) -> None:
        super().__init__(page, str(user), orders, luck)
        self._path = f"/api/chats/{user}"
        self._said: dict[int, dict] = {}
        self._newest = 0

    def order(self, order: Order) -> str:
        """By a sentence and a tap."""
        said = self.post(f"{self._path}/messages", text=order.sentence)["message_id"]
        card = self.look_for(lambda: self._card(said, order), "a card")
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            self._tap(card["message_id"])
            try:
                return self.look_for(lambda: self._number(said, order), "a number", TAP_AGAIN_AFTER)
            except NoAnswerError:
                continue
        raise NoAnswerError(f"the number of {order.gross}")

    def nap(self) -> None:
        """The chat itself says when something is new."""
        rows = self.get(f"{self._path}/messages", after=self._newest, wait=1)
        self._said |= {row["message_id"]: row for row in rows}
        self._newest = max([self._newest, *(row["seq"] for row in rows)])

    def _heard(self, after: int, order: Order) -> list[dict]:
        """What the bot said of an order."""
        return [
            row
            for number, row in self._said.items()
            if number > after and row["from"] == "bot" and order.gross in row["text"].replace("\xa0", " ")
        ]

    def heard(self, order: Order) -> list[str]:
        """In the chat."""
        return [row["text"][:120] for row in self._heard(0, order)]

    def _card(self, after: int, order: Order) -> dict | None:
        return next((row for row in self._heard(after, order) if button(row, "Wystaw")), None)

    def _number(self, after: int, order: Order) -> str | None:
        return next((m[0] for row in self._heard(after, order) if (m := NUMBER.search(row["text"]))), None)

    def _tap(self, message: int) -> None:
        for _ in range(1 + (self.luck.random() < 0.15)):
            self.http.post(f"{self._path}/taps", json={"message_id": message, "label": "Wystaw"})


class LetterPerson(Person):
    """Writes a letter, answers the card with TAK, and waits for the letter with the number."""

    def __init__(self, page: str, address: str, write_to: str, orders: Orders, luck: Random) -> None:
        super().__init__(page, address, orders, luck)
        self._write_to = write_to
        self._letters: dict[int, dict] = {}

    def order(self, order: Order) -> str:
        """By a letter and an answer to a letter."""
        self._send(self._write_to, f"Zlecenie {order.place}", order.sentence)
        self.look_for(lambda: self._letter(order, CARD), "a card by letter")
        agreed: set[str] = set()
        return self.look_for(lambda: self._number(order, agreed), "a letter with the number")

    def _number(self, order: Order, agreed: set[str]) -> str | None:
        """The number, once it is told; a newer card, for an outage announced meanwhile, wants another TAK."""
        card = self._letter(order, CARD)
        if card and card["message_id"] not in agreed:
            agreed.add(card["message_id"])
            self._agree(card)
        told = self._letter(order, "Numer KSeF")
        return NUMBER.search(told["text"])[0] if told else None

    def _agree(self, card: dict) -> None:
        quoted = "\n".join(f"> {line}" for line in card["text"].splitlines())
        head = self.http.get(f"/api/mailboxes/{self.name}/{card['id']}/raw").text
        to = re.search(r"^Reply-To:\s*(\S+)", head, re.MULTILINE)
        text = f"TAK\n\nW dniu 23.11.2026 o 10:05, Latarnik pisze:\n{quoted}"
        self._send(to[1] if to else self._write_to, card["subject"], text, in_reply_to=card["message_id"])

    def heard(self, order: Order) -> list[str]:
        """By letter, the last ones of all orders: what was said may name no sum."""
        del order
        return [each["text"][:200] for each in list(self._letters.values())[-4:]]

    def _letter(self, order: Order, word: str) -> dict | None:
        for row in self.get(f"/api/mailboxes/{self.name}"):
            if row["id"] not in self._letters:
                self._letters[row["id"]] = self.get(f"/api/mailboxes/{self.name}/{row['id']}")
        told = (
            each
            for each in self._letters.values()
            if order.gross in each["text"].replace("\xa0", " ").partition("\n>")[0]
        )
        found = [each for each in told if word.lower() in each["text"].lower()]
        return found[-1] if found else None

    def _send(self, to: str, subject: str, text: str, **more: str) -> None:
        letter = {"from": f"Osoba <{self.name}>", "to": to, "subject": subject, "text": text}
        self.post("/api/mail", **letter, authentic=False, signed_by="latarnia.example", **more)
