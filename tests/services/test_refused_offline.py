"""A refusal stops no term: an offline invoice that KSeF rejected is spoken of until it is put right."""

from dataclasses import replace
from datetime import datetime

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.services.ksef_ports import Refusal
from invoicing.services.records import Role
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.digest import Digest
from invoicing.services.telling.reminding import Reminding
from ksef.fa3.writer import Fa3Writer
from tests.services.fakes import WARSAW, Crash
from tests.services.house import SENTENCE

FAULT = Refusal(450, "Błąd weryfikacji semantyki", ("zła suma",))
NO_RIGHT = Refusal(410, "Nieprawidłowy zakres uprawnień", ())


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


async def refuse(house, verdict):
    """An offline24 invoice of today, which KSeF refuses."""
    house.write = Fa3Writer()
    house.start()
    house.ksef.verdicts = [verdict]
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.tap("keep-date") if "keep-date" in house.last().labels else None
    async with house.units() as work:
        (stored,) = await work.invoices.waiting()
        await work.invoices.save(replace(stored, offline_mode=OfflineMode.OFFLINE24))
    house.ksef.down = False
    await house.work(600)
    assert (await house.invoices())[-1].status is Status.REJECTED


@pytest.fixture
async def refused(house):
    await refuse(house, FAULT)
    return house


async def at(house, moment, loop):
    house.clock.at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    await loop(house.units, house.clock, TellMany(house.units, no_pause))()
    await house.work(0)


@pytest.mark.parametrize("command", ["/terminy", "/kolejka", "/ksef"])
async def test_lists_name_it_apart_with_its_deadline(refused, command):
    await refused.say(command)

    said = refused.last().data
    assert (said["count"], said["rejected"]) == (0, 1)
    (row,) = said["rows"]
    assert (row["rejected"], row["count"], row["deadline"]) == (True, 1, "2026-11-23")


async def test_the_queue_names_the_invoice_itself_among_what_waits_by_deadline(refused):
    refused.ksef.down = True
    refused.clock.at = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
    await refused.say(SENTENCE)
    await refused.tap("issue")
    await refused.say("/kolejka")

    listed = refused.last().data["waiting"]
    assert [(each["status"], each["deadline"], each["late"]) for each in listed] == [
        ("rejected", "2026-11-23", True),
        ("issued", "2026-11-25", False),
    ]


async def test_every_reminder_and_the_morning_message_speak_of_it(refused):
    for moment in ("2026-11-22T18:00", "2026-11-23T09:00", "2026-11-23T15:00", "2026-11-23T20:00"):
        await at(refused, moment, Reminding)
        said = refused.last()
        assert (said.code, said.data["count"], said.data["rejected"]) == ("deadline-reminder", 0, 1)
    await at(refused, "2026-11-24T08:00", Digest)

    digest = refused.one("digest").data
    assert (digest["rejected"], digest["rows"][0]["late"]) == (1, True)


async def test_nothing_sends_it_by_itself(refused):
    sent = len(refused.ksef.sendings)
    await refused.watch()
    await refused.restart()
    await refused.work(24 * 3600)

    assert len(refused.ksef.sendings) == sent
    await refused.say("/terminy")
    assert refused.last().data["rejected"] == 1


async def test_the_way_to_the_technical_correction_is_one_command_and_one_tap(refused):
    await refused.say("/odrzucone")
    said = refused.last()
    assert (said.code, said.data["deadline"], said.data["of"]) == ("rejected", "2026-11-23", 1)

    await refused.tap("technical-correction")

    assert (await refused.invoices())[-1].status is Status.ACCEPTED
    for command in ("/terminy", "/kolejka", "/odrzucone"):
        await refused.say(command)
        assert not refused.last().data.get("rejected")
    assert refused.last().code == "nothing-rejected"


async def test_while_its_correction_is_on_the_way_it_waits_like_any_other(refused):
    refused.ksef.down = True
    await refused.tap("technical-correction")
    await refused.say("/terminy")

    said = refused.last().data
    assert (said["count"], said["rejected"], said["rows"][0]["rejected"]) == (1, 0, False)


async def test_an_office_sees_them_among_all_its_clients_by_deadline_and_one_by_one(refused, office):
    dom, bakery = await office.client("Zakład Dom"), await office.client("Piekarnia")
    await office.waits(dom, "2026-11-19", 2)
    await office.waits(bakery, "2026-11-18", mode=OfflineMode.OFFLINE24)
    async with refused.units() as work:
        (own,) = await work.invoices.waiting(bakery.id)
        await work.invoices.save(replace(own, status=Status.REJECTED, rejection=("450", "zły plik")))

    await refused.say("/terminy")
    assert [(row["company"], row["rejected"]) for row in refused.last().data["rows"]] == [
        ("Piekarnia", True),
        ("Zakład Dom", False),
        ("Latarnia Morska", True),
    ]
    for page, company in (("", "Piekarnia"), ("_2", "Latarnia Morska"), ("_9", "Latarnia Morska")):
        await refused.say(f"/odrzucone{page}")
        assert (refused.last().data["company"], refused.last().data["of"]) == (company, 2)


async def test_what_lacked_a_permission_goes_again_as_it_is(house):
    await refuse(house, NO_RIGHT)
    await house.say("/odrzucone")
    assert house.last().labels == ["send-again"]
    again = house.tap_of("send-again")
    await house.tap("send-again")

    (now,) = await house.invoices()
    assert (now.status, house.ksef.sendings[0]) == (Status.ACCEPTED, house.ksef.sendings[1])
    assert house.ksef.corrected == [None, None]

    await house.receive(replace(again, key="telegram:second"))
    await house.work()
    assert house.one("refused").data["reason"] == "sending-again-impossible"
    assert len(house.ksef.sendings) == 2


async def test_who_may_only_look_sends_nothing_again(house):
    await refuse(house, NO_RIGHT)
    await house.take_on(role=Role.VIEWER, chat="4002")
    await house.say("/odrzucone", "4002")
    await house.tap("send-again", "4002")

    assert house.last("4002").code == "not-allowed"
    assert (await house.invoices())[-1].status is Status.REJECTED


async def test_killed_before_the_commit_it_is_sent_again_once_after_the_next_tap(house):
    await refuse(house, NO_RIGHT)
    tap = house.tap_of("send-again")
    house.units.begun, house.units.dies_at = 0, 1
    with pytest.raises(Crash):
        await house.receive(tap)
    assert (await house.invoices())[-1].status is Status.REJECTED

    house.units.dies_at = None
    await house.restart()
    await house.assistant(tap)
    await house.assistant(tap)  # the same update once more
    await house.work()

    assert ((await house.invoices())[-1].status, len(house.ksef.sendings)) == (Status.ACCEPTED, 2)
