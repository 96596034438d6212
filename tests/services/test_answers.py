"""Questions that only read."""

import pytest

from invoicing.model.offline import Outage, OutageKind
from invoicing.services.conversation.answers import paged
from tests.services.house import SENTENCE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/start", "welcome"),
        ("/help", "help"),
        ("/pomoc", "help"),
        ("/kolejka", "queue"),
        ("/kolejka_2", "queue"),
        ("ile faktur czeka?", "queue"),
        ("/terminy", "deadlines"),
        ("do kiedy?", "deadlines"),
        ("/faktury@latarnik_bot", "invoices"),
        ("/ksef", "ksef-status"),
        ("pokaż kolejkę", "queue"),
        ("czy KSeF działa?", "ksef-status"),
        ("cześć", "welcome"),
    ],
)
async def test_commands_and_questions_are_answered(house, text, code):
    await house.say(text)

    assert house.shown() == ["welcome", code]


async def test_the_queue_names_what_waits_and_until_when(house):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.say("/kolejka")

    (waiting,) = house.last().data["waiting"]
    assert (waiting["number"], waiting["deadline"], waiting["mode"]) == (
        "FV/2026/11/1",
        "2026-11-23",
        "offline24",
    )


async def test_the_state_of_ksef_is_unknown_before_the_first_look(house):
    await house.say("/ksef")
    assert house.last().data["state"] == "unknown"

    await house.watch()
    await house.say("/ksef")
    assert house.last().data["state"] == "all_well"

    house.lighthouse.says(OutageKind.FAILURE)
    await house.watch()
    await house.say("/ksef")
    assert house.last().data["state"] == "failure"


async def test_invoices_come_newest_first_with_where_they_stand(house):
    for _ in range(2):
        await house.say(SENTENCE)
        await house.tap("issue")
    await house.say("/faktury")

    listed = house.last().data["invoices"]
    assert [each["number"] for each in listed] == ["FV/2026/11/2", "FV/2026/11/1"]
    assert {each["status"] for each in listed} == {"accepted"}


async def test_a_cancelled_word_ends_the_open_draft(house):
    await house.say(SENTENCE)
    await house.say("anuluj")

    assert house.last().code == "draft-cancelled"
    await house.tap("issue")
    assert await house.invoices() == []


async def test_there_is_no_pdf_and_no_receipt_before_the_number(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    accepted = house.one("accepted")
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    waiting = (await house.invoices())[-1]

    for form, reason in (("pdf", "hand-over-forbidden"), ("upo", "document-not-ready")):
        choice = accepted.choice(form)
        await house.say("", choice=type(choice)(form, waiting.id), callback="c")
        assert house.last().data["reason"] == reason


async def test_somebody_who_blocked_us_does_not_hold_up_the_others(house):
    house.telegram.blocked = True
    await house.say("/pomoc")
    assert await house.database.queue.next_due() is None

    house.telegram.blocked = False
    await house.say("/pomoc")
    assert house.last().code == "help"


async def test_a_message_that_is_gone_is_sent_anew(house):
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    house.telegram.chats.clear()
    await house.receive(tap)
    await house.work()

    assert house.shown() == ["already-issued", "accepted"]


async def test_the_queue_says_when_a_term_has_passed(house):
    house.ksef.down = True
    await house.say(SENTENCE)
    await house.tap("issue")
    house.clock.advance(days=6)

    await house.say("/kolejka")

    (item,) = house.last().data["waiting"]
    assert item["late"] is True


async def test_a_lighthouse_not_seen_for_long_says_nothing_about_ksef(house):
    await house.watch()
    house.clock.advance(hours=3)

    await house.say("czy KSeF działa?")

    assert house.last().data["state"] == "unknown"


async def test_an_accountant_sees_all_clients_in_one_list_by_deadline(house, office):
    await office.waits(await office.client("Zakład Dom"), "2026-11-19", 2)
    await office.waits(await office.client("Piekarnia"), "2026-11-18")

    await house.say("do kiedy?")

    data = house.last().data
    assert [(row["company"], row["deadline"], row["count"]) for row in data["rows"]] == [
        ("Piekarnia", "2026-11-19", 1),
        ("Zakład Dom", "2026-11-20", 2),
    ]
    assert [(row["late"], row["today"]) for row in data["rows"]] == [(True, False), (False, True)]
    assert (data["count"], data["many"]) == (3, True)


def test_a_long_list_comes_in_pages_and_a_page_too_many_is_the_last():
    data = {"rows": list(range(45)), "count": 45}

    assert paged(data, 2) == {"rows": list(range(20, 40)), "count": 45, "page": 2, "pages": 3}
    assert paged(data, 99)["rows"] == list(range(40, 45))
    assert paged(data, 0)["page"] == 1


async def test_nobody_reads_of_companies_that_are_not_theirs(house, office):
    client = await office.client("Zakład Dom", chat="4001")
    await office.waits(client, "2026-11-19", 2)

    for asked in ("/terminy", "/kolejka", "/ksef"):
        await house.say(asked)
        assert house.last().data["count"] == 0


async def test_the_queue_begins_with_what_is_most_urgent(house):
    house.ksef.down = True
    failed = house.clock.today()
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, failed, failed))
    await house.watch()
    await house.say(SENTENCE)
    await house.tap("issue")
    house.clock.advance(days=1)
    house.lighthouse.says(None, Outage(OutageKind.FAILURE, failed, failed))
    await house.watch()
    await house.say(SENTENCE)
    await house.tap("issue")

    await house.say("/kolejka")

    listed = [(item["number"], item["deadline"]) for item in house.last().data["waiting"]]
    assert listed == [("FV/2026/11/2", "2026-11-23"), ("FV/2026/11/1", "2026-12-01")]
