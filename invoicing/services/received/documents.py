"""Files of what another program issued: the XML as KSeF has it, and our drawing of it."""

from __future__ import annotations

import re

from invoicing.model.errors import Refused
from invoicing.services.companies import require_member
from invoicing.services.file_refs import DocumentForm, TheirRef
from invoicing.services.finding.records import Filed
from invoicing.services.finding.showing import THEIR_PDF, THEIR_XML
from invoicing.services.finding.talk import tapped
from invoicing.services.messages import Choice, Reply
from invoicing.services.ports import FileToShow, Renderer, UnitOfWork, UnitsOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale

_FORMS = {THEIR_XML: DocumentForm.XML, THEIR_PDF: DocumentForm.PDF}
BUTTONS = tuple(_FORMS)
"""The buttons that want such a file."""


class TheirDocuments:
    """Fetches the bytes that a `TheirRef` stands for."""

    def __init__(self, units: UnitsOfWork, renderer: Renderer) -> None:
        self._units, self._renderer = units, renderer

    async def __call__(self, ref: TheirRef, language: str) -> FileToShow:
        """The file, named after seller and number.

        Raises:
            Refused: document-not-ready, KSeF has not given its bytes yet.
            InvalidDocument: it cannot be drawn.
        """
        async with self._units.reading() as work:
            filed = await work.filed.get(ref.filed_id)
            xml = await document_of(work, filed)
        return FileToShow(f"{stem(filed)}.{ref.form}", await self.content(filed, xml, ref.form, language))

    async def content(self, filed: Filed, xml: bytes, form: DocumentForm, language: str) -> bytes:
        """The bytes of a form."""
        if form is DocumentForm.XML:
            return xml
        return await self._renderer(xml, filed.ksef_number, language)


async def wanted(work: UnitOfWork, choice: Choice, person: Person) -> Reply:
    """A tap on a file of what another program issued.

    Raises:
        NotAllowed: it is another company's.
        Refused: document-not-ready.
    """
    filed = await tapped(work, choice)
    if filed is None:
        return stale()
    await require_member(work, person, filed.company_id)
    await document_of(work, filed)
    form = _FORMS[choice.action]
    return Reply("files", {"number": filed.number, "form": form.value}, documents=(TheirRef(filed.id, form),))


async def document_of(work: UnitOfWork, filed: Filed) -> bytes:
    """The XML as KSeF has it.

    Raises:
        Refused: document-not-ready.
    """
    kept = await work.ksef.get(filed.company_id, filed.ksef_number) if filed.ksef_number else None
    if kept is None or kept.entry.xml is None:
        raise Refused("document-not-ready", number=filed.number, form=DocumentForm.XML)
    return kept.entry.xml


def stem(filed: Filed) -> str:
    """A name that any file system takes; two sellers may use one number."""
    return re.sub(r"[^\w.-]+", "-", f"{filed.party_id or ''}-{filed.number}").strip("-.") or "faktura"
