"""`GET /sessions`: one's own sessions, of one kind, by filters and pages."""

import pytest

from tests.sandbox.ksef.caller import NIP, build_invoice
from tests.sandbox.ksef.parcel import Parcel, zipped
from tests.sandbox.ksef.test_batches import codes


async def listed(company, query: str, **headers) -> dict:
    return await company.json("GET", f"/sessions?{query}", headers=headers)


async def references(company, query: str) -> list[str]:
    return [each["referenceNumber"] for each in (await listed(company, query))["sessions"]]


async def test_each_kind_is_listed_apart_newest_first(company, world):
    first = await company.open()
    world.clock.advance(1)
    second = await company.open()
    parcel = Parcel(zipped({"1.xml": build_invoice()}))
    await parcel.sent(company)

    assert await references(company, "sessionType=Online") == [second.reference, first.reference]
    assert await references(company, "sessionType=Batch") == [parcel.reference]
    assert await references(company, f"sessionType=Online&referenceNumber={first.reference}") == [
        first.reference
    ]


async def test_a_status_sums_up_and_several_may_be_asked_for(company):
    online = await company.open()
    parcel = Parcel(zipped({"1.xml": build_invoice()}))
    await parcel.sent(company)

    assert await references(company, "sessionType=Batch&statuses=Succeeded&statuses=Failed") == [
        parcel.reference
    ]
    assert await references(company, "sessionType=Online&statuses=Succeeded") == []
    assert await references(company, "sessionType=Online&statuses=InProgress") == [online.reference]


async def test_long_lists_come_by_pages(company):
    opened = [(await company.open()).reference for _ in range(12)]

    first = await listed(company, "sessionType=Online&pageSize=10")
    token = {"x-continuation-token": first["continuationToken"]}
    second = await listed(company, "sessionType=Online&pageSize=10", **token)

    told = [each["referenceNumber"] for each in first["sessions"] + second["sessions"]]
    assert sorted(told) == sorted(opened)
    assert second["continuationToken"] is None


@pytest.mark.wrong_client("queries that the API does not know")
@pytest.mark.parametrize("query", ["", "sessionType=Other", "sessionType=Online&statuses=Fine"])
async def test_an_impossible_question_is_refused(company, query):
    assert codes(await company.call("GET", f"/sessions?{query}")) == [21405]


async def test_nobody_sees_the_sessions_of_others(company, ksef):
    await company.open()
    other = "5260250274"
    assert other != NIP
    await company.log_in(await company.by_token(ksef.add_token(other), nip=other))

    assert await references(company, "sessionType=Online") == []
