"""Opening what came over the one-time page, in a process of its own: whoever made a key says how long unlocking takes.

A password is stretched as often as the file says (PBKDF2 counts to 2^31, scrypt to as much memory), a bundle may hide
such a count under another, and cryptography holds everything up meanwhile. So no count is believed: time and memory end.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from app.drawing import LEAST, Aside
from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.handing_in import HandedCertificate, ReadCertificate
from ksef.imports import checked, read_bundle, read_pair

SECONDS = 20.0
"""How long opening may take; a million rounds of PBKDF2, more than any program writes, take less than one of them."""


class ReadHanded:
    """The same look that `latarnik ksef certificates import` takes; one at a time, for each may fill a core.

    Attributes:
        seconds: how long opening may take, with the process's start.
    """

    def __init__(self) -> None:
        self.seconds = SECONDS
        self._turn = asyncio.Lock()

    async def __call__(self, handed: HandedCertificate, nip: Nip, now: datetime) -> ReadCertificate:
        """A certificate that will serve.

        Raises:
            Refused: as `ksef.imports`; access-file-slow, it takes too long, or more memory than is given.
        """
        async with self._turn:
            aside = Aside(memory=LEAST, seconds=self.seconds)
            try:
                return await aside(_read, handed, nip, now)
            except Refused as refusal:
                if refusal.reason == "document-too-long":
                    raise Refused("access-file-slow") from refusal
                raise
            finally:
                await aside.close()


def _read(handed: HandedCertificate, nip: Nip, now: datetime) -> ReadCertificate:
    try:
        found = _opened(handed)
    except Refused as refusal:  # the sentences of the command line name its options
        if refusal.reason == "ksef-file-password":
            raise Refused("access-file-password", **refusal.details) from refusal
        if refusal.details.get("what") == "bundle":
            raise Refused("access-file-bundle") from refusal
        raise
    imported = checked(*found, nip, now)
    return ReadCertificate(imported.certificate, imported.foreign_nip)


def _opened(handed: HandedCertificate) -> tuple[Any, Any]:
    if handed.key is None:
        return read_bundle(handed.certificate, handed.password)
    return read_pair(handed.certificate, handed.key, handed.password)
