"""What became of a sending: the status of the invoice and its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoicing.model.errors import InvalidKsefNumber, Misunderstood
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_ports import Pending, Refusal, SendAgain, SendingReference, SubmissionOutcome
from ksef.crypto import encode
from ksef.duplicates import Duplicates
from ksef.errors import KsefRefused
from ksef.reading import Reading
from ksef.receipts import fetch_acceptance
from ksef.sessions import Sessions
from ksef.status import INVOICE, NOT_YET_AVAILABLE, Meaning, meaning

_SESSION_DIED = 405
_NO_SUCH_SESSION = 21173


class Outcomes:
    """Reads statuses and receipts for one company."""

    def __init__(self, reading: Reading, sessions: Sessions) -> None:
        self._reading, self._sessions = reading, sessions
        self._duplicates = Duplicates(reading)

    async def of(self, reference: SendingReference, sha256: bytes) -> SubmissionOutcome:
        """What became of a sending; raises as `KsefGatewayOverHttp.outcome`, and `KsefRefused`."""
        try:
            body = await self._reading.json(
                "GET", f"/sessions/{reference.session}/invoices/{reference.invoice}"
            )
        except KsefRefused as refusal:
            if _NO_SUCH_SESSION in refusal.codes:  # opened with other credentials: the same bytes will tell
                return SendAgain(_NO_SUCH_SESSION)
            raise
        return await self._read(reference, body, sha256)

    async def _read(
        self, reference: SendingReference, body: Mapping[str, Any], sha256: bytes
    ) -> SubmissionOutcome:
        status = body.get("status")
        if not isinstance(status, dict) or not isinstance(status.get("code"), int):
            raise Misunderstood("ksef-unreadable", path="/sessions")
        code: int = status["code"]
        match meaning(INVOICE, code):
            case Meaning.PENDING:
                return Pending()
            case Meaning.DONE:
                return await self._accepted(reference, body, sha256)
            case Meaning.DUPLICATE:
                return await self._duplicates.judge(status, sha256) or refusal_of(status)
            case Meaning.SEND_AGAIN:
                return self._again(reference, code)
            case Meaning.REFUSED:
                return refusal_of(status)

    def _again(self, reference: SendingReference, code: int) -> SendAgain:
        if code == _SESSION_DIED:
            self._sessions.drop(reference.session)  # its status may be 415: our key was not understood
        return SendAgain(code)

    async def _accepted(
        self, reference: SendingReference, body: Mapping[str, Any], sha256: bytes
    ) -> SubmissionOutcome:
        number = number_of(body.get("ksefNumber"))
        if body.get("invoiceHash") != encode(sha256):
            raise Misunderstood("ksef-hash-mismatch", number=str(number))
        path = f"/sessions/{reference.session}/invoices/{reference.invoice}/upo"
        try:
            return await fetch_acceptance(self._reading, body.get("upoDownloadUrl"), path, number, sha256)
        except KsefRefused as refusal:
            if NOT_YET_AVAILABLE.intersection(refusal.codes):
                return Pending()
            raise


def refusal_of(status: Mapping[str, Any]) -> Refusal:
    """A final status as the refusal it is."""
    details = tuple(str(each) for each in status.get("details") or ())
    return Refusal(int(status["code"]), str(status.get("description") or ""), details)


def number_of(said: Any) -> KsefNumber:
    """The KSeF number in an answer.

    Raises:
        Misunderstood: reason ksef-number-unreadable.
    """
    try:
        return KsefNumber.parse(str(said))
    except InvalidKsefNumber as error:
        raise Misunderstood("ksef-number-unreadable", number=str(said)) from error
