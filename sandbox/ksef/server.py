"""The KSeF simulator as one application: API under /v2, the pages of the QR codes and the download links beside it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web
from cryptography import x509

from sandbox.observers import KSEF_OBSERVERS
from sandbox.world import World

from .access import OWNER
from .auth import AuthCounter
from .auth_sessions import AuthSessionCounter
from .batches import BatchCounter
from .certificate_counter import CertificateCounter
from .certificates import PublicKey, Wish
from .enrolments import EnrolmentCounter
from .exports import ExportCounter
from .front import Counter, Front, states
from .identity import Identity
from .limits import Limiter
from .office import Office, Profile
from .other_programs import OtherPrograms
from .pages import Pages
from .queries import QueryCounter
from .quota_counter import QuotaCounter
from .quota_settings import QuotaSettings
from .quotas import PRODUCTION, SETTABLE
from .records import Archive, SentInvoice
from .results import ResultCounter
from .sessions import SessionCounter
from .statuses import SUCCESS
from .switches import Faults
from .testdata import Subjects, TestDataCounter
from .tokens import TokenCounter
from .wire import stamp
from .xades import Context

LARGEST_BODY = 16 * 1024 * 1024


class KsefApi:
    """A stand-in for KSeF 2.0 with real cryptography, the real schema and statuses over real time.

    Args:
        world: the clock that dates everything, and the log of what happened.
        profile: "test" takes self-signed certificates; "prod" takes only certificates issued here, checks NIP digits
            and enforces request limits.

    Set `base_url` (scheme, host and port) once the port is known: download links and KOD II contain it.
    """

    def __init__(self, world: World, profile: Profile = "test") -> None:
        self._office = Office(world, profile)
        self._archive = Archive()
        self.other_programs = OtherPrograms(self._office, self._archive)
        self._auth = AuthCounter(self._office)
        self._sessions = SessionCounter(self._office, self._archive)
        self._batches = BatchCounter(self._office, self._archive)
        self._exports = ExportCounter(self._office, self._archive)
        self._limiter = Limiter(self._office)
        self._enrolments = EnrolmentCounter(self._office)
        self._test_data = TestDataCounter(self._office)
        certificates = CertificateCounter(self._office)
        self._identity: tuple[Counter, ...] = (
            AuthSessionCounter(self._office, self._auth.logins),
            QuotaCounter(self._office),
            TokenCounter(self._office),
            self._enrolments,
            certificates,
            self._test_data,
            QuotaSettings(self._office, certificates),
        )

    @property
    def base_url(self) -> str:
        """Where this simulator is reached, without a slash at the end."""
        return self._office.base_url

    @base_url.setter
    def base_url(self, value: str) -> None:
        self._office.base_url = value.rstrip("/")

    @property
    def state(self) -> str:
        """The present state; see `set_state`."""
        return self._office.switches.state

    @property
    def present(self) -> str:
        """The state that callers meet: the present one, or the closure of an announced window."""
        return self._office.switches.present

    def close_by(self, closure: Callable[[], str | None]) -> None:
        """Be closed whenever this names a state: failure, maintenance or total_failure."""
        self._office.switches.closed_by = closure

    def raise_limits(self, nip: str, times: int) -> None:
        """Let a company call so many times as often as everybody else; the Ministry may do that on request."""
        rates = {
            group: (second * times, minute * times, hour * times)
            for group, (second, minute, hour) in PRODUCTION.items()
            if group in SETTABLE
        }
        self._office.quotas.set_rates(Context("Nip", nip), rates)

    @property
    def waiting(self) -> int:
        """How many callers are kept without an answer in the state "silent"."""
        return self._office.switches.waiting

    @property
    def faults(self) -> dict[str, Any]:
        """The present faults by name; the class `Faults` tells what each does."""
        return asdict(self._office.switches.faults)

    def app(self) -> web.Application:
        """Build the application to be served."""
        middlewares = [*KSEF_OBSERVERS, states(self._office)]
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
        front = Front(self._office, self._limiter, self._auth.logins)
        results = ResultCounter(self._office, self._archive, self._sessions)
        queries = QueryCounter(self._office, self._archive)
        counters: tuple[Counter, ...] = (
            self._auth, self._sessions, self._batches, self._exports, results, queries,
            *self._identity,
        )  # fmt: skip
        for counter in counters:
            front.add(app, counter.routes())
        app.router.add_get("/storage/upo/{ticket}", results.download)
        app.router.add_get("/storage/export/{ticket}", self._exports.download)
        app.router.add_put("/storage/batch/{ticket}", self._batches.upload)
        Pages(self._office, self._archive).add(app)
        app.cleanup_ctx.append(self._alive)
        app.on_shutdown.append(self._stop)
        return app

    async def _alive(self, app: web.Application) -> AsyncIterator[None]:
        self._office.switches.stopped.clear()
        yield
        await self._office.stop()

    async def _stop(self, app: web.Application) -> None:
        """Let go of silent connections before the server waits for them."""
        self._office.switches.stopped.set()

    def set_state(self, state: str | None = None, faults: dict[str, Any] | None = None) -> None:
        """Change the state, the named faults, or both; what is not named stays.

        Args:
            state: up, failure, maintenance, total_failure (all closed: 503), silent (no answer), cut (connections
                break), bad_gateway (502), slow, or rejecting (every invoice ends with 450).
            faults: names and values as in `Faults`; None puts one back to its default.

        Raises:
            ValueError: for a state or a fault that does not exist, or a fault with a value that makes no sense.
        """
        switches = self._office.switches
        if faults is not None:
            switches.faults.change(faults)
            if "maintenance_21184" in faults:
                self._sessions.enter_maintenance(on=switches.faults.maintenance_21184)
        if state is not None:
            switches.set_state(state)
        self._office.world.events.add("ksef_state", state=self.state, faults=faults or {})

    def reset(self) -> None:
        """Forget sessions, invoices, log-ins, grants, tokens and issued certificates; the keys of KSeF itself stay."""
        self._office.drop_work()
        self._archive.clear()
        self._exports.clear()
        self._auth.logins.clear()
        self._limiter.clear()
        self._office.permissions.clear()
        self._office.quotas.clear()
        self._enrolments.enrolments.clear()
        self._office.authority.forget()
        self._test_data.subjects = Subjects({}, {})
        self._office.switches.faults = Faults()
        self._office.switches.set_state("up")

    def invoices(self) -> list[dict[str, Any]]:
        """All invoices that were sent, oldest first, for the control API."""
        return [_row(each) for each in self._archive.invoices]

    def document(self, ksef_number: str) -> bytes | None:
        """The stored XML of an accepted invoice."""
        invoice = self._archive.by_ksef_number(ksef_number)
        return None if invoice is None else invoice.plain

    def add_token(self, nip: str) -> str:
        """Make a KSeF token with all permissions in the context of a NIP."""
        return self._office.permissions.add_token(Context("Nip", nip), OWNER, self._office.now()).text

    def revoke_token(self, token: str) -> None:
        """Make a KSeF token useless, also for refreshing."""
        self._office.permissions.tokens[token].state = "Revoked"

    def grant(self, context_nip: str, kind: str, value: str, *permissions: str) -> None:
        """Give an identity (Nip, Pesel or Fingerprint) permissions in the context of a NIP."""
        self._office.permissions.grant(context_nip, Identity(kind, value), frozenset(permissions))

    def block(self, nip: str, *, on: bool = True) -> None:
        """Block a context (log-ins end with 480), or unblock it."""
        blocked = self._office.permissions.blocked
        if on:
            blocked.add(nip)
        else:
            blocked.discard(nip)

    def issue_certificate(self, nip: str, kind: str, public_key: PublicKey) -> x509.Certificate:
        """Issue a KSeF certificate of type Authentication or Offline for a company's key."""
        wish = Wish.of_company(nip, kind, public_key)
        return self._office.authority.issue(wish, self._office.now()).certificate

    def revoke_certificate(self, serial: str) -> None:
        """Revoke an issued certificate, named by its 16 hex digits."""
        known = self._office.authority.find(serial)
        if known is None:
            raise LookupError(serial)
        known.state = "Revoked"

    def rotate_key(self, usage: str, *, emergency: bool = False) -> None:
        """Publish a new key for a usage; in an emergency the old ones are refused at once (21470)."""
        self._office.keys.rotate(usage, self._office.now(), emergency=emergency)


def _row(invoice: SentInvoice) -> dict[str, Any]:
    return {
        "ksef_number": invoice.ksef_number,
        "number": invoice.number,
        "seller_nip": invoice.content.seller_nip if invoice.code == SUCCESS else invoice.session.context.nip,
        "hash": invoice.invoice_hash,
        "mode": invoice.mode,
        "status": invoice.code,
        "received_at": stamp(invoice.received_at),
        "stored_at": stamp(invoice.stored_at),
        "reference": invoice.reference,
        "session": invoice.session.reference,
        "details": list(invoice.refusal.details) if invoice.refusal else [],
    }
