"""The pages that are open to the world; whoever serves them imports this late, for aiohttp takes 8 MB."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp.web import Application

from app.handed_in import ReadHanded
from app.house import House
from app.practice import trial_of
from app.pushed import PATH, pushes_of
from app.watching.health import health
from invoicing.services.access.handing_in import HandIn
from web.hand_in_page import add_hand_in_page
from web.issue_page import add_issue_page
from web.pace import keep_pace
from web.paper_page import add_paper_page
from web.server import health_app
from web.telegram_page import add_telegram_page


def pages_of(house: House, tasks: Mapping[str, asyncio.Task[None]]) -> Application:
    """The health page, the one-time pages, the pages of papers, and where Telegram pushes to; not served yet."""
    pages = health_app(lambda: health(house.database, tasks))
    trial = trial_of(house.settings)
    if house.settings.public_address and house.pages is not None:
        add_hand_in_page(pages, HandIn(house.database.units, house.clock, ReadHanded()))
        add_paper_page(pages, house.pages.papers, trial)
        add_issue_page(pages, house.pages.issuing, trial)
    if (pushes := pushes_of(house)) is not None:
        add_telegram_page(pages, PATH, pushes)
    keep_pace(pages, house.settings.proxies, pushes=PATH)
    return pages
