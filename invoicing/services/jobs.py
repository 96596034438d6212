"""Promises: what a transaction leaves for the workers to do, each with an idempotency key.

Every job is one frozen dataclass. `key` is unique for ever: enqueueing the same promise twice is one job.
`lane` orders: jobs of one lane run one after another, oldest first; None runs freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoicing.model.delivering import DeliveryWay
from invoicing.model.errors import Unavailable
from invoicing.services.access.signing_jobs import (
    CheckRights,
    EquipCompany,
    FetchSigned,
    LogInSigned,
    PrepareLogin,
)
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, Receive, Redate, SendBatch, Submit
from invoicing.services.mailboxes.jobs import CopyToSent
from invoicing.services.messages import Channel, Reply
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.pro_forma.jobs import SendProForma

__all__ = [
    "KINDS",
    "CheckBatch",
    "CheckRights",
    "CheckSubmission",
    "CopyToSent",
    "Deliver",
    "EquipCompany",
    "ExportMonth",
    "FetchSigned",
    "ForgetTraces",
    "Job",
    "LogInSigned",
    "NotYet",
    "PrepareLogin",
    "Receive",
    "Redate",
    "RemindBuyer",
    "SendBatch",
    "SendProForma",
    "Show",
    "Submit",
    "TryNext",
    "kind_of",
]


class NotYet(Unavailable):
    """Nothing is wrong, the answer is only not ready: the worker comes back after `retry_after` seconds.

    It is no failed attempt and no warning in a log.
    """

    code = "not-yet"

    def __init__(self, delay: float) -> None:
        super().__init__(retry_after=delay)


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand the invoice to the buyer by the channel of the delivery.

    Attributes:
        attempt: how often it had been settled when somebody asked for it once more; 0 the first time.
        way: by which way, so that only whoever knows that way takes it up.
    """

    delivery_id: UUID
    attempt: int = 0
    way: DeliveryWay = DeliveryWay.EMAIL

    @property
    def key(self) -> str:
        """One promise a delivery, and one each time somebody asks once more."""
        return f"deliver:{self.delivery_id}" + (f":{self.attempt}" if self.attempt else "")

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class TryNext:
    """A hand-over failed: try the next way to the buyer.

    Attributes:
        failure: which failure of the delivery it was, from 1.
    """

    delivery_id: UUID
    failure: int = 1

    @property
    def key(self) -> str:
        """Once for each failure."""
        return f"try-next:{self.delivery_id}:{self.failure}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class RemindBuyer:
    """Write to the buyer that an invoice is still to be paid.

    Attributes:
        step: days after the term of payment, or "asked-" with how often somebody asked before.
    """

    invoice_id: UUID
    step: str

    @property
    def key(self) -> str:
        """Once for each step of an invoice."""
        return f"remind:{self.invoice_id}:{self.step}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None


@dataclass(frozen=True, slots=True)
class ExportMonth:
    """Pack a month of a company for somebody who asked for it.

    Attributes:
        month: its first day.
        chat: where the package goes, in `language`.
        asked: when it was asked for, which tells one wish from the next.
        channel: by which front end; letters tell of no progress.
    """

    company_id: UUID
    month: date
    chat: str
    language: str
    asked: str
    channel: Channel = Channel.TELEGRAM

    @property
    def key(self) -> str:
        """Once for each time somebody asks."""
        return f"export:{self.company_id}:{self.month.isoformat()}:{self.chat}:{self.asked}"

    @property
    def lane(self) -> str | None:
        """One at a time for all: drawing takes a core."""
        return "export"


@dataclass(frozen=True, slots=True)
class Show:
    """Show a reply to a person, by the front end of the channel.

    Attributes:
        channel: which front end.
        chat: where.
        reply: what.
        cause: makes the key unique: key of the incoming, or of the event that is told.
        language: pl, en or uk.
        thread: Message-ID to answer to (e-mail) and subject of the thread.
        references: Message-IDs of the thread before that (e-mail).
        company_id: whose mailbox it goes out of (e-mail), where that company has one of its own.
        reply_to: where the answer is to go (e-mail), put in when it is shown and kept in no table.
        mark: secret that an answer bears in its subject (e-mail), where addresses carry none; put in like that.
    """

    channel: Channel
    chat: str
    reply: Reply
    cause: str
    language: str = "pl"
    thread: str | None = None
    subject: str | None = None
    reply_to: str | None = None
    mark: str | None = None
    references: tuple[str, ...] = ()
    company_id: UUID | None = None

    @property
    def key(self) -> str:
        """One showing a cause and a place."""
        return f"show:{self.channel}:{self.chat}:{self.cause}"

    @property
    def lane(self) -> str | None:
        """A chat reads in order."""
        return f"{self.channel}:{self.chat}"


Job = (
    Submit
    | CheckSubmission
    | SendBatch
    | CheckBatch
    | Receive
    | Redate
    | Deliver
    | TryNext
    | CopyToSent
    | RemindBuyer
    | SendProForma
    | ExportMonth
    | PrepareLogin
    | FetchSigned
    | LogInSigned
    | EquipCompany
    | CheckRights
    | ForgetTraces
    | Show
)

KINDS = (
    *(
        kind.__name__
        for kind in (
            Submit,
            CheckSubmission,
            SendBatch,
            CheckBatch,
            Receive,
            Redate,
            Deliver,
            TryNext,
            CopyToSent,
            RemindBuyer,
            SendProForma,
            ExportMonth,
            PrepareLogin,
            FetchSigned,
            LogInSigned,
            EquipCompany,
            CheckRights,
            ForgetTraces,
        )
    ),
    *(f"Deliver:{way}" for way in DeliveryWay if way is not DeliveryWay.EMAIL),
    *(f"Show:{channel}" for channel in Channel),
)
"""Names by which a worker says what it can do; showing is a different craft in each channel, delivering in each way."""


def kind_of(job: Job) -> str:
    """The name of what a job wants done.

    >>> from uuid import UUID
    >>> kind_of(Deliver(UUID(int=1)))
    'Deliver'
    """
    if isinstance(job, Deliver) and job.way is not DeliveryWay.EMAIL:
        return f"Deliver:{job.way}"
    return f"Show:{job.channel}" if isinstance(job, Show) else type(job).__name__
