"""The counter of batch sessions: open, upload, close, process (facts: section 5)."""

import asyncio
import secrets
from typing import Any

from aiohttp import web

from sandbox.disturbance import cut

from .batch_package import PackageError, documents
from .batch_records import BatchSession, Part
from .errors import ApiError
from .front import Route, caller
from .keys import SYMMETRIC_USAGE, oaep_decrypt
from .office import Office
from .pipeline import Pipeline
from .records import SESSION_LIFE, Archive, SentInvoice, UpoPage
from .sessions import FORM_CODE, HASH_LENGTH, WRITE, wants_validation
from .statuses import BAD_KEY, BATCH_RUNNING, DONE, EMPTY, NO_GOOD, OPEN
from .upo import write_upo
from .wire import decoded, json_body, one_of, optional, required, sha256_base64

MOST_PARTS = 50
LARGEST_PART = 100_000_000
LARGEST_PACKAGE = 5_000_000_000
BLOCK = 16
BLOB = {"x-ms-blob-type": "BlockBlob"}
BREATH = 50  # invoices between two breaths: others are served meanwhile


class BatchCounter:
    """Takes packages and works them off."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive
        self._pipeline = Pipeline(office, archive)
        self._uploads: dict[str, tuple[BatchSession, Part]] = {}

    def routes(self) -> list[Route]:
        """The operations under /sessions/batch."""
        return [
            Route("POST", "/sessions/batch", self.open, "batchSession", any_of=WRITE),
            Route("POST", "/sessions/batch/{reference}/close", self.close, "batchSessionClose", any_of=WRITE),
        ]

    async def open(self, request: web.Request) -> web.Response:
        """Open a session and tell where its parts go."""
        body = await json_body(request)
        form = required(body, "formCode", dict)
        if {name: form.get(name) for name in FORM_CODE} != FORM_CODE:
            raise ApiError(21405, "Wskazany kod formularza nie jest wspierany.")
        encryption = required(body, "encryption", dict)
        iv = decoded(required(encryption, "initializationVector", str), "initializationVector", BLOCK)
        wrapped = decoded(required(encryption, "encryptedSymmetricKey", str), "encryptedSymmetricKey")
        keys = self._office.keys.find(SYMMETRIC_USAGE, optional(encryption, "publicKeyId", str))
        key = oaep_decrypt(keys, wrapped)
        file = required(body, "batchFile", dict)
        now = self._office.now()
        session = BatchSession(
            self._office.reference("SB"),
            caller(request),
            now,
            now,
            now + SESSION_LIFE,
            key if key is not None and len(key) == 2 * BLOCK else None,
            iv,
            checks_identifiers=wants_validation(request),
            offline=optional(body, "offlineMode", bool, default=False),
            size=_within(required(file, "fileSize", int), LARGEST_PACKAGE, "fileSize"),
            digest=_digest(file),
            compression=one_of(file.get("compressionType") or "Zip", ("Zip", "TarGz"), "compressionType"),
            parts=_parts(required(file, "fileParts", list)),
        )
        self._archive.sessions[session.reference] = session
        self._uploads |= {part.ticket: (session, part) for part in session.parts}
        requests = [self._request(part) for part in session.parts]
        answer = {"referenceNumber": session.reference, "partUploadRequests": requests}
        return web.json_response(answer, status=201)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """A part at its presigned address: no token, but the header that was told; the window counts from its start."""
        known = self._uploads.get(request.match_info["ticket"])
        if known is None or self._office.now() >= known[0].upload_until:
            return web.Response(status=403, text="AuthenticationFailed")
        session, part = known
        if any(request.headers.get(name) != value for name, value in BLOB.items()) or session.code != OPEN:
            return web.Response(status=400, text="InvalidHeaderValue")
        if self._office.switches.faults.take("upload_fails"):
            await request.content.read()
            return web.Response(status=500, text="Internal Server Error")
        content = bytearray()
        async for chunk in request.content.iter_any():
            content += chunk
            if len(content) > part.size:
                return web.Response(status=400, text="Rozmiar części jest większy niż zadeklarowany.")
        part.content = bytes(content)
        return web.Response(status=201)

    async def close(self, request: web.Request) -> web.StreamResponse:
        """Close a session whose parts are all there; processing begins."""
        session = self.find(request)
        if session.code != OPEN:
            raise ApiError(21180, f"Status sesji {session.code} uniemożliwia jej zamknięcie.")
        if self._office.now() >= session.upload_until:
            session.code, session.details = EMPTY, ("Przekroczono czas wysyłki",)
            raise ApiError(21208)
        for part in session.parts:
            if part.content is None:
                raise ApiError(21205, f"Część {part.ordinal} pakietu nie została przesłana.")
            if len(part.content) != part.size:
                raise ApiError(21157, f"Rozmiar części {part.ordinal} jest inny niż zadeklarowany.")
        session.code, session.updated_at = BATCH_RUNNING, self._office.now()
        self._office.begin(self._work_off(session))
        faults = self._office.switches.faults
        if faults.take("drop_after_close"):
            return cut(request)
        if faults.take("error_after_close"):
            return web.Response(status=500, text="Internal Server Error")
        return web.Response(status=204)

    def find(self, request: web.Request) -> BatchSession:
        """The batch session of the address, if the caller's context may see it."""
        reference = request.match_info["reference"]
        session = self._archive.sessions.get(reference)
        if not isinstance(session, BatchSession) or session.context != caller(request).context:
            raise ApiError(21173, f"Sesja o numerze referencyjnym {reference} nie została odnaleziona.")
        return session

    def _request(self, part: Part) -> dict[str, Any]:
        url = f"{self._office.base_url}/storage/batch/{part.ticket}"
        return {"ordinalNumber": part.ordinal, "method": "PUT", "url": url, "headers": dict(BLOB)}

    async def _work_off(self, session: BatchSession) -> None:
        switches = self._office.switches
        await switches.pause(switches.faults.status_delay / 2)
        if session.key is None:
            session.code = BAD_KEY
            return
        most = self._office.quotas.context(session.context).batchSession.maxInvoices
        try:
            found = await asyncio.to_thread(documents, session, most)
        except PackageError as refused:
            session.code, session.details = refused.code, refused.details
            session.updated_at = self._office.now()
            return
        for ordinal, (name, content) in enumerate(found, start=1):
            self._take(session, ordinal, name, content)
            if ordinal % BREATH == 0:
                await asyncio.sleep(0)
        await switches.pause(switches.faults.batch_slow)
        self._finish(session)
        await switches.pause(switches.faults.storage_delay)
        for invoice in session.accepted():
            invoice.stored_at = self._office.now()

    def _take(self, session: BatchSession, ordinal: int, name: str, content: bytes) -> None:
        """Each invoice is judged alone; all count as received when the session was opened."""
        invoice = SentInvoice(
            self._office.reference("EE"),
            ordinal,
            session,
            sha256_base64(content),
            len(content),
            b"",
            session.created_at,
            declared_offline=session.offline,
            plain=content,
            file_name=name,
        )
        session.invoices.append(invoice)
        self._archive.invoices.append(invoice)
        self._pipeline.settle(invoice)

    def _finish(self, session: BatchSession) -> None:
        good = session.accepted()
        if good:
            content = write_upo(session, good, self._office.profile, whole_session=True)
            session.upo_pages = [UpoPage(self._office.reference("EU"), content)]
        session.code = DONE if good else NO_GOOD
        session.updated_at = self._office.now()


def _parts(declared: list[Any]) -> list[Part]:
    if not declared:
        raise ApiError(21405, "Paczka musi mieć co najmniej jedną część.")
    if len(declared) > MOST_PARTS:
        raise ApiError(21161, f"Liczba części przekracza {MOST_PARTS}.")
    parts = [_part(each) for each in declared]
    if sorted(part.ordinal for part in parts) != list(range(1, len(parts) + 1)):
        raise ApiError(21405, "Numery części muszą być kolejnymi liczbami od 1.")
    return sorted(parts, key=lambda part: part.ordinal)


def _part(declared: Any) -> Part:
    if not isinstance(declared, dict):
        raise ApiError(21405, "Część paczki musi być obiektem.")
    ordinal, size = required(declared, "ordinalNumber", int), required(declared, "fileSize", int)
    if not 1 <= size <= (LARGEST_PART // BLOCK + 1) * BLOCK:
        raise ApiError(21157, f"Rozmiar części {ordinal} przekroczył dozwolony rozmiar 100MB.")
    return Part(ordinal, size, _digest(declared), secrets.token_urlsafe(24))


def _digest(declared: dict[str, Any]) -> str:
    text: str = required(declared, "fileHash", str)
    decoded(text, "fileHash", HASH_LENGTH)
    return text


def _within(size: int, most: int, name: str) -> int:
    if not 1 <= size <= most:
        raise ApiError(21405, f"'{name}' jest poza dozwolonym zakresem.")
    return size
