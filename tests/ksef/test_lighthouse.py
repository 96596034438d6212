"""What the Ministry announces, from answers in every state of repair."""

import json
from datetime import date

import httpx
import pytest

from invoicing.model.announcements import by_event
from invoicing.model.errors import Unavailable
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.verdict import Beacon
from ksef.lighthouse import LighthouseClient

BASE = "https://lighthouse.example"


def outages(report):
    """What a report says, by days."""
    return tuple(each.outage() for each in by_event(report.announcements))


def notice(**changes):
    return {
        "id": "a",
        "eventId": 17,
        "category": "FAILURE",
        "type": "FAILURE_START",
        "title": "Awaria KSeF",
        "text": "...",
        "start": "2026-11-19T10:15:00+01:00",
        "end": None,
        "version": 1,
        "published": "2026-11-19T10:20:00+01:00",
    } | changes


def ending(**changes):
    return notice(**({"id": "b", "type": "FAILURE_END", "published": "2026-11-20T08:00:00+01:00"} | changes))


@pytest.fixture
def looking(answering):
    def look_at(status, messages=()):
        def answer(request: httpx.Request) -> httpx.Response:
            body = status if request.url.path == "/status" else messages
            return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)

        return LighthouseClient(answering(answer).client(), f"{BASE}/")

    return look_at


async def test_all_is_well(looking):
    report = await looking({"status": "AVAILABLE", "messages": None}, []).look()

    assert (report.state, outages(report)) == (None, ())


async def test_a_failure_lasts_until_its_end_is_announced(looking):
    report = await looking({"status": "FAILURE", "messages": [notice()]}).look()

    assert report.state is OutageKind.FAILURE
    assert outages(report) == (Outage(OutageKind.FAILURE, date(2026, 11, 19), None),)


@pytest.mark.parametrize(
    ("messages", "end"),
    [
        ([notice(), ending(end="2026-11-20T07:30:00+01:00")], date(2026, 11, 20)),
        ([notice(end="2026-11-19T23:00:00+01:00"), ending()], date(2026, 11, 19)),
        ([notice(), ending(start="2026-11-20T06:00:00+01:00", published="2026-11-21T08:00:00+01:00")], date(2026, 11, 20)),
        ([notice(), ending()], date(2026, 11, 20)),
        ([notice(), ending(version=1, end="2026-11-20T07:30:00+01:00"), ending(version=2, end="2026-11-21T07:30:00+01:00")], date(2026, 11, 21)),
        ([notice(end="2026-11-21T12:00:00+01:00"), notice(version=2, end=None)], None),
        ([notice(), ending(end="2026-11-18T07:30:00+01:00")], date(2026, 11, 19)),
    ],
)  # fmt: skip
async def test_the_end_comes_from_the_newest_word_on_the_event(looking, messages, end):
    report = await looking({"status": "AVAILABLE", "messages": None}, messages).look()

    assert outages(report) == (Outage(OutageKind.FAILURE, date(2026, 11, 19), end),)


async def test_days_are_warsaw_days(looking):
    late = notice(start="2026-11-19T23:30:00+00:00")

    report = await looking({"status": "FAILURE", "messages": [late]}).look()

    assert outages(report)[0].start == date(2026, 11, 20)


async def test_planned_works_and_a_total_failure_keep_their_kinds(looking):
    works = notice(
        id="m",
        eventId=3,
        category="MAINTENANCE",
        type="MAINTENANCE_ANNOUNCEMENT",
        start="2026-12-05T20:00:00+01:00",
        end="2026-12-06T06:00:00+01:00",
    )
    total = notice(id="t", eventId=4, category="TOTAL_FAILURE")

    report = await looking({"status": "TOTAL_FAILURE", "messages": [total]}, [works, total]).look()

    assert report.state is OutageKind.TOTAL_FAILURE
    assert outages(report) == (
        Outage(OutageKind.TOTAL_FAILURE, date(2026, 11, 19), None),
        Outage(OutageKind.MAINTENANCE, date(2026, 12, 5), date(2026, 12, 6)),
    )


async def test_two_failures_stay_two_events(looking):
    report = await looking(
        {"status": "AVAILABLE"},
        [notice(), ending(), notice(id="c", eventId=18, start="2026-11-21T09:00:00+01:00")],
    ).look()

    assert [outage.start for outage in outages(report)] == [date(2026, 11, 19), date(2026, 11, 21)]


async def test_words_nobody_told_us_of_do_no_harm(looking):
    strange = [
        notice(category="METEOR"),
        notice(eventId=18, type="FAILURE_CONTINUES", start="soon", published=None),
        notice(eventId=19, version="one", extra={"new": True}),
        "text",
        None,
    ]

    report = await looking({"status": "FAILURE", "messages": strange, "more": 1}).look()

    assert outages(report) == (Outage(OutageKind.FAILURE, date(2026, 11, 19), None),)


@pytest.mark.parametrize(
    "status",
    [
        {},
        [],
        httpx.Response(502, text="<html>Bad Gateway</html>"),
        httpx.Response(200, text="<html>ok</html>"),
        httpx.Response(301, headers={"Location": "https://elsewhere.example"}),
    ],
)
async def test_an_answer_that_says_nothing_is_never_read_as_available(looking, status):
    with pytest.raises(Unavailable):
        await looking(status).look()


@pytest.mark.parametrize(
    ("status", "messages"),
    [
        ("DEGRADED", []),
        ("AVAILABLE", [notice(category="METEOR")]),
        ("AVAILABLE", [notice(type="FAILURE_CONTINUES")]),
    ],
)
async def test_a_present_word_nobody_told_us_of_is_unknown_and_kept(looking, status, messages):
    report = await looking({"status": status, "messages": messages}).look()

    assert report.beacon is Beacon.UNKNOWN
    assert len(report.strange) == 1
    assert len(report.messages) == len(messages)
    assert report.announcements == ()


async def test_an_announced_failure_is_one_whatever_strange_words_stand_beside_it(looking):
    report = await looking({"status": "FAILURE", "messages": [notice(), notice(category="METEOR")]}).look()

    assert report.beacon is Beacon.FAILURE


async def test_an_old_strange_message_does_not_darken_a_lighthouse_that_shines(looking):
    report = await looking({"status": "AVAILABLE", "messages": None}, [notice(category="METEOR")]).look()

    assert (report.beacon, report.strange) == (Beacon.AVAILABLE, ("category METEOR",))


async def test_an_absence_means_something_only_in_a_list_that_was_read(looking):
    assert (await looking({"status": "AVAILABLE"}, []).look()).complete
    assert not (await looking({"status": "AVAILABLE"}, httpx.Response(503)).look()).complete
    assert not (await looking({"status": "AVAILABLE"}, None).look()).complete


async def test_silence_says_nothing_about_ksef(answering):
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence", request=request)

    with pytest.raises(Unavailable, match="lighthouse-silent"):
        await LighthouseClient(answering(silent).client(), BASE).look()


async def test_the_status_serves_without_the_messages(looking):
    report = await looking({"status": "FAILURE", "messages": [notice()]}, httpx.Response(503)).look()

    assert len(outages(report)) == 1


async def test_both_bodies_are_kept_as_they_came(looking):
    report = await looking({"status": "FAILURE", "messages": None}, [notice(title="Awaria ż")]).look()

    kept = json.loads(report.raw)
    assert kept["status"]["status"] == "FAILURE"
    assert kept["messages"][0]["title"] == "Awaria ż"
