"""KSeF's counter for people who sign in the chat, and its office for certificates, as one stand-in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.access.certificates import held
from invoicing.services.access.enrolling import ListedCertificate
from invoicing.services.access.login_desk import LoggedIn


class Desk:
    """Takes a challenge once, hands tokens out once, and makes every certificate that was asked for.

    A signed document is what `signed` makes of a file that the chat was sent.
    """

    def __init__(self, clock) -> None:
        self.clock, self.files = clock, {}
        self.down = self.slow = False
        self.permissions = frozenset({"InvoiceWrite", "InvoiceRead"})
        self.given, self.used, self.begun, self.redeemed = 0, set(), [], set()
        self.requests, self.made_ones, self.refuses, self.dies_after = [], [], None, None
        self.refuses_certificates, self.forgotten = None, []
        self.permissions_of_handed, self.tried = frozenset({"InvoiceWrite", "InvoiceRead"}), []

    # --- the file ------------------------------------------------------------------------------------------
    async def prepare(self, nip, context):
        self._up()
        self.given += 1
        until = self.clock.now() + timedelta(minutes=10)
        return json.dumps(
            {"challenge": f"CR-{self.given}", "nip": nip.digits, "until": until.isoformat()}
        ).encode()

    def until(self, prepared):
        return datetime.fromisoformat(json.loads(prepared)["until"])

    def unsigned(self, prepared):
        return prepared

    def sends(self, unsigned: bytes, **changes) -> str:
        """The file that a person sends, signed; the reference of it."""
        return self.keeps(json.dumps({**json.loads(unsigned), "signed": True, **changes}).encode())

    def keeps(self, content: bytes) -> str:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return name

    async def download(self, reference, limit):
        content = self.files[reference]
        if len(content) > limit:
            raise Refused("ksef-signed-too-large")
        return content

    def check(self, prepared, signed, now):
        if not prepared:
            raise Refused("ksef-signed-unprepared")
        try:
            ours, theirs = json.loads(prepared), json.loads(signed)
        except ValueError as error:
            raise Refused("ksef-signed-unreadable") from error
        if not theirs.get("signed"):
            raise Refused("ksef-signed-missing")
        if theirs["challenge"] != ours["challenge"]:
            raise Refused("ksef-signed-challenge")
        if theirs["nip"] != ours["nip"]:
            raise Refused("ksef-signed-context")
        if now >= self.until(prepared):
            raise Refused("ksef-signed-late")

    # --- the log-in ----------------------------------------------------------------------------------------
    async def begin(self, signed):
        self._up()
        challenge = json.loads(signed)["challenge"]
        if challenge in self.used:
            raise Unavailable("ksef-login-expired")
        self.used.add(challenge)
        self.begun.append(challenge)
        if self.dies_after == "begin":
            self.dies_after = None
            raise Unavailable("ksef-silent")
        return challenge.encode()

    async def finish(self, begun):
        self._up()
        if self.slow:
            raise Unavailable("ksef-login-slow")
        if self.refuses is not None:
            raise Refused(self.refuses)
        if begun in self.redeemed:
            raise Refused("ksef-login-lost")
        self.redeemed.add(begun)
        if self.dies_after == "redeem":
            self.dies_after = None
            raise Unavailable("ksef-silent")
        return LoggedIn(b"{}", self.clock.now() + timedelta(days=7), self.permissions)

    async def what_it_may(self, company_id, *, by_token):
        """What was handed in over the one-time page, tried."""
        self._up()
        self.tried.append("token" if by_token else "certificate")
        if self.refuses is not None:
            raise Refused(self.refuses)
        return self.permissions_of_handed

    # --- the office of certificates ------------------------------------------------------------------------
    def new_key(self):
        return f"key-{len(self.requests)}".encode()

    async def request(self, company_id, enrolment):
        self._up()
        if self.refuses_certificates is not None:
            raise Refused(self.refuses_certificates)
        self.requests.append(enrolment)
        return str(len(self.requests))

    async def made(self, company_id, reference):
        self._up()
        return f"{int(reference):016X}"

    async def listed(self, company_id, name=None):
        now = self.clock.now()
        return [
            ListedCertificate(f"{at:016X}", one.name, one.type, "Active", now, now + timedelta(days=730))
            for at, one in enumerate(self.requests, 1)
            if name is None or name in one.name
        ]

    async def fetch(self, company_id, serial, enrolment):
        now = self.clock.now()
        return held(
            enrolment.type,
            serial=serial,
            name=enrolment.name,
            valid_from=now,
            valid_to=now + timedelta(days=730),
            certificate=b"certificate",
            key=enrolment.key,
        )

    async def revoke(self, company_id, serial, reason):
        """Nobody asks for it here."""

    async def sleep(self, seconds):
        self.clock.advance(seconds=seconds)

    def _up(self):
        if self.down:
            raise Unavailable("ksef-silent")
