"""What people meet: the assistant behind every front end, what it shows, and the pages behind links."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from app.conversation import assistant_of
from app.files_in import ChatFiles
from app.house import House, Pages, Parts
from app.issuer_links import IssuerLinksOfWallets
from app.late import late
from app.late_models import built_at_first_use
from app.papers import Papers, papers_of
from app.places import ksef_environment
from app.practice import trial_of
from app.ways_in import WaysIn
from invoicing.services.access.asking import WithLink
from invoicing.services.conversation.issue_page import IssuePages
from invoicing.services.conversation.showing import Completing, ShowReply, in_turn
from invoicing.services.conversation.trial import WithTrial
from invoicing.services.delivery.by_link import WithPaperLink
from invoicing.services.delivery.opening import PaperPages
from invoicing.services.mail_trust.agreements import WithAddress
from invoicing.services.mail_trust.way_back import WithWayBack
from invoicing.services.papers.files import Fetch
from ksef.rates import NbpRates
from ksef.registers import TaxpayerRegisterClient
from ksef.vies import ViesClient

if TYPE_CHECKING:
    from app.exporting import Exporting


@dataclass(frozen=True, slots=True)
class Services:
    """What the assistant asks the world for: one of each in a process."""

    http: httpx.AsyncClient
    register: TaxpayerRegisterClient
    exporting: Callable[[], Exporting]


def add_people(house: House, parts: Parts, roles: Collection[str], services: Services) -> None:
    """Whoever writes is answered, by the ways that the roles bring."""
    units, clock, settings, http = house.database.units, house.clock, house.settings, services.http
    chat_files = ChatFiles()
    assistant = assistant_of(
        settings,
        clock,
        house.database,
        services.register,
        rates=NbpRates(http, settings.rates_api),
        vies=ViesClient(http, settings.vies_api, clock),
        chat_files=chat_files,
    )
    parts.hear = assistant
    links = IssuerLinksOfWallets(WaysIn(house.database, clock), clock, ksef_environment(settings).qr)
    papers = papers_of(house, links)
    house.pages = Pages(
        PaperPages(units, clock, papers.documents, papers.pages),
        IssuePages(units, clock, assistant.tap, (settings.imap_user or "").lower()),
    )
    if "mail" in roles:
        from app.mail_front import add_mail  # noqa: PLC0415 - heavy, for this role alone

        add_mail(house, parts, papers, http)
    if "bot" in roles and settings.telegram_token is not None:
        with built_at_first_use("aiogram"):
            from app.chat_front import add_bot  # noqa: PLC0415 - heavy, for this role alone

        add_bot(house, parts, papers, chat_files, settings.telegram_token.get_secret_value())
    files = late(lambda: _files(house, papers, services.exporting()))
    showing = ShowReply(units, clock, parts.fronts, files, complete=_completing(house))
    parts.handlers |= {f"Show:{channel}": showing for channel in parts.fronts}


def _files(house: House, papers: Papers, exporting: Exporting) -> Fetch:
    from app.carried import files_of  # noqa: PLC0415 - what draws is heavy, and most replies carry nothing

    return files_of(house, papers, exporting)


def _completing(house: House) -> Completing:
    """What is put into a reply when it is shown: secrets that must not lie in the outbox, and marks."""
    units, settings = house.database.units, house.settings
    way_back = WithWayBack(units, house.clock, settings.imap_user and settings.imap_user.lower())
    complete: Completing = in_turn(
        WithTrial(trial_of(settings)), WithAddress(units, settings.public_address), way_back
    )
    if (address := settings.public_address) is None:
        return complete
    return in_turn(complete, WithLink(units, address), WithPaperLink(units, address))
