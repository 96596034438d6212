"""The way of paper: a sheet for post or hand, and what the seller says became of it."""

from __future__ import annotations

from invoicing.model.delivering import DeliveryWay
from invoicing.services.delivery.channels import Handed, Parcel
from invoicing.services.delivery.telling import print_sheet
from invoicing.services.file_refs import PrintRef
from invoicing.services.papers.documents import Documents, paper_name
from invoicing.services.papers.ports import PrintDrawer
from invoicing.services.ports import FileToShow, UnitsOfWork
from invoicing.services.replies import tell


class PrintChannel:
    """Gives the seller the sheet (a `DeliveryChannel`); that it was printed proves nothing, so nothing is said."""

    channel = DeliveryWay.PRINT

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def deliver(self, parcel: Parcel) -> Handed:
        """Promise the sheet to whoever issued the invoice; it stays to be carried until somebody records that."""
        stored, delivery = parcel.stored, parcel.delivery
        async with self._units() as work:
            reply, cause = print_sheet(stored, delivery), f"print:{delivery.id}"
            await tell(work, stored.issued_by, stored.company_id, reply, cause)
        return Handed()


class PrintSheets:
    """Fetches sheets (a `Fetch` of `PrintRef`)."""

    def __init__(self, units: UnitsOfWork, documents: Documents, draw: PrintDrawer) -> None:
        self._units, self._documents, self._draw = units, documents, draw

    async def __call__(self, ref: PrintRef, language: str) -> FileToShow:
        """The paper with the protocol of its hand-over behind it.

        Raises:
            Refused: offline-certificate-needed.
        """
        async with self._units.reading() as work:
            delivery = await work.deliveries.get(ref.delivery_id)
            stored = await work.invoices.get(delivery.invoice_id)
        drawn = await self._documents.paper(stored, delivery.paper, language)
        return FileToShow(
            f"Wydruk-{paper_name(stored, delivery.paper)}", await self._draw(drawn, stored, delivery.paper)
        )
