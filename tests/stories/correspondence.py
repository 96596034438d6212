"""Somebody who works by letters alone, and their mail client."""

import email
import email.policy
import json

from sandbox.demo import NIP
from tests.stories.terminal import Terminal

JAN, HOUSE = "jan@latarnia.example", "faktury@latarnia.example"


class Correspondence:
    """Jan's mailbox: he writes, and answers the letters that come, as a mail client addresses them."""

    def __init__(self, world) -> None:
        self.world = world
        words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
        self.secret_address = json.loads(Terminal(world).latarnik(*words))["write_to"]

    def order(self, text: str, to: str | None = None) -> dict:
        """A new letter; returns what answers it."""
        return self._send(to or self.secret_address, "Zlecenie", text)

    def reply(self, letter: dict, text: str) -> dict:
        """An answer to a letter, which quotes it; returns what answers that."""
        head = self.head(letter)
        subject = letter["subject"]
        subject = subject if subject.startswith("Re: ") else f"Re: {subject}"
        quoted = "\n".join(f"> {line}" for line in letter["text"].splitlines())
        whole = f"{text}\n\nW dniu 20.11.2026 o 10:05, Latarnik pisze:\n{quoted}"
        to = str(head["Reply-To"] or head["From"])
        return self._send(to, subject, whole, in_reply_to=letter["message_id"])

    def head(self, letter: dict) -> email.message.EmailMessage:
        raw = self.world.http.get(f"/api/mailboxes/{JAN}/{letter['id']}/raw").content
        return email.message_from_bytes(raw, policy=email.policy.default)

    def next(self, count: int) -> dict:
        """The newest letter, once there are so many."""
        return self.world.letter(JAN, count)

    def _send(self, to: str, subject: str, text: str, **more) -> dict:
        before = len(self.world.letters(JAN))
        letter = {"from": f"Jan <{JAN}>", "to": to, "subject": subject, "text": text}
        self.world.post("/api/mail", **letter, authentic=False, signed_by="latarnia.example", **more)
        return self.next(before + 1)
