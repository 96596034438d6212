"""The way of a buyer's Telegram: the paper in the chat that the buyer opened for it."""

from __future__ import annotations

from invoicing.model.delivering import DeliveryNews, DeliveryWay
from invoicing.model.errors import Refused
from invoicing.model.papers import Paper
from invoicing.services.delivery.channels import Handed, Parcel
from invoicing.services.delivery.languages import paper_language
from invoicing.services.file_refs import DocumentForm
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Choice, Option, Reply, Style
from invoicing.services.papers.documents import Documents, file_name, paper_name
from invoicing.services.ports import FileToShow, Showing, UnitsOfWork
from invoicing.services.replies import summary

RECEIPT = "receipt"
"""Action of the button; its subject is the delivery."""
_WITH_XML = frozenset({Paper.VISUALISATION, Paper.EARLY_VISUALISATION})


class TelegramChannel:
    """Shows the paper in the buyer's chat (a `DeliveryChannel`)."""

    channel = DeliveryWay.TELEGRAM

    def __init__(self, units: UnitsOfWork, documents: Documents, front: Showing) -> None:
        self._units, self._documents, self._front = units, documents, front

    async def deliver(self, parcel: Parcel) -> Handed:
        """Send the files with the button; who has left, or has closed the chat, gets nothing more there."""
        stored, chat = parcel.stored, parcel.delivery.address
        async with self._units.reading() as work:
            joined = await work.buyer_chats.in_chat(chat)
        if all(each.company_id != stored.company_id for each in joined):
            raise Refused("chat-closed")
        data = summary(stored) | {
            "seller": stored.invoice.seller.name,
            "paper": parcel.delivery.paper.value,
            "due_date": stored.invoice.due_date.isoformat() if stored.invoice.due_date else None,
        }
        button = Option(RECEIPT, choice=Choice(RECEIPT, parcel.delivery.id), style=Style.PRIMARY)
        reply = Reply("buyer-paper", data, options=((button,),))
        show = Show(Channel.TELEGRAM, chat, reply, f"delivery:{parcel.delivery.id}", parcel.language)
        try:
            message = await self._front.show(show, await self._files(parcel))
        except Refused as refusal:
            if refusal.reason == "chat-closed":
                async with self._units() as work:
                    await work.buyer_chats.leave(chat)
            raise
        return Handed(DeliveryNews.SENT, f"Telegram {message}" if message else None)

    async def _files(self, parcel: Parcel) -> list[FileToShow]:
        stored, paper = parcel.stored, parcel.delivery.paper
        drawn = await self._documents.paper(stored, paper, paper_language(parcel.language))
        files = [FileToShow(paper_name(stored, paper), drawn)]
        if paper in _WITH_XML:
            files.append(FileToShow(file_name(stored, DocumentForm.XML), stored.xml))
        return files
