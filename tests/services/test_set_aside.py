"""The truth about what KSeF refuses, a human for what no repeating helps, and a way back."""

import pytest

from invoicing.model.errors import Misunderstood, Refused
from invoicing.model.lifecycle import Status
from invoicing.services.ksef_jobs import Submit
from invoicing.services.ksef_ports import Pending
from tests.services.house import SENTENCE

REFUSED = Misunderstood(
    "ksef-call-refused", status="400", codes="21405", text="21405 Błąd walidacji danych wejściowych"
)
UNREADABLE = Misunderstood("ksef-unexpected", status="404", path="/sessions/online")


async def issue(house):
    await house.say(SENTENCE)
    await house.tap("issue")


async def issue_and_send(house):
    """Sent, and KSeF is at work on it."""
    house.ksef.verdicts = [Pending()]
    await house.say(SENTENCE)
    await house.receive(house.tap_of("issue"))
    await house.work(seconds=0.4)


async def test_a_call_that_ksef_refuses_is_told_as_such_and_left_to_a_human(house):
    house.ksef.error = REFUSED
    await issue(house)
    await house.work(seconds=3600)

    aside = house.one("set-aside").data
    (parked,) = await house.database.queue.parked()
    assert (aside["what"], aside["reason"], aside["key"]) == ("Submit", "ksef-call-refused", parked.key)
    assert aside["text"] == "21405 Błąd walidacji danych wejściowych"
    assert "waiting" not in house.shown()
    assert "set-aside" in await house.events((await house.invoices())[0])


async def test_what_was_set_aside_is_brought_back_and_goes_home(house):
    house.ksef.error = REFUSED
    await issue(house)
    house.ksef.error = None
    (parked,) = await house.database.queue.parked()

    assert await house.database.queue.bring_back(parked.key) == [parked.key]
    await house.work(seconds=60)

    (invoice,) = await house.invoices()
    assert invoice.status is Status.ACCEPTED
    assert await house.database.queue.parked() == []


async def test_what_is_set_aside_a_second_time_is_not_told_a_second_time(house):
    house.ksef.error = REFUSED
    await issue(house)
    await house.database.queue.bring_back()
    await house.work(seconds=60)

    assert len(await house.database.queue.parked()) == 1
    assert house.shown().count("set-aside") == 1
    assert (await house.events((await house.invoices())[0])).count("set-aside") == 1


async def test_a_refused_question_about_the_verdict_is_for_a_human_too(house):
    await issue_and_send(house)
    house.ksef.error = REFUSED
    await house.work(seconds=3600)

    assert house.one("set-aside").data["what"] == "CheckSubmission"
    assert "waiting" not in house.shown()


@pytest.mark.parametrize("step", [issue, issue_and_send])
async def test_an_answer_that_is_not_ksefs_is_told_as_such_and_tried_for_ever(house, step):
    if step is issue_and_send:
        await issue_and_send(house)
        house.ksef.error = UNREADABLE
    else:
        house.ksef.error = UNREADABLE
        await issue(house)
    await house.work(seconds=7200)
    assert house.one("waiting").data["cause"] == "unreadable"
    assert await house.database.queue.parked() == []

    house.ksef.error = None
    await house.work(seconds=120)
    assert "accepted" in house.shown()


async def test_lost_access_is_told_while_the_verdict_is_awaited_too(house):
    await issue_and_send(house)
    house.ksef.error = Refused("ksef-login-refused-revoked")
    await house.work(seconds=3600)
    assert house.one("access-missing").data["reason"] == "ksef-login-refused-revoked"
    assert "waiting" not in house.shown()

    house.ksef.error = None
    await house.work(seconds=600)
    assert "accepted" in house.shown()


async def test_what_nobody_foresaw_is_told_without_its_traceback(house):
    house.ksef.down = True
    await issue(house)
    (invoice,) = await house.invoices()

    await house.aside.job(Submit(invoice.id), ZeroDivisionError("Jan Kowalski, NIP 5260250274"))
    await house.work(seconds=0)

    aside = house.one("set-aside").data
    assert (aside["reason"], aside["text"]) == ("error", None)


async def test_a_message_that_cannot_be_handled_is_told_once_to_who_wrote_it(house):
    incoming = house.incoming("faktura")
    row = house.row(incoming)

    for _ in range(2):
        await house.aside.message(row, incoming)
    await house.work(seconds=0)

    assert house.shown().count("message-set-aside") == 1


async def test_a_message_that_nobody_could_read_is_told_to_nobody(house):
    shown = house.shown()
    await house.aside.message(house.row(house.incoming("faktura")), None)
    await house.work(seconds=0)

    assert house.shown() == shown
