"""Which letter of ours a letter answers: by the address that it came to, or by the Message-IDs that it names."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from email.message import EmailMessage

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.delivery.answered import Answered
from invoicing.services.messages import Incoming
from invoicing.services.records import Received
from mailer.bounces import Reader, marked_in
from mailer.header_section import header_of

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}@[!-;=?-~]{1,400}>")
_NAMED = 20
"""Message-IDs that are looked up: threads are shorter, and what is longer was made up."""


class AnswersToOurs:
    """A reader of letters that adds what each answers."""

    def __init__(self, addresses: Addresses, then: Reader) -> None:
        self._addresses, self._then = addresses, then

    async def __call__(self, received: Received) -> Incoming | None:
        """What the reader behind it read, with the letter that it answers; None when that read nothing."""
        said = self._then(received)
        incoming = await said if inspect.isawaitable(said) else said
        if incoming is None:
            return None
        answered = answered_by(header_of(received.raw), self._addresses)
        return replace(incoming, answered=answered) if answered else incoming


def answered_by(header: EmailMessage, addresses: Addresses) -> Answered | None:
    """What the header of a letter tells; None when it answers nothing."""
    reference = marked_in(header, addresses, Purpose.REPLY)
    named = [*_ids(header, "In-Reply-To"), *reversed(_ids(header, "References"))]
    nearest = tuple(dict.fromkeys(named))[:_NAMED]
    return Answered(reference, nearest) if reference or nearest else None


def _ids(header: EmailMessage, name: str) -> list[str]:
    return [found for value in header.get_all(name, []) for found in _MESSAGE_ID.findall(str(value)[:9000])]
