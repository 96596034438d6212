"""The app, built and not yet started, and what each role adds to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.clock import SystemClock
from app.inbox import Inbox, Reader
from app.outbox import Handler, Outbox
from app.settings import Settings
from app.watching.tally import Tally
from invoicing.services.conversation.issue_page import IssuePages
from invoicing.services.delivery.opening import PaperPages
from invoicing.services.messages import Channel
from invoicing.services.papers.documents import Documents
from invoicing.services.ports import Showing
from invoicing.services.pro_forma.ports import ProFormaDrawer
from storage.database import Database


@dataclass
class House:
    """The app, built and not yet started.

    Attributes:
        paper_pages: what buyers see behind their links.
        issue_pages: what people without Telegram see behind theirs.
        tally: what this process has done.
        tasks: background loops by name.
        closers: what to close at the end, in order.
    """

    settings: Settings
    clock: SystemClock
    database: Database
    inbox: Inbox
    outbox: Outbox
    paper_pages: PaperPages
    issue_pages: IssuePages
    tally: Tally = field(default_factory=Tally)
    tasks: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    closers: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)


@dataclass
class Parts:
    """What each role adds to."""

    documents: Documents
    pro_formas: ProFormaDrawer
    handlers: dict[str, Handler] = field(default_factory=dict)
    fronts: dict[Channel, Showing] = field(default_factory=dict)
    readers: dict[Channel, Reader] = field(default_factory=dict)
