"""`latarnik ksef status` and `latarnik ksef sync`."""

from datetime import UTC, datetime

import pytest

from tests.app.commands import NIP


async def test_the_status_tells_of_lighthouse_api_and_queue(stage, aside):
    answer = await aside("ksef", "status")

    assert answer.status == 0
    assert answer.lines == [
        {"environment": "test", "lighthouse": "available", "outages": [], "api": "answers", "waiting": 0}
    ]


@pytest.mark.broken_ksef("it answers 503")
async def test_an_announced_failure_and_a_silent_api_are_two_things(stage, aside):
    stage.lighthouse.follow("failure")
    stage.ksef.set_state("failure")

    answer = await aside("ksef", "status")

    (line,) = answer.lines
    assert (answer.status, line["lighthouse"], line["api"]) == (1, "failure", "ksef-unavailable")
    assert [each["kind"] for each in line["outages"]] == ["failure"]
    assert "KSeF" in answer.err


async def test_a_dark_lighthouse_says_nothing_about_ksef(stage, aside):
    stage.lighthouse.down()

    (line,) = (await aside("ksef", "status")).lines

    assert (line["lighthouse"], line["api"]) == ("unknown", "answers")


async def test_before_a_database_there_is_no_queue(stage, aside, tmp_path):
    (line,) = (await aside("ksef", "status", data_dir=tmp_path / "elsewhere")).lines

    assert line["waiting"] is None


async def test_a_reading_tells_company_role_and_up_to_when(stage, aside, company):
    began = datetime.now(UTC)

    answer = await aside("ksef", "sync", "--company", NIP, "--role", "seller")

    assert answer.status == 0
    (line,) = answer.lines
    assert (line["company"], line["role"], line["new"], line["documents"]) == (NIP, "seller", 0, 0)
    assert abs((datetime.fromisoformat(line["until"]) - began).total_seconds()) < 60


async def test_without_a_role_sales_and_purchases_are_read(stage, aside, company):
    assert [line["role"] for line in (await aside("ksef", "sync")).lines] == ["seller", "buyer"]


@pytest.mark.broken_ksef("it answers 503")
async def test_a_silent_ksef_is_said_once_a_company_and_role(stage, aside, company):
    stage.ksef.set_state("failure")

    answer = await aside("ksef", "sync", "--role", "buyer")

    assert (answer.status, answer.out) == (1, "")
    assert NIP in answer.err


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--role", "owner"), 2, "There is no role owner"),
        (("--company", "5260250274"), 1, "There is no company with NIP 5260250274"),
        (("--company", "5260250275"), 1, "cyfrę kontrolną"),
    ],
)
def test_what_does_not_exist_is_said(latarnik, home, words, status, sentence):
    answer = latarnik("ksef", "sync", *words, data_dir=home)

    assert answer.status == status
    assert sentence in answer.sentence


async def test_two_readings_in_a_row_begin_where_the_first_ended(stage, aside, company):
    first = (await aside("ksef", "sync", "--role", "seller")).lines[0]["until"]
    second = (await aside("ksef", "sync", "--role", "seller")).lines[0]["until"]

    assert second >= first
