"""What a person can see and do in the sandbox, by its control API alone."""

import time
from contextlib import suppress
from threading import Thread

import httpx

from tests.stories.books import Books
from tests.stories.doors import Doors
from tests.stories.repeats import Repeats
from tests.stories.stillness import Stillness

OLA, STRANGER = 1001, 1002
SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"
A_BREATH = 0.3
"""Seconds that a stand-in needs at most to write down what was already on its wire."""


class World(Doors):
    """What a person can see and do in the sandbox.

    Args:
        page: its address.
        database: the app's books where they are on a server; None: a file among its data.
    """

    def __init__(self, page: str, database: str | None = None) -> None:
        super().__init__(page)
        self.database = database
        self._repeats = Repeats()

    # --- the chat -----------------------------------------------------------------------------------------
    def say(self, text: str, user: int = OLA) -> int:
        return self.post(f"/api/chats/{user}/messages", text=text)["message_id"]

    def messages(self, user: int = OLA) -> list[dict]:
        """Newest state of every message, in order."""
        newest: dict[int, dict] = {}
        for message in self.get(f"/api/chats/{user}/messages", after=0, wait=0):
            newest[message["message_id"]] = message
        return [newest[key] for key in sorted(newest)]

    def from_bot(self, user: int = OLA) -> list[dict]:
        """What the bot said, in order; what a kill excuses is not there twice (see `repeats`)."""
        said = [message for message in self.messages(user) if message["from"] == "bot"]
        return self._repeats.without_messages(user, said)

    def hear(self, *words: str, user: int = OLA, after: int = 0) -> dict:
        """The newest message of the bot, younger than `after`, that holds all the words; waits for it."""

        def found():
            heard = [
                m
                for m in self.from_bot(user)
                if m["message_id"] > after and all(w in m["text"] for w in words)
            ]
            return heard[-1] if heard else None

        return self.wait(found, f"a message with {words}", lambda: [m["text"] for m in self.from_bot(user)])

    def tap(self, message: dict, label: str, user: int = OLA) -> dict:
        return self.post(f"/api/chats/{user}/taps", message_id=message["message_id"], label=label)

    def tap_soon(self, message: dict, label: str, seconds: float, user: int = OLA) -> None:
        """Tap without waiting for the bot; so many seconds have passed since Telegram took the tap."""
        body = {"message_id": message["message_id"], "label": label}

        def finger():
            with suppress(httpx.HTTPError):  # an app that dies does not answer
                httpx.post(f"{self.page}/api/chats/{user}/taps", json=body, timeout=60, trust_env=False)

        with self.http.stream("GET", "/api/events") as events:
            thread = Thread(target=finger, daemon=True)
            thread.start()
            for line in events.iter_lines():  # a line now and then, whatever happens
                if '"tapped"' in line:
                    break
                assert thread.is_alive(), f"no button {label}: {message['text']}"
        self.until(seconds)

    def tap_again(self, message: dict, label: str, user: int = OLA) -> int:
        """A second tap on a button that may be gone by now."""
        return self.http.post(
            f"/api/chats/{user}/taps", json={"message_id": message["message_id"], "label": label}
        ).status_code

    def hear_of_outage(self) -> None:
        """Until the app has seen what the lighthouse announces."""

        def noticed():
            said = self.say("czy KSeF działa?")
            answer = self.wait(
                lambda: next((m for m in self.from_bot() if m["message_id"] > said), None),
                "an answer about KSeF",
            )
            return (
                "✅" not in answer["text"]
                and "działa" not in answer["text"].split("\n")[0].lower().split("nie ")[0]
            )

        self.wait(noticed, "the outage in the app's own words")

    def quiet(self) -> None:
        """Until the app has nothing in hand and nothing new has happened for a while: the rest would have come."""
        books = self.books()
        still = Stillness(
            lambda: self.get("/api/state"),
            lambda clock: [str(each) for each in books.in_hand(clock)],
            lambda: [(message["message_id"], message["text"]) for message in self.messages()],
        )
        self.wait(still, "quiet", still.told)

    def card(self, sentence: str = SENTENCE, user: int = OLA) -> dict:
        """Say a sentence and get the card with its buttons."""
        said = self.say(sentence, user)
        return self.wait(
            lambda: next(
                (m for m in self.from_bot(user) if m["message_id"] > said and button(m, "Wystaw")), None
            ),
            "a card with the button Wystaw",
            lambda: [m["text"] for m in self.from_bot(user)],
        )

    def documents(self, user: int = OLA) -> list[dict]:
        return [message["document"] for message in self.from_bot(user) if message["document"]]

    # --- the rest of the world ----------------------------------------------------------------------------
    def letters(self, address: str) -> list[dict]:
        """The rows of a mailbox, oldest first; what a kill excuses is not there twice (see `repeats`)."""
        return self._repeats.without_letters(
            self.get(f"/api/mailboxes/{address}"),
            lambda row: self.get(f"/api/mailboxes/{address}/{row['id']}"),
        )

    def letter(self, address: str, count: int = 1) -> dict:
        """The newest letter, once there are `count`."""
        rows = self.wait(
            lambda: rows if len(rows := self.letters(address)) >= count else None,
            f"{count} letter(s) for {address}",
        )
        return self.get(f"/api/mailboxes/{address}/{rows[-1]['id']}")

    def invoices(self) -> list[dict]:
        return [row for row in self.get("/api/ksef/invoices") if row["ksef_number"]]

    def invoice(self, number: str) -> dict:
        return self.wait(
            lambda: next((row for row in self.invoices() if row["number"] == number), None),
            f"{number} in KSeF",
        )

    def ksef(self, **switches) -> None:
        self.post("/api/ksef", **switches)

    def announces(self, kind: str, start: str | None = None, end: str | None = None, **more) -> int:
        """The lighthouse announces an event; gives its number. More: published, title, text, follow_ksef."""
        body = {"action": "announce", "kind": kind, "start": start, "end": end, **more}
        return self.post("/api/lighthouse", **body)["event"]

    def lighthouse(self, action: str, **more) -> dict:
        """update, end, withdraw and repeat (of an event), raw (a message), settings."""
        return self.post("/api/lighthouse", action=action, **more)

    def network(self, *, up: bool) -> None:
        """Pull the wire to all public services, or plug it in."""
        self.post("/api/network", up=up)

    def telegram(self, **switches) -> None:
        """limits, down, people={"first", "count"}."""
        self.post("/api/telegram", **switches)

    def deliveries(self, after: int = 0) -> dict:
        """When messages of the bot reached their chats; `last` is the next `after`."""
        return self.get("/api/telegram/deliveries", after=after)

    def clock(self, **how) -> str:
        """set="2026-12-24T08:00" (Warsaw), advance=seconds or now=True; gives the present moment."""
        return self.post("/api/clock", **how)["clock"]

    def kill(self) -> None:
        """SIGKILL; what was under way may come once more when the app starts again."""
        self.post("/api/app", action="kill")
        books = self.books()
        self._settled()
        for user in books.chats_spoken_to():
            if said := self.from_bot(user):
                self._repeats.excuse_message(user, said[-1]["message_id"])
        rows = [row for address in self.get("/api/mailboxes") for row in self.letters(address)]
        youngest = sorted(rows, key=lambda row: row["id"])[::-1][: books.answers_by_mail_under_way()]
        for name in (*books.letters_under_way(), *(row["message_id"] for row in youngest)):
            self._repeats.excuse_letter(name)

    def _settled(self) -> None:
        """Until the stand-ins have taken what a dead app had handed in: nothing new for a while."""
        seen, since = None, time.monotonic()

        def still():
            nonlocal seen, since
            state = self.get("/api/state")["counts"]
            if state != seen:
                seen, since = state, time.monotonic()
            return time.monotonic() - since > A_BREATH

        self.wait(still, "the last words of the app")

    def books(self) -> Books:
        """The app's own books."""
        return Books(self.get("/api/state")["app"]["log"], self.database)

    def start(self) -> None:
        """Start the app, and wait until it works."""
        self.post("/api/app", action="start")
        self.wait(lambda: self.get("/api/state")["app"]["ready"], "the app")

    def running(self) -> bool:
        return self.get("/api/state")["app"]["running"]


def button(message: dict, text: str) -> dict | None:
    """The button of that label on a message."""
    return next((one for row in message["buttons"] or [] for one in row if one["text"] == text), None)
