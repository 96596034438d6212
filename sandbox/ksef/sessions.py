"""The counter of interactive sessions: open, send, close (facts: sections 4.1 to 4.4)."""

from typing import Any

from aiohttp import web

from sandbox.disturbance import cut

from .errors import ApiError
from .front import Route, caller
from .keys import SYMMETRIC_USAGE, oaep_decrypt
from .office import Office
from .pipeline import Pipeline
from .records import SESSION_LIFE, Archive, OnlineSession, SentInvoice, UpoPage
from .statuses import BAD_KEY, CLOSING, DONE, EMPTY, NO_GOOD, NO_RIGHT, OPEN
from .upo import write_upo
from .wire import decoded, json_body, optional, required, sha256_base64, stamp

WRITE = ("InvoiceWrite", "PefInvoiceWrite", "EnforcementOperations")
FORM_CODE = {"systemCode": "FA (3)", "schemaVersion": "1-0E", "value": "FA"}
VALIDATION_FEATURE = "subject-identifier-validation"
HASH_LENGTH = 32


class SessionCounter:
    """Opens sessions and takes invoices."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive
        self._pipeline = Pipeline(office, archive)

    def routes(self) -> list[Route]:
        """The operations under /sessions/online."""
        one = "/sessions/online/{reference}"
        return [
            Route("POST", "/sessions/online", self.open, "onlineSession", any_of=WRITE),
            Route("POST", f"{one}/invoices", self.send, "invoiceSend", any_of=WRITE),
            Route("POST", f"{one}/close", self.close, "onlineSessionClose", any_of=WRITE),
        ]

    async def open(self, request: web.Request) -> web.Response:
        """Open a session for twelve hours."""
        body = await json_body(request)
        form = required(body, "formCode", dict)
        if {name: form.get(name) for name in FORM_CODE} != FORM_CODE:
            raise ApiError(21405, "Wskazany kod formularza nie jest wspierany.")
        encryption = required(body, "encryption", dict)
        iv = decoded(required(encryption, "initializationVector", str), "initializationVector", 16)
        wrapped = decoded(required(encryption, "encryptedSymmetricKey", str), "encryptedSymmetricKey")
        keys = self._office.keys.find(SYMMETRIC_USAGE, optional(encryption, "publicKeyId", str))
        key = oaep_decrypt(keys, wrapped)
        now = self._office.now()
        session = OnlineSession(
            self._office.reference("SO"),
            caller(request),
            now,
            now,
            now + SESSION_LIFE,
            key if key is not None and len(key) == 32 else None,
            iv,
            checks_identifiers=wants_validation(request),
        )
        self._archive.sessions[session.reference] = session
        if session.key is None:
            self._office.begin(self._refuse_key(session))
        answer = {"referenceNumber": session.reference, "validUntil": stamp(session.valid_until)}
        return web.json_response(answer, status=201)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Take an invoice for processing; everything after 202 shows in its status."""
        session = self._online(request)
        body = await json_body(request)
        self._check_session(session)
        invoice = self._read(session, body)
        session.invoices.append(invoice)
        session.updated_at = invoice.received_at
        self._archive.invoices.append(invoice)
        self._office.begin(self._pipeline.process(invoice))
        faults = self._office.switches.faults
        if faults.take("drop_after_send"):
            return cut(request)
        if faults.take("error_after_accept"):
            return web.Response(status=500, text="Internal Server Error")
        return web.json_response({"referenceNumber": invoice.reference}, status=202)

    async def close(self, request: web.Request) -> web.Response:
        """Close a session; its collective confirmation follows."""
        session = self._online(request)
        if session.code != OPEN:
            raise ApiError(21180, f"Status sesji {session.code} uniemożliwia jej zamknięcie.")
        self._shut(session)
        return web.Response(status=204)

    def find(self, request: web.Request) -> OnlineSession:
        """The session of the address, if the caller's context may see it; its twelve hours end here."""
        reference = request.match_info["reference"]
        session = self._archive.sessions.get(reference)
        if session is None or session.context != caller(request).context:
            raise ApiError(21173, f"Sesja o numerze referencyjnym {reference} nie została odnaleziona.")
        if session.code == OPEN and self._office.now() >= session.valid_until:
            self._expire(session)
        return session

    def _online(self, request: web.Request) -> OnlineSession:
        session = self.find(request)
        if session.kind != "Online":
            raise ApiError(21173, f"Sesja o numerze referencyjnym {session.reference} nie jest interaktywna.")
        return session

    def enter_maintenance(self, *, on: bool) -> None:
        """Let the sessions that are open now refuse invoices with 21184, or take them again."""
        for session in self._archive.sessions.values():
            session.in_maintenance = on

    def _expire(self, session: OnlineSession) -> None:
        """Twelve hours are over: an interactive session is closed, a package that was never closed is dropped."""
        if session.kind == "Online":
            self._shut(session)
        else:
            session.code, session.details = EMPTY, ("Przekroczono czas wysyłki",)

    def _shut(self, session: OnlineSession) -> None:
        session.code = CLOSING
        session.updated_at = self._office.now()
        self._office.begin(self._finish(session))

    async def _finish(self, session: OnlineSession) -> None:
        pause = self._office.switches.pause
        while not all(invoice.is_final for invoice in session.invoices):
            await pause(0.02)
        await pause(self._office.switches.faults.status_delay / 2)
        good = session.accepted()
        if good:
            content = write_upo(session, good, self._office.profile, whole_session=True)
            session.upo_pages = [UpoPage(self._office.reference("EU"), content)]
            session.code = DONE
        elif session.invoices:
            session.code = NO_GOOD
        else:
            session.code, session.details = EMPTY, ("Nie przesłano faktur",)
        session.updated_at = self._office.now()

    async def _refuse_key(self, session: OnlineSession) -> None:
        await self._office.switches.pause(self._office.switches.faults.status_delay / 2)
        if session.code == OPEN:
            session.code = BAD_KEY

    def _check_session(self, session: OnlineSession) -> None:
        if session.code != OPEN:
            raise ApiError(21180, f"Status sesji {session.code} uniemożliwia wysyłkę faktur.")
        if session.in_maintenance:
            raise ApiError(
                21184,
                f"Trwają prace serwisowe i sesja {session.reference} jest tymczasowo niedostępna. "
                "Spróbuj ponownie później lub otwórz nową sesję, aby wysłać kolejne faktury.",
            )
        most = self._office.quotas.context(session.context).onlineSession.maxInvoices
        if len(session.invoices) >= most:
            detail = (
                f"Sesja o numerze referencyjnym {session.reference} osiągnęła dozwolony limit liczby faktur"
            )
            raise ApiError(21155, f"{detail} {most}.")

    def _read(self, session: OnlineSession, body: dict[str, Any]) -> SentInvoice:
        encrypted = decoded(required(body, "encryptedInvoiceContent", str), "encryptedInvoiceContent")
        size, plain_size = required(body, "encryptedInvoiceSize", int), required(body, "invoiceSize", int)
        largest = self._office.quotas.context(session.context).onlineSession.largest(attachment=True)
        if min(size, plain_size) < 1 or plain_size > largest:
            raise ApiError(21405, "Rozmiar faktury jest poza dozwolonym zakresem.")
        encrypted_hash, plain_hash = (_hash(body, name) for name in ("encryptedInvoiceHash", "invoiceHash"))
        if size != len(encrypted):
            raise ApiError(21402, "Długość treści nie zgadza się z rozmiarem pliku.")
        if encrypted_hash != sha256_base64(encrypted):
            raise ApiError(21403, "Skrót treści nie zgadza się ze skrótem pliku.")
        offline = optional(body, "offlineMode", bool, default=False)
        corrected = optional(body, "hashOfCorrectedInvoice", str)
        if corrected is not None:
            self._check_correction(session, corrected, offline=offline)
        return SentInvoice(
            self._office.reference("EE"),
            len(session.invoices) + 1,
            session,
            plain_hash,
            plain_size,
            encrypted,
            self._office.now(),
            declared_offline=offline,
            corrected_hash=corrected,
        )

    def _check_correction(self, session: OnlineSession, corrected: str, *, offline: bool) -> None:
        """Facts 8.6: only for an offline invoice that was refused for technical reasons, and only once."""
        decoded(corrected, "hashOfCorrectedInvoice", HASH_LENGTH)
        if not offline:
            raise ApiError(21405, "Korekta techniczna wymaga offlineMode równego true.")
        if self._archive.correction_of(corrected) is not None:
            raise ApiError(21166, "Faktura posiada już przetworzoną prawidłowo korektę techniczną.")
        sent = [each for each in self._archive.by_hash(corrected) if each.session.context == session.context]
        if not sent:
            raise ApiError(21405, "Nie znaleziono faktury o wskazanym skrócie.")
        if not any(_may_be_corrected(each) for each in sent) or any(each.is_accepted for each in sent):
            raise ApiError(21167, "Nie można wysłać korekty technicznej do prawidłowo przetworzonej faktury.")


def _may_be_corrected(invoice: SentInvoice) -> bool:
    refused = invoice.is_final and not invoice.is_accepted
    return refused and invoice.declared_offline and invoice.code != NO_RIGHT


def _hash(body: dict[str, Any], name: str) -> str:
    text: str = required(body, name, str)
    decoded(text, name, HASH_LENGTH)
    return text


def wants_validation(request: web.Request) -> bool:
    """One value per request; a list or a repeated header switches nothing on (facts 0.3, point 9)."""
    return request.headers.getall("X-KSeF-Feature", []) == [VALIDATION_FEATURE]
