"""What goes out can be read: chat messages are HTML as Telegram takes it, letters have the headers that we gave them and no others."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from html.parser import HTMLParser

from invoicing.services.letters_out import Letter
from mailer.letters import to_message

TAGS = frozenset(
    {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler", "tg-time", "tg-emoji", "span"}
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted")
OURS = frozenset(
    {*map(str.lower, ONCE), "in-reply-to", "references", "reply-to", "content-transfer-encoding"}
)
_MOMENT = datetime(2026, 11, 20, 10, tzinfo=UTC)


class _Open(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        assert tag in TAGS, f"Telegram knows no <{tag}>"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag, f"</{tag}> ends another"


def is_chat_html(words: str) -> None:
    """Tags that Telegram knows, each ended; no sign that nobody can see."""
    hidden = CONTROL.search(words)
    assert hidden is None, f"{hidden.group()!r} in {words[:300]!r}"
    reader = _Open()
    reader.feed(words)
    reader.close()
    assert reader.open == [], f"never ended: {reader.open}"


def is_letter(letter: Letter) -> None:
    """As a mailbox gets it: each header once, none that somebody else has put in, nothing hidden in the subject."""
    message = to_message(letter, "faktury@latarnik.example", "Latarnik", _MOMENT)
    read = message_from_bytes(message.as_bytes(policy=SMTP), policy=SMTP)
    names = [name.lower() for name in read]
    for name in ONCE:
        assert names.count(name.lower()) == 1, f"{name}: {names}"
    assert [name for name in names if name not in OURS and not name.startswith("x-")] == [], names
    for words in (str(read["Subject"]), letter.text, letter.html):
        assert CONTROL.search(words) is None, words[:300]
    assert [part.defects for part in read.walk() if part.defects] == []
