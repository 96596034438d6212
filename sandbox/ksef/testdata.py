"""The counter of test data: who exists, who may do what, and which limits hold; only on TEST (facts: section 15)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web

from .access import OWNER, Person
from .errors import ApiError
from .front import Route
from .identity import Identity
from .office import Office
from .reference import NIP_SHAPE, PESEL_SHAPE
from .wire import json_body, moment, one_of, optional, required
from .xades import Context, context_from

SUBJECTS = ("EnforcementAuthority", "VatGroup", "JST")
AUTHORIZED = ("Nip", "Pesel", "Fingerprint")
DESCRIPTION = range(5, 257)
FREE: tuple[str, ...] = ()


@dataclass
class Subjects:
    """The subjects and persons that were made; each may be made anew only with a later date."""

    alive: dict[str, tuple[str, ...]]
    last_made: dict[str, datetime]

    def make(self, nip: str, subunits: tuple[str, ...], made_at: datetime) -> None:
        """Let a subject exist; 30001 when it does, 21405 when its date is not later than the last one."""
        if nip in self.alive:
            raise ApiError(30001)
        if nip in self.last_made and made_at <= self.last_made[nip]:
            raise ApiError(21405, "'createdDate' musi być późniejsza niż poprzednia.")
        self.alive[nip] = subunits
        self.last_made[nip] = made_at

    def remove(self, nip: str) -> None:
        """Let a subject vanish with its subunits; 21405 when there is none."""
        if nip not in self.alive:
            raise ApiError(21405, f"Podmiot {nip} nie istnieje.")
        for each in (*self.alive.pop(nip), nip):
            self.alive.pop(each, None)


class TestDataCounter:
    """Changes the world for testers; everybody may, as on TEST."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.subjects = Subjects({}, {})

    def routes(self) -> list[Route]:
        """The unprotected operations under /testdata; none in production."""
        if self._office.is_prod:
            return []
        handlers = {
            "subject": self.make_subject,
            "subject/remove": self.remove_subject,
            "person": self.make_person,
            "person/remove": self.remove_person,
            "permissions": self.grant,
            "permissions/revoke": self.withdraw,
            "attachment": self.allow_attachments,
            "attachment/revoke": self.forbid_attachments,
            "context/block": self.block,
            "context/unblock": self.unblock,
        }
        return [
            Route("POST", f"/testdata/{path}", handler, "anonymous", FREE)
            for path, handler in handlers.items()
        ]

    async def make_subject(self, request: web.Request) -> web.Response:
        """A bailiff's office, a VAT group or a local government, with its subunits."""
        body = await json_body(request)
        one_of(required(body, "subjectType", str), SUBJECTS, "subjectType")
        _description(body)
        units = tuple(_subunit(each) for each in optional(body, "subunits", list, []))
        made_at = self._made_at(body)
        self.subjects.make(_nip(body, "subjectNip"), units, made_at)
        for unit in units:
            self.subjects.make(unit, (), made_at)
        return done()

    async def remove_subject(self, request: web.Request) -> web.Response:
        """A subject and its subunits vanish."""
        self.subjects.remove(_nip(await json_body(request), "subjectNip"))
        return done()

    async def make_person(self, request: web.Request) -> web.Response:
        """A person with a firm: the PESEL owns the NIP."""
        body = await json_body(request)
        nip, pesel = _nip(body, "nip"), required(body, "pesel", str)
        if not PESEL_SHAPE.fullmatch(pesel):
            raise ApiError(21405, "'pesel' ma nieprawidłowy format.")
        _description(body)
        required(body, "isBailiff", bool)
        dead = optional(body, "isDeceased", bool, default=False)
        self.subjects.make(nip, (), self._made_at(body))
        self._office.permissions.persons[nip] = Person(nip, pesel, dead)
        return done()

    async def remove_person(self, request: web.Request) -> web.Response:
        """A person vanishes with all rights."""
        nip = _nip(await json_body(request), "nip")
        self.subjects.remove(nip)
        self._office.permissions.persons.pop(nip, None)
        return done()

    async def grant(self, request: web.Request) -> web.Response:
        """Give somebody permissions in a context, beside those held."""
        body = await json_body(request)
        context, who = _context_nip(body), _authorized(body)
        wanted = required(body, "permissions", list)
        names = frozenset(_permission(each) for each in wanted)
        grants = self._office.permissions.grants
        self._office.permissions.grant(context, who, names | grants.get((context, who), frozenset()))
        return done()

    async def withdraw(self, request: web.Request) -> web.Response:
        """Take all permissions in a context away from somebody."""
        body = await json_body(request)
        self._office.permissions.grants.pop((_context_nip(body), _authorized(body)), None)
        return done()

    async def allow_attachments(self, request: web.Request) -> web.Response:
        """A company may send invoices with attachments."""
        self._office.permissions.attachments[_nip(await json_body(request), "nip")] = None
        return done()

    async def forbid_attachments(self, request: web.Request) -> web.Response:
        """A company may no longer send attachments, at once or from a day on."""
        body = await json_body(request)
        nip, end = _nip(body, "nip"), optional(body, "expectedEndDate", str)
        if end is None:
            self._office.permissions.attachments.pop(nip, None)
        else:
            self._office.permissions.attachments[nip] = _day(end)
        return done()

    async def block(self, request: web.Request) -> web.Response:
        """Log-ins to a context end with 480."""
        self._office.permissions.blocked.add((await _context(request)).value)
        return done()

    async def unblock(self, request: web.Request) -> web.Response:
        """Log-ins to a context work again."""
        self._office.permissions.blocked.discard((await _context(request)).value)
        return done()

    def _made_at(self, body: dict[str, Any]) -> datetime:
        text = optional(body, "createdDate", str)
        return moment(text) if text else self._office.now()


def done() -> web.Response:
    """200 with nothing in it."""
    return web.Response(status=200)


def _nip(body: dict[str, Any], name: str) -> str:
    value: str = required(body, name, str)
    if not NIP_SHAPE.fullmatch(value):
        raise ApiError(21405, f"'{name}' ma nieprawidłowy format.")
    return value


def _description(body: dict[str, Any]) -> None:
    if len(required(body, "description", str)) not in DESCRIPTION:
        raise ApiError(21405, "'description' musi mieć od 5 do 256 znaków.")


def _subunit(unit: object) -> str:
    if not isinstance(unit, dict):
        raise ApiError(21405, "'subunits' musi zawierać obiekty.")
    _description(unit)
    return _nip(unit, "subjectNip")


def _permission(each: object) -> str:
    if not isinstance(each, dict):
        raise ApiError(21405, "'permissions' musi zawierać obiekty.")
    _description(each)
    return str(one_of(required(each, "permissionType", str), OWNER, "permissionType"))


def _identifier(body: dict[str, Any], name: str) -> tuple[str, str]:
    identifier = required(body, name, dict)
    return required(identifier, "type", str), required(identifier, "value", str)


def _context_nip(body: dict[str, Any]) -> str:
    kind, value = _identifier(body, "contextIdentifier")
    one_of(kind, ("Nip",), "contextIdentifier.type")
    return context_from(kind, value, 21405).value


def _authorized(body: dict[str, Any]) -> Identity:
    kind, value = _identifier(body, "authorizedIdentifier")
    return Identity(one_of(kind, AUTHORIZED, "authorizedIdentifier.type"), value)


async def _context(request: web.Request) -> Context:
    kind, value = _identifier(await json_body(request), "contextIdentifier")
    return context_from(kind, value, 21405)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ApiError(21405, f"'{text}' nie jest datą.") from wrong
