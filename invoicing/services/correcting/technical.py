"""Technical correction of a rejected offline invoice (API, "Korekta techniczna faktury offline").

The same content in a sound file. It is no correcting invoice: nothing of the content may change, and the codes that
were printed of the rejected file lead to the new one afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from invoicing.model.document import DocumentView
from invoicing.model.errors import InvalidDocument, Refused
from invoicing.services.companies import Standing
from invoicing.services.ksef_jobs import Submit
from invoicing.services.lifecycle import is_correctable
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, DocumentWriter, UnitOfWork
from invoicing.services.records import Event, Replaced, StoredInvoice
from invoicing.services.replies import rejected_tag, summary
from invoicing.services.terms.editions import renew

ACTION = "technical"
"""Of the button under a rejected invoice."""
_OF_THE_FILE = {"header.created_at", "header.system"}  # say when and by what the file was made

DocumentReader = Callable[[bytes], DocumentView]


class TechnicalCorrection:
    """What the button does: writes the file anew, proves that the content is the same, promises to submit it."""

    def __init__(self, clock: Clock, write: DocumentWriter, read: DocumentReader) -> None:
        self._clock, self._write, self._read = clock, write, read

    async def __call__(self, work: UnitOfWork, stored: StoredInvoice, standing: Standing) -> Reply:
        """Correct it.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: technical-correction-impossible, with the status KSeF gave; technical-correction-content, the
                new file would say something else.
        """
        standing.require_issuer()
        if not is_correctable(stored):
            status = stored.rejection[0] if stored.rejection else stored.status.value
            raise Refused("technical-correction-impossible", number=stored.invoice.number, status=status)
        now = self._clock.now()
        xml = self._write(stored.invoice, now)
        same = self._compared(stored, xml)
        rejected_file = stored.corrects or stored.sha256
        fresh = await renew(
            work,
            stored,
            stored.invoice,
            xml,
            why=Replaced.TECHNICAL_CORRECTION,
            at=now,
            corrects=rejected_file,
        )
        await work.jobs.enqueue(Submit(fresh.id, fresh.attempt))
        who = str(standing.person.id)
        evidence: dict[str, Json] = {"same_fields": same, "corrects": rejected_file.hex()}
        await work.events.add(Event("technical-correction", now, who, stored.company_id, stored.id, evidence))
        tag = rejected_tag(stored.id)
        return Reply("technical-correction", summary(fresh) | {"fields": same}, tag=tag, replaces=tag)

    def _compared(self, stored: StoredInvoice, xml: bytes) -> int:
        """How many fields say the same in both files.

        A rejected file that cannot be read is not compared: the content in our books is what it was made of.

        Raises:
            Refused: technical-correction-content.
        """
        new = dict(_values(self._read(xml)))
        try:
            old = dict(_values(self._read(stored.xml)))
        except InvalidDocument:
            return len(new)
        names = (old.keys() | new.keys()) - _OF_THE_FILE
        changed = sorted(name for name in names if old.get(name) != new.get(name))
        if changed:
            raise Refused(
                "technical-correction-content", number=stored.invoice.number, fields=", ".join(changed[:5])
            )
        return sum(bool(new.get(name)) for name in names)


def _values(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a view with its place: header.created_at, lines.0.name."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _values(getattr(value, each.name), f"{name}.{each.name}".lstrip("."))
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            yield from _values(each, f"{name}.{position}")
    else:
        yield name, value
