"""The referee: stands beside every KSeF stand-in of the test run and holds each exchange against the document."""

import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from aiohttp import web

from .exchange import PREFIX, Document, Exchange

DOCUMENT = Path(sys.prefix) / "openapi" / "ksef.json"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
KINDS = ("validated", "wrong on purpose", "broken on purpose")


@dataclass
class Referee:
    """Counts exchanges and remembers what was wrong since it was last asked.

    Attributes:
        counts: how many exchanges of each of KINDS were seen.
        wrong_requests: mistakes of callers, to be excused only by the mark `wrong_client`.
        broken_answers: undocumented statuses (all 5xx), excused only by the mark `broken_ksef`.
        hung_up: connections cut before a sound answer; the mark may mean them, but an app that is stopped hangs up in the
            middle of a question too, so nobody has to excuse them.
        faults: what nothing excuses.
    """

    path: Path = DOCUMENT
    counts: Counter[str] = field(default_factory=Counter)
    wrong_requests: list[str] = field(default_factory=list)
    broken_answers: list[str] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @cached_property
    def document(self) -> Document:
        """The document, read when the first exchange comes."""
        return Document(json.loads(self.path.read_bytes()))

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the exchange happen, then judge it; the stand-in notices nothing."""
        if not request.path.startswith(f"{PREFIX}/"):
            return await handler(request)
        exchange = await _asked(request)
        try:
            answer = await handler(request)
        except web.HTTPException as refusal:
            self.judge(_answered(exchange, refusal), cut=False)
            raise
        except Exception:
            exchange.status = 500
            self.judge(exchange, cut=False)
            raise
        self.judge(
            _answered(exchange, answer), cut=request.transport is None or request.transport.is_closing()
        )
        return answer

    def judge(self, exchange: Exchange, *, cut: bool) -> None:
        """Sort an exchange into right, wrong on purpose (perhaps) and broken (perhaps)."""
        if not self.path.is_file():
            self.faults.append(f"{self.path} is missing: `make test` fetches it")
            return
        wrong = self.document.request_mistakes(exchange)
        self.wrong_requests += [f"{exchange}: {each}" for each in wrong]
        if cut or not self.document.is_documented(exchange):
            self.counts["broken on purpose"] += 1
            told = f"{exchange}: {'cut' if cut else 'a status that is not documented'}"
            hung_up = cut and self.document.is_documented(exchange)
            (self.hung_up if hung_up else self.broken_answers).append(told)
            return
        self.faults += [f"{exchange}: {each}" for each in self.document.answer_mistakes(exchange)]
        if wrong and exchange.status < 400:
            self.faults.append(f"{exchange}: taken, though {'; '.join(wrong)}")
        self.counts["wrong on purpose" if wrong else "validated"] += 1

    def read(self, report: Path) -> None:
        """Take over what the referee of another process has written down, and empty its report.

        In such a process (a story's sandbox) KSeF is closed and cut by the story's own switch, and the app may still be
        asking when the next story begins; so its broken answers are counted, but nobody has to excuse them.
        """
        if not report.is_file():
            return
        reading = report.with_suffix(".read")
        report.rename(reading)
        for line in reading.read_text().splitlines():
            seen = json.loads(line)
            self.counts.update(seen["counts"])
            self.wrong_requests += seen["wrong"]
            self.faults += seen["faults"]

    def verdict(self, excused: Container[str], *, must_happen: bool) -> list[str]:
        """What must fail a test that has just ended; the memory is empty afterwards, the counts go on.

        Args:
            excused: the marks of the test, wrong_client and broken_ksef.
            must_happen: whether an excuse that nothing needed is a fault as well.
        """
        told = list(self.faults)
        for mark, found in (("wrong_client", self.wrong_requests), ("broken_ksef", self.broken_answers)):
            if mark not in excused:
                told += found
            elif must_happen and not found and not (mark == "broken_ksef" and self.hung_up):
                told.append(f"marked {mark}, but nothing of the kind happened")
            found.clear()
        self.hung_up.clear()
        self.faults.clear()
        return told


async def _asked(request: web.Request) -> Exchange:
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        body = b"(too large to be read)"
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Exchange(request.method, request.path, list(request.query.items()), headers, body)


def _answered(exchange: Exchange, answer: web.StreamResponse) -> Exchange:
    exchange.status = answer.status
    exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
    if isinstance(answer, web.Response) and answer.body is not None:
        exchange.body = bytes(answer.body) if isinstance(answer.body, bytes) else bytes(answer.body._value)
    return exchange
