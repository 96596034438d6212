"""KSeF as it keeps invoices: the same bytes once, one invoice of a seller's number, verdicts that stay what they were."""

from __future__ import annotations

import hashlib
import re

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.ksef_ports import (
    Accepted,
    BatchPage,
    NumberTaken,
    Pending,
    Refusal,
    SendAgain,
    SendingReference,
)
from tests.services.fakes import Batches, ksef_number

_NIP = re.compile(rb"<Podmiot1>.*?<NIP>(\d{10})<", re.DOTALL)
_NUMBER = re.compile(rb"<P_2>([^<]*)<")
_DAY = re.compile(rb"<P_1>([^<]*)<")


class Archive:
    """The online counter; `moods` are what it says next instead of taking an invoice."""

    def __init__(self, clock) -> None:
        self.clock, self.down, self.no_access = clock, False, False
        self.moods, self.sendings = [], []
        self.files, self.kept, self.verdicts, self.declared = {}, {}, {}, {}

    async def submit(self, company_id, xml, *, offline, corrects=None):
        self._is_there()
        if self.no_access:
            raise Refused("ksef-access")
        self.sendings.append(xml)
        self.declared[hashlib.sha256(xml).digest()] = (xml, offline)
        return SendingReference("session-1", f"invoice-{len(self.sendings)}")

    async def outcome(self, company_id, reference, sha256):
        self._is_there()
        xml, offline = self.declared[sha256]
        return self.judges(xml, offline=offline)

    def judges(self, xml, *, offline):
        """The verdict on a file; taken once, it is taken for ever."""
        digest = hashlib.sha256(xml).digest()
        if digest not in self.verdicts:
            verdict = self._judged(xml, digest, offline=offline)
            if isinstance(verdict, Pending | SendAgain):
                return verdict
            self.verdicts[digest] = verdict
        return self.verdicts[digest]

    def _judged(self, xml, digest, *, offline):
        match self.moods.pop(0) if self.moods else "takes":
            case "waits":
                return Pending()
            case "dies":
                return SendAgain(550)
            case "refuses":
                return Refusal(450, "Błąd weryfikacji semantyki", ("zła suma",))
        name = (_first(_NIP, xml), _first(_NUMBER, xml))
        if name in self.kept:
            original = self.kept[name]
            return NumberTaken(self.verdicts[original].number, original)
        self.kept[name], self.files[digest] = digest, xml
        now = self.clock.now()
        late = _first(_DAY, xml) < now.date().isoformat()
        return Accepted(
            ksef_number(name[0], len(self.kept)), now, now, offline=offline or late, upo=b"<Potwierdzenie/>"
        )

    def _is_there(self) -> None:
        if self.down:
            raise Unavailable("ksef-silent")


class Cabinet(Batches):
    """The batch counter over the same archive."""

    async def state(self, company_id, reference):
        """A session that nobody has closed is at no work."""
        if reference not in self.closed:
            self.phases = [each for each in self.phases if each[0] != "working"]
        return await super().state(company_id, reference)

    async def verdicts(self, company_id, reference):
        upo = f"<Potwierdzenie>{reference}</Potwierdzenie>".encode()
        said = tuple(
            (hashlib.sha256(xml).digest(), self._verdict(xml, upo)) for xml in self.sessions[reference]
        )
        yield BatchPage(said)
        self._may_fail("verdicts")

    def _take(self, xml):
        self._verdict(xml, b"<Potwierdzenie/>")

    def _verdict(self, xml, upo):
        at = int(next(name for name, packed in self.sessions.items() if xml in packed).split("-")[1]) - 1
        verdict = self.ksef.judges(xml, offline=self.offline[at])
        while isinstance(verdict, Pending | SendAgain):
            verdict = self.ksef.judges(xml, offline=self.offline[at])
        if isinstance(verdict, Accepted):
            return Accepted(
                verdict.number, verdict.received_by_ksef_at, verdict.numbered_by_ksef_at, verdict.offline, upo
            )
        return verdict


def _first(pattern, xml) -> str:
    found = pattern.search(xml)
    return found[1].decode() if found else ""
