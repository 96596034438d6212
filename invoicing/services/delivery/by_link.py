"""The way of the link: a letter that leads to the page of the paper, or a link for the seller to pass on."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol
from uuid import UUID

from invoicing.model.delivering import DeliveryNews, DeliveryWay
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.channels import Handed, Parcel
from invoicing.services.delivery.letters import InvoiceLetter, Words, logo_of
from invoicing.services.delivery.paper_links import LASTS, PATH, PaperLink
from invoicing.services.delivery.telling import LINK_REPLY, link_to_pass_on
from invoicing.services.ids import copy_id
from invoicing.services.jobs import Show
from invoicing.services.letters_out import Letter, Postman
from invoicing.services.messages import Option, Style
from invoicing.services.papers.looks import look_of
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.replies import tell


class LinkLetters(Protocol):
    """Words of letters that lead to a page (the room `templates`)."""

    def link(self, letter: InvoiceLetter, address: str, language: str) -> Words:
        """The letter with the address of the page; nothing is attached."""


class LinkChannel:
    """Makes the link and hands it over (a `DeliveryChannel`).

    Args:
        units: where the link is kept.
        clock: for its end.
        letters: words.
        postman: None where no mail goes out; then the seller gets every link.
        public_address: what the page stands below.
    """

    channel = DeliveryWay.LINK

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        letters: LinkLetters,
        postman: Postman | None,
        *,
        public_address: str,
    ) -> None:
        self._units, self._clock, self._letters, self._postman = units, clock, letters, postman
        self._base = public_address.rstrip("/")

    async def deliver(self, parcel: Parcel) -> Handed:
        """Write the letter, or give the link to the seller; a link that was revoked lives anew."""
        if parcel.delivery.address and self._postman is not None:
            letter = await self._letter(parcel)
            said = await self._postman.send(letter)
            return Handed(DeliveryNews.SENT, f"{said.code} {said.text}")
        await self._give_to_seller(parcel)
        return Handed(DeliveryNews.SENT)

    async def _letter(self, parcel: Parcel) -> Letter:
        stored, delivery = parcel.stored, parcel.delivery
        async with self._units() as work:
            lives = await work.paper_links.of_delivery(delivery.id)
            await work.paper_links.add(PaperLink(delivery.id, self._clock.now() + LASTS))
            code = await work.paper_links.code(delivery.id)
            look = await look_of(work, stored.company_id)
        about = InvoiceLetter(stored.invoice, delivery.paper, stored.ksef_number, look=look)
        address = f"{self._base}{PATH}/{code}"
        subject, text, html = self._letters.link(about, address, parcel.language)
        again = delivery.settled_at is not None and lives is not None
        seller = stored.invoice.seller
        return Letter(
            message_id=copy_id(delivery.message_id, 1) if again else delivery.message_id,
            to=delivery.address,
            subject=subject,
            text=text,
            html=html,
            attachments=logo_of(look),
            sender_name=seller.name,
            reply_to=seller.email,
            company_id=stored.company_id,
            reference=reference_of(delivery.id),
        )

    async def _give_to_seller(self, parcel: Parcel) -> None:
        stored, delivery = parcel.stored, parcel.delivery
        async with self._units() as work:
            reply = await link_to_pass_on(work, stored, delivery, self._clock.now())
            cause = f"paper-link:{delivery.id}:{reply.data['until']}"
            await tell(work, stored.issued_by, stored.company_id, reply, cause)


class WithPaperLink:
    """Puts the address into the message at the moment it is shown, so that no table ever holds it."""

    def __init__(self, units: UnitsOfWork, public_address: str) -> None:
        self._units, self._base = units, public_address.rstrip("/")

    async def __call__(self, show: Show) -> Show:
        """The same, complete; all other messages as they are."""
        if show.reply.code != LINK_REPLY:
            return show
        async with self._units.reading() as work:
            code = await work.paper_links.code(UUID(str(show.reply.data["link"])))
        address = f"{self._base}{PATH}/{code}"
        button = Option("copy-paper-link", copy=address, style=Style.PRIMARY)
        data = {**show.reply.data, "link": address}
        return replace(show, reply=replace(show.reply, data=data, options=((button,),)))
