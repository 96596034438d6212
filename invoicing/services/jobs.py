"""Promises: what a transaction leaves for the workers to do, each with an idempotency key.

Every job is one frozen dataclass. `key` is unique for ever: enqueueing the same promise twice is one job.
`lane` orders: jobs of one lane run one after another, oldest first; None runs freely.
Each stands beside the work it asks for; here is what they have in common, and the list of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from invoicing.services.delivery.jobs import Deliver, TryNext
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, Receive, Redate, SendBatch, Submit
from invoicing.services.mailboxes.jobs import CopyToSent
from invoicing.services.messages import Channel, Reply
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.pro_forma.jobs import SendProForma
from invoicing.services.unpaid.jobs import RemindBuyer


class NotYet(Unavailable):
    """Nothing is wrong, the answer is only not ready: the worker comes back after `retry_after` seconds.

    It is no failed attempt and no warning in a log.
    """

    code = "not-yet"

    def __init__(self, delay: float) -> None:
        super().__init__(retry_after=delay)


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
