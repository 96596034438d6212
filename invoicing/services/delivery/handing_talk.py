"""What the seller says of papers that go by link, by hand or by post."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial

from invoicing.model.delivering import DeliveryNews, DeliveryWay
from invoicing.model.errors import Refused
from invoicing.model.handover import HandOverState, check_paper
from invoicing.model.papers import Paper
from invoicing.services.companies import Standing
from invoicing.services.delivery.handing_over import HandingOver, row_of, state_of
from invoicing.services.delivery.machine import DeliveryEvent, happened
from invoicing.services.delivery.telling import link_to_pass_on, print_sheet
from invoicing.services.messages import Json, Reply
from invoicing.services.papers.fetching import require_codes
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Delivery, StoredInvoice
from invoicing.services.replies import summary
from invoicing.services.talking import Reading

_NUMBER = r"(?P<number>\S*/\S*\d)"
_DAY = r"(?P<day>\d{1,2}\.\d{1,2}(?:\.\d{4})?|\d{4}-\d{2}-\d{2}|dzis|dzisiaj|wczoraj)"
_LINK = re.compile(rf"(?:daj )?link (?:do |dla nabywcy )?(?:faktury )?{_NUMBER}")
_REVOKE = re.compile(rf"(?:wycofaj|cofnij|uniewaznij) link(?:i)? (?:do )?(?:faktury )?{_NUMBER}")
_PRINT = re.compile(rf"(?:wydruk|wydrukuj|drukuj)(?: faktury| fakture)? {_NUMBER}")
_HANDED = re.compile(rf"(?:wreczono|wreczylem|wreczylam|oddano) {_NUMBER}(?:,? {_DAY})?,? (?P<who>\S.*)")
_POSTED = re.compile(
    rf"(?:wyslano|wyslalem|wyslalam) (?:poczta )?{_NUMBER}(?: poczta)?(?:,? {_DAY})?,? (?:nr|numer) nadania:? (?P<who>[\w\- ]+)"
)
_LONGEST = 200  # characters of who, or of a number of the post


class HandingTalk:
    """Understands "link do FV/2026/11/3", "wycofaj link ...", "wydruk ...", "wręczono ...", "wysłano pocztą ..."."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        plain = " ".join(text.split()).strip(" .!")
        said = fold(plain)
        if len(said) != len(plain):
            plain = said
        acts: tuple[tuple[re.Pattern[str], _Doing], ...] = (
            (_REVOKE, self._revoke),
            (_LINK, partial(self._promise, DeliveryWay.LINK)),
            (_PRINT, partial(self._promise, DeliveryWay.PRINT)),
            (_HANDED, self._handed),
            (_POSTED, self._posted),
        )
        for pattern, act in acts:
            if found := pattern.fullmatch(said):
                return partial(act, {name: plain[slice(*found.span(name))] for name in found.groupdict()})
        return None

    async def _promise(
        self, way: DeliveryWay, said: dict[str, str], work: UnitOfWork, standing: Standing
    ) -> Reply:
        asked = await _meant(work, standing, said["number"])
        issuer, before = asked.issued_by == standing.person.id, await work.deliveries.of_invoice(asked.id)
        stored, delivery = await self._paper(way, said, work, standing, again=issuer)
        waits = delivery.paper is Paper.VISUALISATION and stored.ksef_number is None
        printed = way is DeliveryWay.PRINT and delivery.id in {each.id for each in before}
        if not waits and (printed or not issuer):  # what is promised goes to whoever issued it, a sheet once
            return await self._at_once(work, way, stored, delivery)
        return Reply("way-promised", summary(stored) | {"way": way.value, "waits": waits})

    async def _at_once(
        self, work: UnitOfWork, way: DeliveryWay, stored: StoredInvoice, delivery: Delivery
    ) -> Reply:
        if way is DeliveryWay.PRINT:
            return print_sheet(stored, delivery)
        return await link_to_pass_on(work, stored, delivery, self._clock.now())

    async def _revoke(self, said: dict[str, str], work: UnitOfWork, standing: Standing) -> Reply:
        standing.require(Action.SEND_PAPERS)
        stored = await _meant(work, standing, said["number"])
        ended = 0
        for each in await work.deliveries.of_invoice(stored.id):
            ended += await work.paper_links.revoke(each.id, self._clock.now())
        return Reply("paper-link-ended", summary(stored) | {"count": ended})

    async def _handed(self, said: dict[str, str], work: UnitOfWork, standing: Standing) -> Reply:
        """Into somebody's hands: who, and on which day."""
        stored, delivery = await self._paper(DeliveryWay.PRINT, said, work, standing)
        return await self._record(work, standing, (stored, delivery), said, DeliveryNews.DELIVERED)

    async def _posted(self, said: dict[str, str], work: UnitOfWork, standing: Standing) -> Reply:
        """By post: the number of the sending; that it arrived is not known by that."""
        stored, delivery = await self._paper(DeliveryWay.PRINT, said, work, standing)
        return await self._record(work, standing, (stored, delivery), said, DeliveryNews.SENT)

    async def _record(
        self,
        work: UnitOfWork,
        standing: Standing,
        about: tuple[StoredInvoice, Delivery],
        said: dict[str, str],
        news: DeliveryNews,
    ) -> Reply:
        stored, delivery = about
        on, whom, now = self._day(said.get("day", "")), said["who"].strip()[:_LONGEST], self._clock.now()
        if stored.ksef_number is None and delivery.paper is Paper.VISUALISATION:
            raise Refused("hand-over-too-early", number=stored.invoice.number)
        evidence: dict[str, Json] = {"on": on.isoformat(), "whom": whom}
        for step in dict.fromkeys((DeliveryNews.SENT, news)):
            event = DeliveryEvent(
                step, now, f"{on.isoformat()} {whom}", who=str(standing.person.id), evidence=evidence
            )
            delivery = await happened(work, delivery.id, event)
        return Reply(
            "paper-carried",
            summary(stored) | {"posted": news is DeliveryNews.SENT, "whom": whom, "on": on.isoformat()},
        )

    async def _paper(
        self,
        way: DeliveryWay,
        said: dict[str, str],
        work: UnitOfWork,
        standing: Standing,
        *,
        again: bool = False,
    ) -> tuple[StoredInvoice, Delivery]:
        """The hand-over by that way of what is lawful now.

        Raises:
            NotAllowed: a role that hands nothing over.
            Refused: invoice-unknown, hand-over-forbidden, offline-certificate-needed, way-missing.
        """
        standing.require(Action.SEND_PAPERS)
        stored = await _meant(work, standing, said["number"])
        if way not in self._handing_over.able:
            raise Refused("way-missing", number=stored.invoice.number)
        row = row_of(stored)
        if row.paper is Paper.NOTHING:
            check_paper(row, Paper.VISUALISATION)
        waiting = state_of(stored) is HandOverState.WAITING
        paper = Paper.VISUALISATION if waiting else row.delivered
        await require_codes(work, stored, paper, self._clock.now())
        delivery = await self._handing_over.promise(work, stored, paper, to="", way=way)
        if delivery is None:
            raise Refused("way-missing", number=stored.invoice.number)
        if again and delivery.settled_at is not None:
            await self._handing_over.once_more(work, delivery)
        return stored, delivery

    def _day(self, said: str) -> date:
        """The day that was named; today when none was, and none that is still to come."""
        today, folded = self._clock.today(), fold(said)
        if folded == "wczoraj":
            return today - timedelta(days=1)
        numbers = [int(each) for each in re.findall(r"\d+", said)]
        if not numbers:
            return today
        year, month, day = (
            numbers if "-" in said else (*(numbers[2:] or [today.year]), numbers[1], numbers[0])
        )
        try:
            on = date(year, month, day)
        except ValueError:
            raise Refused("hand-over-day", day=said) from None
        if on > today:
            raise Refused("hand-over-day", day=said)
        return on


_Doing = Callable[[dict[str, str], UnitOfWork, Standing], Awaitable[Reply]]


async def _meant(work: UnitOfWork, standing: Standing, number: str) -> StoredInvoice:
    company = standing.company.id
    found = await work.invoices.by_number(company, number)
    found = found or await work.invoices.by_number(company, number.upper())
    if found is None:
        raise Refused("invoice-unknown", number=number)
    return found
