"""Opening what came over the one-time page, beside the loop: unlocking a key can take a while."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.handing_in import HandedCertificate, ReadCertificate
from ksef.imports import checked, read_bundle, read_pair


async def read_handed(handed: HandedCertificate, nip: Nip, now: datetime) -> ReadCertificate:
    """The same look that `latarnik ksef certificates import` takes.

    Raises:
        Refused: as `ksef.imports`.
    """
    return await asyncio.to_thread(_read, handed, nip, now)


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
