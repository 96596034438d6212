"""What became of a sending: the status of an invoice, the receipt, and whose a duplicate is."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from invoicing.model.errors import InvalidKsefNumber, Misunderstood, Unavailable
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ports import (
    Accepted,
    NumberTaken,
    Pending,
    Refusal,
    SendAgain,
    SendingReference,
    SubmissionOutcome,
)
from ksef.access import Access
from ksef.client import KsefClient
from ksef.crypto import encode
from ksef.errors import KsefRefused
from ksef.sessions import Sessions
from ksef.status import INVOICE, NOT_YET_AVAILABLE, UNKNOWN_TO_US, Meaning, meaning
from ksef.upo import UpoEntry, entry_of

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\b[0-9]{10}-[0-9]{8}-[0-9A-F]{12}-[0-9A-F]{2}\b")
_SESSION = re.compile(r"\b[0-9]{8}-S[OB]-[0-9A-F]{10}-[0-9A-F]{10}-[0-9A-F]{2}\b")
_SESSION_DIED = 405
_NO_SUCH_SESSION = 21173
_FORBIDDEN = 403


class Outcomes:
    """Reads statuses and receipts for one company."""

    def __init__(self, client: KsefClient, access: Access, sessions: Sessions) -> None:
        self._client, self._access, self._sessions = client, access, sessions

    async def of(self, reference: SendingReference, sha256: bytes) -> SubmissionOutcome:
        """What became of a sending; raises as `KsefGatewayOverHttp.outcome`, and `KsefRefused`."""
        try:
            body = await self._json(f"/sessions/{reference.session}/invoices/{reference.invoice}")
        except KsefRefused as refusal:
            if _NO_SUCH_SESSION in refusal.codes:  # opened with other credentials: the same bytes will tell
                return SendAgain(_NO_SUCH_SESSION)
            raise
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
                return await self._duplicate(status, sha256)
            case Meaning.SEND_AGAIN:
                return self._again(reference, code)
            case Meaning.REFUSED:
                return _refusal(status)

    def _again(self, reference: SendingReference, code: int) -> SendAgain:
        if code == _SESSION_DIED:
            self._sessions.drop(reference.session)  # 415 of a session shows here: its key was not understood
        return SendAgain(code)

    async def _accepted(
        self, reference: SendingReference, body: Mapping[str, Any], sha256: bytes
    ) -> SubmissionOutcome:
        number = _number(body.get("ksefNumber"))
        if body.get("invoiceHash") != encode(sha256):
            raise Misunderstood("ksef-hash-mismatch", number=str(number))
        path = f"/sessions/{reference.session}/invoices/{reference.invoice}/upo"
        try:
            upo = await self._receipt(body.get("upoDownloadUrl"), path)
        except KsefRefused as refusal:
            if NOT_YET_AVAILABLE.intersection(refusal.codes):
                return Pending()
            raise
        return _acceptance(entry_of(upo, number), upo, sha256)

    async def _receipt(self, url: Any, path: str) -> bytes:
        """By the presigned address, which counts against no limit; by the API when that fails."""
        if isinstance(url, str) and self._client.is_ours(url):
            try:
                return await self._client.download(url)
            except (KsefRefused, Misunderstood, Unavailable) as error:
                log.info("the presigned address of a receipt does not serve", extra={"reason": error.reason})
        return await self._content(path)

    async def _duplicate(self, status: Mapping[str, Any], sha256: bytes) -> SubmissionOutcome:
        """The receipt of the original tells its SHA-256; the document itself when the receipt is not ours to read."""
        number, session = _original(status)
        if number is None:
            return _refusal(status)
        upo = await self._receipt_of(session, number)
        if upo is not None:
            entry = entry_of(upo, number)
            return _acceptance(entry, upo, sha256) if entry.sha256 == sha256 else NumberTaken(number)
        return await self._by_document(number, sha256)

    async def _receipt_of(self, session: str | None, number: KsefNumber) -> bytes | None:
        """The receipt of a number in a session; None when there is none for us."""
        if session is None:
            return None
        try:
            return await self._content(f"/sessions/{session}/invoices/ksef/{number}/upo")
        except KsefRefused as refusal:
            if refusal.status == _FORBIDDEN or UNKNOWN_TO_US.intersection(refusal.codes):
                return None
            raise

    async def _by_document(self, number: KsefNumber, sha256: bytes) -> SubmissionOutcome:
        """Compare the stored document itself; when it is ours, KSeF's metadata give the dates.

        Raises:
            Unavailable: reason ksef-original-unreadable: not stored yet, or not for our eyes.
        """
        try:
            document = await self._content(f"/invoices/ksef/{number}")
            if hashlib.sha256(document).digest() != sha256:
                return NumberTaken(number)
            return await self._by_metadata(number)
        except KsefRefused as refusal:
            raise Unavailable("ksef-original-unreadable", number=str(number)) from refusal

    async def _by_metadata(self, number: KsefNumber) -> Accepted:
        day = datetime.strptime(number.value[11:19], "%Y%m%d").replace(tzinfo=UTC)
        around = {
            "dateType": "Invoicing",
            "from": _iso(day - timedelta(days=2)),
            "to": _iso(day + timedelta(days=2)),
        }
        filters = {"subjectType": "Subject1", "dateRange": around, "ksefNumber": str(number)}
        body = await self._access.authorized(
            lambda token: self._client.call_json(
                "POST", "/invoices/query/metadata?pageOffset=0&pageSize=10", token=token, body=filters
            )
        )
        for each in body.get("invoices") or ():
            if isinstance(each, dict) and each.get("ksefNumber") == str(number):
                received, numbered = _moment(each, "invoicingDate"), _moment(each, "acquisitionDate")
                return Accepted(number, received, numbered, each.get("invoicingMode") == "Offline", upo=b"")
        raise Unavailable("ksef-original-unreadable", number=str(number))

    async def _json(self, path: str) -> dict[str, Any]:
        return await self._access.authorized(lambda token: self._client.call_json("GET", path, token=token))

    async def _content(self, path: str) -> bytes:
        answer = await self._access.authorized(lambda token: self._client.call("GET", path, token=token))
        return answer.content


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(body: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(body.get(name)))
    except ValueError as error:
        raise Misunderstood("ksef-unreadable", path="/invoices/query/metadata") from error


def _acceptance(entry: UpoEntry, upo: bytes, sha256: bytes) -> Accepted:
    if entry.sha256 != sha256:
        raise Misunderstood("ksef-upo-mismatch", number=str(entry.number))
    return Accepted(entry.number, entry.received_at, entry.numbered_at, entry.offline, upo)


def _refusal(status: Mapping[str, Any]) -> Refusal:
    details = tuple(str(each) for each in status.get("details") or ())
    return Refusal(int(status["code"]), str(status.get("description") or ""), details)


def _original(status: Mapping[str, Any]) -> tuple[KsefNumber | None, str | None]:
    """Number and session of the original, from the extensions, else from the text."""
    extensions = status.get("extensions") or {}
    text = " ".join(str(each) for each in status.get("details") or ())
    said = extensions.get("originalKsefNumber") or _found(_NUMBER, text)
    session = extensions.get("originalSessionReferenceNumber") or _found(_SESSION, text)
    return (_number(said) if said else None), session


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None


def _number(said: Any) -> KsefNumber:
    try:
        return KsefNumber.parse(str(said))
    except InvalidKsefNumber as error:
        raise Misunderstood("ksef-number-unreadable", number=str(said)) from error
