"""The counter where one asks for a KSeF certificate (facts: section 2.7)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from cryptography import x509

from .certificates import Wish
from .csr import read_request, subject_data
from .errors import ApiError, GoneError
from .front import Route, caller
from .identity import Identity
from .logins import CANCELLED, CANCELLED_DETAIL, Login
from .office import Office
from .wire import decoded, json_body, moment, optional, required, stamp

KEPT = timedelta(days=30)
KINDS = ("Authentication", "Offline")
NAME = re.compile(r"[a-zA-Z0-9_\- ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]{5,100}")
ACCEPTED, ISSUED, REJECTED = 100, 200, 400
DESCRIPTIONS = {
    ACCEPTED: "Wniosek przyjęty do realizacji",
    ISSUED: "Wniosek obsłużony (certyfikat wygenerowany)",
    REJECTED: "Wniosek odrzucony",
    CANCELLED: "Operacja została anulowana przez system",
}
FOREIGN_KEY = "Klucz publiczny został już certyfikowany przez inny podmiot."
TOO_MANY = "Osiągnięto dopuszczalny limit posiadanych certyfikatów."


@dataclass
class Enrolment:
    """One request for a certificate."""

    reference: str
    wish: Wish
    requested_at: datetime
    code: int = ACCEPTED
    detail: str = ""
    serial: str | None = None

    def view(self) -> dict[str, Any]:
        """The body of `GET /certificates/enrollments/{referenceNumber}`."""
        status: dict[str, Any] = {"code": self.code, "description": DESCRIPTIONS[self.code]}
        if self.detail:
            status["details"] = [self.detail]
        more = {"certificateSerialNumber": self.serial} if self.serial else {}
        return {"requestDate": stamp(self.requested_at), "status": status, **more}


class EnrolmentCounter:
    """Takes requests and issues certificates after a while."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.enrolments: dict[str, Enrolment] = {}

    def routes(self) -> list[Route]:
        """The operations that lead to a certificate."""
        return [
            Route("GET", "/certificates/limits", self.limits, "other"),
            Route("GET", "/certificates/enrollments/data", self.data, "other"),
            Route("POST", "/certificates/enrollments", self.enrol, "other"),
            Route("GET", "/certificates/enrollments/{reference}", self.status, "other"),
        ]

    async def limits(self, request: web.Request) -> web.Response:
        """How many certificates the caller may still ask for and have."""
        author = self._office.permissions.author(caller(request).identity)
        owners, quota = self._office.permissions.linked(author), self._office.quotas.subject(author)
        asked = max(0, quota.enrolments - self._asked(owners))
        free = max(0, quota.certificates - self._held(owners))
        return web.json_response(
            {
                "canRequest": asked > 0 and free > 0,
                "enrollment": {"remaining": asked, "limit": quota.enrolments},
                "certificate": {"remaining": free, "limit": quota.certificates},
            }
        )

    async def data(self, request: web.Request) -> web.Response:
        """What the request must say of its owner."""
        return web.json_response(subject_data(_certificate_of(caller(request), 25001)))

    async def enrol(self, request: web.Request) -> web.Response:
        """Take a request for a certificate."""
        login = caller(request)
        body = await json_body(request)
        name: str = required(body, "certificateName", str)
        if not NAME.fullmatch(name):
            raise ApiError(21405, "'certificateName' musi mieć od 5 do 100 dozwolonych znaków.")
        kind: str = required(body, "certificateType", str)
        if kind not in KINDS:
            raise ApiError(21405, "'certificateType' ma niedozwoloną wartość.")
        der = decoded(required(body, "csr", str), "csr")
        begins = optional(body, "validFrom", str)
        used = _certificate_of(login, 25002)
        subject, key = read_request(der, subject_data(used))
        self._check_limits(login.identity)
        wish = Wish(subject, key, kind, login.identity, name, moment(begins) if begins else None)
        enrolment = Enrolment(self._office.reference("EH"), wish, self._office.now())
        self.enrolments[enrolment.reference] = enrolment
        self._office.begin(self._decide(enrolment))
        answer = {"referenceNumber": enrolment.reference, "timestamp": stamp(enrolment.requested_at)}
        return web.json_response(answer, status=202)

    async def status(self, request: web.Request) -> web.Response:
        """How far a request is; for thirty days."""
        enrolment = self.enrolments.get(request.match_info["reference"])
        if enrolment is None or enrolment.wish.owner not in self._office.permissions.owners(
            caller(request).identity
        ):
            raise ApiError(25005)
        if self._office.now() - enrolment.requested_at >= KEPT:
            raise GoneError
        return web.json_response(enrolment.view())

    async def _decide(self, enrolment: Enrolment) -> None:
        faults = self._office.switches.faults
        await self._office.switches.pause(faults.auth_delay)
        if faults.take("cancel_enrolment_550"):
            enrolment.code, enrolment.detail = CANCELLED, CANCELLED_DETAIL
            return
        wish, authority = enrolment.wish, self._office.authority
        owners = self._office.permissions.linked(wish.owner)
        if any(each.owner not in owners for each in authority.with_key(wish.public_key)):
            enrolment.code, enrolment.detail = REJECTED, FOREIGN_KEY
        elif self._held(owners) >= self._office.quotas.subject(wish.owner).certificates:
            enrolment.code, enrolment.detail = REJECTED, TOO_MANY
        else:
            issued = authority.issue(wish, self._office.now(), enrolment.requested_at)
            enrolment.code, enrolment.serial = ISSUED, issued.serial

    def _check_limits(self, identity: Identity) -> None:
        quota, owners = self._office.quotas.subject(identity), self._office.permissions.linked(identity)
        if self._asked(owners) >= quota.enrolments:
            raise ApiError(25006)
        if self._held(owners) >= quota.certificates:
            raise ApiError(25007)

    def _asked(self, owners: tuple[Identity, ...]) -> int:
        return sum(each.wish.owner in owners for each in self.enrolments.values())

    def _held(self, owners: tuple[Identity, ...]) -> int:
        now = self._office.now()
        held = self._office.authority.owned_by(owners)
        return sum(each.state_at(now) in {"Active", "Blocked"} for each in held)


def _certificate_of(login: Login, code: int) -> x509.Certificate:
    """The certificate somebody logged in by; a KSeF token has none."""
    if login.certificate is None:
        raise ApiError(code)
    return login.certificate
