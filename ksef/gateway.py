"""KSeF for the rest of the house: hand bytes over, ask what became of them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from invoicing.model.errors import Misunderstood, Refused
from invoicing.services.ksef_ports import SendingReference, SubmissionOutcome
from ksef.counters import Counter, Counters
from ksef.crypto import encode
from ksef.errors import KsefRefused
from ksef.sessions import OnlineSession

_FORBIDDEN = 403


class KsefGatewayOverHttp:
    """Submits invoices of any of our companies, one by one (port `KsefGateway`)."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    async def submit(
        self, company_id: UUID, xml: bytes, *, offline: bool, corrects: bytes | None = None
    ) -> SendingReference:
        """Hand the bytes over; the answer says only that they were taken for processing.

        Raises:
            Unavailable: KSeF did not take them, or we cannot know; sending the same bytes again is safe.
            Refused: the company has no usable access to KSeF.
            Misunderstood: KSeF refuses the call itself (21166, 21167, 21402, 21403, 21405), which is our fault.
        """
        counter = self._counters.of(company_id)

        async def send(session: OnlineSession) -> str:
            body = _sending(session, xml, offline=offline, corrects=corrects)
            return await counter.access.authorized(lambda token: _send(counter, session, token, body))

        try:
            session, invoice = await counter.sessions.in_session(send)
        except KsefRefused as refusal:
            raise meant(refusal) from refusal
        return SendingReference(session, invoice)

    async def outcome(
        self, company_id: UUID, reference: SendingReference, sha256: bytes
    ) -> SubmissionOutcome:
        """What became of a sending. A duplicate (440) whose original has our SHA-256 is our own acceptance.

        Raises:
            Unavailable: ask again later.
            Refused: the company has no usable access to KSeF.
            Misunderstood: what KSeF says does not fit what we sent.
        """
        try:
            return await self._counters.of(company_id).outcomes.of(reference, sha256)
        except KsefRefused as refusal:
            raise meant(refusal) from refusal


def meant(refusal: KsefRefused) -> Refused | Misunderstood:
    """403 is the company's access; any other refusal of a call is our own mistake."""
    if refusal.status == _FORBIDDEN:
        return refusal
    return Misunderstood("ksef-call-refused", **refusal.details)


def _sending(session: OnlineSession, xml: bytes, *, offline: bool, corrects: bytes | None) -> dict[str, Any]:
    encrypted = session.key.encrypt(xml)
    body = {
        "invoiceHash": encode(hashlib.sha256(xml).digest()),
        "invoiceSize": len(xml),
        "encryptedInvoiceHash": encode(hashlib.sha256(encrypted).digest()),
        "encryptedInvoiceSize": len(encrypted),
        "encryptedInvoiceContent": encode(encrypted),
        "offlineMode": offline,
    }
    return body if corrects is None else body | {"hashOfCorrectedInvoice": encode(corrects)}


async def _send(counter: Counter, session: OnlineSession, token: str, body: dict[str, Any]) -> str:
    path = f"/sessions/online/{session.reference}/invoices"
    answer = await counter.client.call_json("POST", path, token=token, body=body)
    if not isinstance(answer.get("referenceNumber"), str):
        raise Misunderstood("ksef-unreadable", path=path)
    return str(answer["referenceNumber"])
