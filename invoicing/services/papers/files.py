"""Every file that a reply can carry, by what it is a file of."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from invoicing.services.file_refs import (
    DeliveryProofRef,
    DocumentRef,
    EvidenceRef,
    ExportRef,
    FileRef,
    LoginFileRef,
    MonthRef,
    PersonRef,
    PrintRef,
    ProFormaRef,
    TheirRef,
)
from invoicing.services.ports import FileToShow

Fetch = Callable[[FileRef, str], Awaitable[FileToShow]]
"""Fetches the bytes that a reference stands for, in a language.

Raises:
    Refused: it does not exist yet, may not be given, or cannot be drawn.
"""


class Files:
    """Knows who fetches which file (a `Fetch`)."""

    def __init__(
        self,
        documents: Callable[[DocumentRef, str], Awaitable[FileToShow]],
        months: Callable[[MonthRef, str], Awaitable[FileToShow]],
        theirs: Callable[[TheirRef, str], Awaitable[FileToShow]],
        exports: Callable[[ExportRef, str], Awaitable[FileToShow]],
        evidence: Callable[[EvidenceRef, str], Awaitable[FileToShow]],
        *,
        pro_formas: Callable[[ProFormaRef, str], Awaitable[FileToShow]],
        logins: Callable[[LoginFileRef, str], Awaitable[FileToShow]],
        proofs: Callable[[DeliveryProofRef, str], Awaitable[FileToShow]],
        prints: Callable[[PrintRef, str], Awaitable[FileToShow]],
        people: Callable[[PersonRef, str], Awaitable[FileToShow]],
    ) -> None:
        self._fetches: dict[type[FileRef], Callable[[Any, str], Awaitable[FileToShow]]] = {
            DocumentRef: documents,
            MonthRef: months,
            TheirRef: theirs,
            ExportRef: exports,
            EvidenceRef: evidence,
            DeliveryProofRef: proofs,
            ProFormaRef: pro_formas,
            LoginFileRef: logins,
            PrintRef: prints,
            PersonRef: people,
        }

    async def __call__(self, ref: FileRef, language: str) -> FileToShow:
        """See `Fetch`."""
        return await self._fetches[type(ref)](ref, language)


def stem_of(number: str) -> str:
    """A number as a part of a file name that any system takes.

    >>> stem_of("PF/2026/11/1")
    'PF-2026-11-1'
    """
    return re.sub(r"[^\w.-]+", "-", number).strip("-.")
