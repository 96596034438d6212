"""What others issued for the company is told in one message each quarter of an hour, with what is odd about it."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from invoicing.model.document import (
    AccountView,
    BuyerView,
    DocumentView,
    DueView,
    PaymentView,
)
from invoicing.model.errors import InvalidDocument, Unavailable
from invoicing.services.finding.records import Direction
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.messages import Choice
from invoicing.services.received.announcing import PATIENCE, PAUSE, SHOWN, AnnounceReceived
from invoicing.services.received.marks import said_of
from invoicing.services.receiving import Receiving
from invoicing.services.records import Role
from tests.services.fakes import Crash, ksef_number
from tests.services.house import SELLER
from tests.services.test_receiving import Feed

BOSMAN, SHIPYARD = "5252248481", "7740001454"
ACCOUNT, OTHER_ACCOUNT = "61109010140000071219812874", "96999000120000000000000001"
OURS = SELLER.nip.digits
PAPERS = {
    b"<plain/>": DocumentView(
        buyer=BuyerView(nip=OURS),
        payment=PaymentView(
            due=(DueView("2026-12-01"), DueView("2026-12-10")), accounts=(AccountView(f"PL {ACCOUNT}"),)
        ),
    ),
    b"<paid/>": DocumentView(
        buyer=BuyerView(nip=OURS), payment=PaymentView(paid="1", accounts=(AccountView(OTHER_ACCOUNT),))
    ),
    b"<other-account/>": DocumentView(
        buyer=BuyerView(nip=OURS), payment=PaymentView(accounts=(AccountView(OTHER_ACCOUNT),))
    ),
    b"<other-buyer/>": DocumentView(buyer=BuyerView(nip="5260250274")),
}


def reads(xml):
    if xml not in PAPERS:
        raise InvalidDocument("document-broken")
    return PAPERS[xml]


class AccountsBook:
    """The register as a stand-in: knows one account, counts who is asked about."""

    def __init__(self) -> None:
        self.asked, self.down = [], False

    async def assigned(self, nip, account, on) -> bool:
        self.asked.append((nip.digits, account))
        if self.down:
            raise Unavailable("register-silent")
        return account == ACCOUNT


class Port:
    """KSeF's list and the register, and the two who read them."""

    def __init__(self, house) -> None:
        self.house, self.feed, self.register = house, Feed(house.clock), AccountsBook()
        self.ordinal = 0
        self.start()

    def start(self) -> None:
        """A new process."""
        house = self.house
        self.receive = Receiving(house.units, house.clock, self.feed)
        self.announce = AnnounceReceived(house.units, house.clock, self.register, reads)

    def arrives(self, number, xml=b"<plain/>", seller=BOSMAN, role=SubjectRole.BUYER, **more) -> KsefEntry:
        self.ordinal += 1
        at = self.house.clock.now()
        entry = KsefEntry(
            ksef_number(seller, self.ordinal), number, "Vat", date(2026, 11, 19), seller, "Bosman sp. z o.o.",
            OURS, "Latarnia", "123.00", "PLN", hashlib.sha256(xml or number.encode()).digest(), at, at, at,
            offline=False, xml=xml,
        )  # fmt: skip
        entry = replace(entry, **more)
        self.feed.has(role, entry)
        return entry

    async def quarter(self, *roles) -> None:
        """The next quarter of an hour: what arrived is read, then told."""
        async with self.house.units.reading() as work:
            (company, *_) = await work.companies.all()
        for role in roles or (SubjectRole.BUYER,):
            await self.receive.read(company.id, role)
        await self.announce()
        await self.house.work(0)

    async def after(self, **time) -> None:
        self.house.clock.advance(**time)
        await self.quarter()


@pytest.fixture
async def port(house):
    """The first look is over."""
    port = Port(house)
    await port.announce()
    house.clock.advance(minutes=15)
    return port


def told(house, chat="1001"):
    return [each for each in house.telegram.chats.get(chat, {}).values() if each.code == "received"]


async def test_what_came_after_the_company_and_before_the_first_look_is_told(house):
    port = Port(house)
    house.clock.advance(minutes=1)
    port.arrives("B/1")
    house.clock.advance(minutes=20)

    await port.quarter()

    (message,) = told(house)
    assert [row["number"] for row in message.data["invoices"]] == ["B/1"]


async def test_what_was_there_before_the_company_came_is_passed_over_and_still_found(house):
    port = Port(house)
    port.arrives("STARA/1", stored_by_ksef_at=house.clock.now() - timedelta(seconds=1))
    house.clock.advance(minutes=1)
    await port.announce()

    await port.after(minutes=14)

    assert told(house) == []
    await house.say("otrzymane")
    (row,) = house.last().data["invoices"]
    assert (row["number"], row["due_date"], row["before"], row["open"]) == (
        "STARA/1",
        "2026-12-10",
        True,
        False,
    )
    await house.say("niezapłacone kosztowe")
    assert house.last().data["invoices"] == []  # nobody knows whether it is paid


async def test_new_ones_are_told_in_one_message_with_seller_sum_and_day_of_payment(house, port):
    port.arrives("B/1")
    port.arrives("B/2", b"<paid/>")
    await port.quarter()

    (message,) = told(house)
    rows = {row["number"]: row for row in message.data["invoices"]}
    assert message.data["count"] == 2
    assert (rows["B/1"]["buyer"], rows["B/1"]["gross"], rows["B/1"]["due_date"]) == (
        "Bosman sp. z o.o.", "123.00", "2026-12-10",
    )  # fmt: skip
    assert rows["B/1"]["marks"] == ["new-seller"]
    assert rows["B/2"]["marks"] == []
    assert rows["B/2"]["paid_on"] == "2026-11-19"


async def test_nobody_is_told_more_often_than_each_quarter_of_an_hour(house, port):
    port.arrives("B/1")
    await port.quarter()
    port.arrives("B/2", stored_by_ksef_at=house.clock.now() + timedelta(seconds=1))
    await port.quarter()
    assert len(told(house)) == 1

    await port.after(seconds=PAUSE.total_seconds() - 1)
    assert len(told(house)) == 1
    await port.after(seconds=1)

    assert [[row["number"] for row in each.data["invoices"]] for each in told(house)] == [["B/1"], ["B/2"]]


async def test_every_member_hears_of_it_whatever_the_role_and_nobody_else(house, port, office):
    await house.take_on(Role.VIEWER, "2002")
    await office.client("Bosman", "3003")
    port.arrives("B/1")

    await port.quarter()

    assert (len(told(house)), len(told(house, "2002")), told(house, "3003")) == (1, 1, [])


async def test_at_night_nobody_is_woken_and_the_morning_tells_all_at_once(house, port):
    house.clock.at = datetime.fromisoformat("2026-11-20T23:00:00+01:00")
    port.arrives("B/1")
    await port.quarter()
    await port.after(hours=3)
    assert told(house) == []

    await port.after(hours=6)

    assert len(told(house)) == 1


@pytest.mark.parametrize(
    ("xml", "entry", "marks"),
    [
        (b"<plain/>", {}, ["new-seller"]),
        (b"<other-account/>", {}, ["new-seller", "account-unlisted"]),
        (b"<paid/>", {}, ["new-seller"]),
        (b"<other-buyer/>", {}, ["new-seller", "not-our-nip"]),
        (b"<broken/>", {}, ["new-seller"]),
        (b"<broken/>", {"buyer": "5260250274"}, ["new-seller", "not-our-nip"]),
        (b"<other-account/>", {"seller_nip": "DE123456789"}, ["new-seller"]),
    ],
)
async def test_what_is_odd_is_marked(house, port, xml, entry, marks):
    port.arrives("B/1", xml, **entry)

    await port.quarter()

    (message,) = told(house)
    assert message.data["invoices"][0]["marks"] == marks


async def test_a_seller_is_new_once(house, port):
    port.arrives("B/1")
    port.arrives("S/1", seller=SHIPYARD)
    await port.quarter()
    port.arrives("B/2", stored_by_ksef_at=house.clock.now() + timedelta(minutes=1))
    await port.after(minutes=15)

    rows = [row for message in told(house) for row in message.data["invoices"]]
    assert {row["number"]: row["marks"] for row in rows} == {
        "B/1": ["new-seller"],
        "S/1": ["new-seller"],
        "B/2": [],
    }


async def test_a_silent_register_is_asked_once_and_is_no_verdict(house, port):
    port.register.down = True
    port.arrives("B/1")
    port.arrives("B/2", b"<other-account/>")

    await port.quarter()

    (message,) = told(house)
    assert [row["marks"] for row in message.data["invoices"]] == [
        ["new-seller", "register-silent"],
        ["register-silent"],
    ]
    assert len(port.register.asked) == 1


async def test_one_waits_for_its_document_but_not_for_ever(house, port):
    entry = port.arrives("B/1", None)
    await port.quarter()
    assert told(house) == []

    await port.after(seconds=PATIENCE.total_seconds())
    (message,) = told(house)
    assert (message.data["invoices"][0]["due_date"], entry.ksef_number in port.feed.given) == (None, True)


async def test_a_document_that_comes_later_is_told_with_it(house, port):
    entry = port.arrives("B/1", None, sha256=hashlib.sha256(b"<plain/>").digest())
    await port.quarter()
    port.feed.documents[entry.ksef_number] = b"<plain/>"

    await port.after(minutes=15)

    (message,) = told(house)
    assert message.data["invoices"][0]["due_date"] == "2026-12-10"


async def test_as_a_third_party_one_hears_of_a_buyer_that_is_not_oneself(house, port):
    port.arrives("B/1", b"<other-buyer/>", role=SubjectRole.THIRD_PARTY, buyer="5260250274")

    await port.quarter(SubjectRole.THIRD_PARTY)

    assert told(house)[0].data["invoices"][0]["marks"] == ["new-seller", "not-our-nip"]


async def test_many_are_one_message_that_begins_with_the_odd_ones(house, port):
    for ordinal in range(SHOWN + 4):
        port.arrives(f"B/{ordinal}")
    port.arrives("S/1", seller=SHIPYARD)

    await port.quarter()

    (message,) = told(house)
    numbers = [row["number"] for row in message.data["invoices"]]
    assert (message.data["count"], message.data["more"], len(numbers)) == (SHOWN + 5, 5, SHOWN)
    assert numbers[:2] == ["B/0", "S/1"]


@pytest.mark.parametrize("fatal", range(1, 5))
async def test_a_crash_at_any_commit_tells_everything_once(house, port, fatal):
    port.arrives("B/1")
    port.arrives("B/2")
    house.units.begun, house.units.dies_at = 0, fatal
    try:
        await port.quarter()
    except Crash:
        house.units.dies_at = None
        port.start()
        await port.quarter()
    house.units.dies_at = None

    assert [[row["number"] for row in each.data["invoices"]] for each in told(house)] == [["B/1", "B/2"]]


async def test_its_card_gives_the_document_as_ksef_has_it_and_our_drawing(house, port):
    port.arrives("B/1")
    await port.quarter()
    await house.tap("pick-1")
    card = house.last()
    assert (card.data["number"], card.data["direction"]) == ("B/1", "received")
    assert told(house)  # the news are still there

    await house.tap("xml")
    (xml,) = house.last().files
    await house.tap("pdf")
    (pdf,) = house.last().files

    assert (xml.name, xml.content) == (f"{BOSMAN}-B-1.xml", b"<plain/>")
    assert pdf.content == b"%PDF " + str(ksef_number(BOSMAN, 1)).encode()


async def test_a_document_that_is_not_there_yet_is_said_so(house, port):
    port.arrives("B/1", None)
    await port.quarter()
    await house.say("B/1")

    await house.tap("pdf")

    assert (house.last().code, house.last().data["reason"]) == ("refused", "document-not-ready")


async def test_a_received_one_is_paid_and_found_among_what_is_to_pay(house, port):
    port.arrives("B/1")
    await port.quarter()
    await house.say("niezapłacone kosztowe")
    assert [row["number"] for row in house.last().data["invoices"]] == ["B/1"]

    await house.say("B/1 zapłacona")
    await house.say("niezapłacone kosztowe")

    assert house.last().data["invoices"] == []
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
        (row,) = await work.filed.numbered(company.id, "B/1", 2)
    assert (row.direction, row.paid_on) == (Direction.RECEIVED, date(2026, 11, 20))


async def test_another_company_opens_nothing_of_it(house, port, office):
    port.arrives("B/1")
    await port.quarter()
    await office.client("Bosman", "3003")
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
        (row,) = await work.filed.numbered(company.id, "B/1", 2)

    for action in ("filed", "paid", "theirxml", "theirpdf"):
        tap = house.incoming("", "3003", choice=Choice(action, row.id), tapped_message="1", callback="c1")
        await house.receive(tap)
        await house.work()
        assert house.last("3003").code == "not-allowed", action


def test_a_document_nobody_can_read_says_nothing():
    assert said_of(b"<broken/>", reads) == said_of(None, reads)
