"""What files that people send need of the other rooms: a judge of documents, and the bytes of a file in a chat."""

from __future__ import annotations

import asyncio
from datetime import date

from invoicing.model.errors import LatarnikError, Unavailable
from invoicing.services.access.login_desk import Download
from invoicing.services.letters_in.documents import Fault, Judged
from ksef.fa3.problems import Severity
from ksef.fa3.reader import read_document
from ksef.fa3.validator import validate


async def judge(xml: bytes, today: date) -> Judged:
    """The same judgement as `latarnik validate`, beside the loop: a long document takes a while."""
    return await asyncio.to_thread(_judged, xml, today)


def _judged(xml: bytes, today: date) -> Judged:
    faults = [
        Fault(each.code, each.place, each.severity is Severity.ERROR, dict(each.details))
        for each in validate(xml, today)
    ]
    try:
        return Judged(read_document(xml), faults)
    except LatarnikError as error:
        told = faults or [Fault(error.reason, "", is_error=True, details=dict(error.details))]
        return Judged(None, told)


class ChatFiles:
    """Fetches files of a chat as soon as the chat's room is there; a process without it gets none to fetch."""

    def __init__(self) -> None:
        self.download: Download | None = None

    async def __call__(self, reference: str, limit: int) -> bytes:
        """The bytes.

        Raises:
            Unavailable, Refused: as the chat says.
        """
        if self.download is None:
            raise Unavailable(service="telegram")
        return await self.download(reference, limit)
