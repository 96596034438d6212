"""The way of e-mail: a letter with the paper; whoever keeps its promise knows when it may have gone."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.services.delivery.channels import Handed, Parcel
from invoicing.services.delivery.composing import Composing
from invoicing.services.delivery.letters import BuyerLetters, VerificationLinks
from invoicing.services.ids import copy_id
from invoicing.services.letters_out import Letter, Postman
from invoicing.services.papers.documents import Documents
from invoicing.services.ports import UnitsOfWork
from invoicing.services.records import Delivery


class EmailChannel:
    """Writes the letter and hands it to the mail server (a `DeliveryChannel`).

    The Message-ID is fixed, so a repeat is the same letter; what is asked for once more is a letter of its own, for a
    mail reader hides one whose Message-ID it has seen.
    """

    channel = DeliveryWay.EMAIL

    def __init__(
        self,
        units: UnitsOfWork,
        documents: Documents,
        letters: BuyerLetters,
        postman: Postman,
        *,
        links: VerificationLinks,
    ) -> None:
        self._postman = postman
        self._compose = Composing(units, documents, letters, links)

    async def deliver(self, parcel: Parcel) -> Handed:
        """Write it and send it; "250" is the word of our own server alone.

        Raises:
            Refused, Unavailable: as the postman says.
        """
        return await self.send(await self.letter(parcel))

    async def letter(self, parcel: Parcel) -> Letter:
        """The letter as it goes: the first one, in its thread, or a copy.

        Raises:
            Refused: offline-certificate-needed.
        """
        return await self._compose(parcel, travelling(parcel.delivery, parcel.attempt))

    async def send(self, letter: Letter) -> Handed:
        """Hand it to the mail server.

        Raises:
            Refused, Unavailable: as the postman says.
        """
        said = await self._postman.send(letter)
        return Handed(DeliveryNews.SENT, f"{said.code} {said.text}", said)


def travelling(delivery: Delivery, attempt: int) -> Delivery:
    """The delivery as its letter knows it; a copy has a name of its own and has come to nothing yet."""
    if not attempt:
        return delivery
    name = copy_id(delivery.message_id, attempt)
    return replace(delivery, message_id=name, status=DeliveryStatus.QUEUED, answer=None, settled_at=None)
