"""Status 440: somebody sent that number before. If the original has our SHA-256, it was we."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from invoicing.model.errors import InvalidKsefNumber, Misunderstood, Unavailable
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_ports import Accepted, NumberTaken
from ksef.errors import KsefRefused
from ksef.reading import Reading
from ksef.receipts import Proof, session_receipts
from ksef.status import UNKNOWN_TO_US
from ksef.upo import acceptance, entry_of

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\b[0-9]{10}-[0-9]{8}-[0-9A-F]{12}-[0-9A-F]{2}\b")
_SESSION = re.compile(r"\b[0-9]{8}-S[OB]-[0-9A-F]{10}-[0-9A-F]{10}-[0-9A-F]{2}\b")
_FORBIDDEN = 403
_AROUND = timedelta(days=2)  # the number holds a day in Warsaw, the query wants moments
_FEW = 3  # originals that are looked up one by one, even in the same session
_METADATA = "/invoices/query/metadata?pageOffset=0&pageSize=10"


class Duplicates:
    """Finds out whose a duplicate is."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._proofs: dict[str, Mapping[KsefNumber, Proof]] = {}

    async def prepare(self, statuses: Iterable[Mapping[str, Any]]) -> None:
        """Where many originals lie in one session, fetch its receipt: one call instead of one for each.

        Raises:
            Unavailable: ask again later.
        """
        named = Counter(session for number, session in map(_named, statuses) if number and session)
        for session, times in named.items():
            if times > _FEW and session not in self._proofs:
                self._proofs[session] = await self._gathered(session)

    async def _gathered(self, session: str) -> dict[KsefNumber, Proof]:
        """What the receipt of a session proves, by number; nothing when there is none for us."""
        found: dict[KsefNumber, Proof] = {}
        try:
            body = await self._reading.json("GET", f"/sessions/{session}")
            async for page in session_receipts(self._reading, session, body):
                found |= {accepted.number: (sha256, accepted) for sha256, accepted in page}
        except (KsefRefused, Misunderstood) as error:
            log.info("the originals are asked for one by one", extra={"reason": error.reason})
        return found

    async def judge(self, status: Mapping[str, Any], sha256: bytes) -> Accepted | NumberTaken | None:
        """Look the original up; None when KSeF does not name it.

        Its receipt tells its SHA-256 and is the proof we need; where the receipt is not ours to read, the
        stored document tells, and KSeF's metadata give the dates: then `Accepted.upo` is empty.

        Raises:
            Unavailable: reason ksef-original-unreadable: not stored yet, or not for our eyes.
        """
        number, session = _original(status)
        if number is None:
            return None
        if session is not None and (proof := self._proofs.get(session, {}).get(number)) is not None:
            return proof[1] if proof[0] == sha256 else NumberTaken(number, proof[0])
        upo = await self._receipt(session, number)
        if upo is None:
            return await self._by_document(number, sha256)
        original = entry_of(upo, number).sha256
        if original != sha256:
            return NumberTaken(number, original)
        return acceptance(upo, number, sha256)

    async def _receipt(self, session: str | None, number: KsefNumber) -> bytes | None:
        """The receipt of a number in a session; None when there is none for us."""
        if session is None:
            return None
        try:
            return await self._reading.content(f"/sessions/{session}/invoices/ksef/{number}/upo")
        except KsefRefused as refusal:
            if refusal.status == _FORBIDDEN or UNKNOWN_TO_US.intersection(refusal.codes):
                return None
            raise

    async def _by_document(self, number: KsefNumber, sha256: bytes) -> Accepted | NumberTaken:
        try:
            document = await self._reading.content(f"/invoices/ksef/{number}")
            original = hashlib.sha256(document).digest()
            if original != sha256:
                return NumberTaken(number, original)
            return await self._by_metadata(number)
        except KsefRefused as refusal:
            raise Unavailable("ksef-original-unreadable", number=str(number)) from refusal

    async def _by_metadata(self, number: KsefNumber) -> Accepted:
        day = datetime.strptime(number.value[11:19], "%Y%m%d").replace(tzinfo=UTC)
        around = {"dateType": "Invoicing", "from": _iso(day - _AROUND), "to": _iso(day + _AROUND)}
        filters = {"subjectType": "Subject1", "dateRange": around, "ksefNumber": str(number)}
        body = await self._reading.json("POST", _METADATA, filters)
        for each in body.get("invoices") or ():
            if isinstance(each, dict) and each.get("ksefNumber") == str(number):
                received, numbered = _moment(each, "invoicingDate"), _moment(each, "acquisitionDate")
                return Accepted(number, received, numbered, each.get("invoicingMode") == "Offline", upo=b"")
        raise Unavailable("ksef-original-unreadable", number=str(number))


def _named(status: Mapping[str, Any]) -> tuple[KsefNumber | None, str | None]:
    try:
        return _original(status)
    except Misunderstood:  # said when it is its turn
        return None, None


def _original(status: Mapping[str, Any]) -> tuple[KsefNumber | None, str | None]:
    """Number and session of the original, from the extensions, else from the text."""
    extensions = status.get("extensions") or {}
    text = " ".join(str(each) for each in status.get("details") or ())
    said = extensions.get("originalKsefNumber") or _found(_NUMBER, text)
    session = extensions.get("originalSessionReferenceNumber") or _found(_SESSION, text)
    try:
        return (KsefNumber.parse(said) if said else None), session
    except InvalidKsefNumber as error:
        raise Misunderstood("ksef-number-unreadable", number=str(said)) from error


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(body: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(body.get(name)))
    except ValueError as error:
        raise Misunderstood("ksef-unreadable", path="/invoices/query/metadata") from error
