"""Finding invoices again: metadata by filters, one by its number."""

import pytest

from tests.sandbox.ksef.caller import NIP, build_invoice, digest, until

YEAR = {"dateType": "Issue", "from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00+01:00"}
MINE = {"subjectType": "Subject1", "dateRange": YEAR}


def code(answer) -> int:
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


async def ask(script, query="", **filters) -> dict:
    return await script.json("POST", f"/invoices/query/metadata{query}", json=MINE | filters)


@pytest.fixture
async def shelf(company):
    """Twelve stored invoices of the company."""
    session = await company.open()
    for number in range(12):
        kind = "UPR" if number == 5 else "VAT"
        await company.submit(session, build_invoice(f"FV/{number}", kind=kind, buyer="1111111111"))
    await until(lambda: ask(company), lambda body: len(body["invoices"]) == 10 and body["hasMore"])
    return company


async def test_metadata_tells_what_the_document_says(company):
    invoice = await company.submit(await company.open(), build_invoice())
    body = await until(lambda: ask(company), lambda body: body["invoices"])

    (row,) = body["invoices"]
    assert row["ksefNumber"] == invoice["ksefNumber"]
    assert (row["invoiceNumber"], row["issueDate"], row["invoiceType"]) == (
        "FV/2026/11/1",
        "2026-11-20",
        "Vat",
    )
    assert row["seller"] == {"nip": NIP, "name": "Latarnia Morska sp. z o.o."}
    assert row["buyer"]["identifier"] == {"type": "Nip", "value": "5260250274"}
    assert (row["netAmount"], row["vatAmount"], row["grossAmount"], row["currency"]) == (
        400.0,
        92.0,
        492.0,
        "PLN",
    )
    assert row["invoiceHash"] == digest(build_invoice())
    assert row["invoicingMode"] == "Online"


async def test_rows_come_in_pages(shelf):
    first, second = await ask(shelf, "?pageOffset=0"), await ask(shelf, "?pageOffset=1")

    assert (len(first["invoices"]), first["hasMore"]) == (10, True)
    assert (len(second["invoices"]), second["hasMore"]) == (2, False)
    assert not first["isTruncated"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"invoiceNumber": "FV/3"}, 1),
        ({"invoiceTypes": ["Upr"]}, 1),
        ({"currencyCodes": ["EUR"]}, 0),
        ({"buyerIdentifier": {"type": "Nip", "value": "1111111111"}, "invoiceNumber": "FV/1"}, 1),
        ({"buyerIdentifier": {"type": "None"}}, 0),
        ({"amount": {"type": "Brutto", "from": 492.01}}, 0),
        ({"sellerNip": "1111111111"}, 0),
        ({"hasAttachment": True}, 0),
        ({"invoicingMode": "Offline"}, 0),
        ({"subjectType": "Subject2"}, 0),
        ({"dateRange": {"dateType": "Issue", "from": "2026-11-21T00:00:00Z"}}, 0),
    ],
)
async def test_filters_filter(shelf, filters, expected):
    assert len((await ask(shelf, **filters))["invoices"]) == expected


@pytest.mark.wrong_client("dates that are none")
@pytest.mark.parametrize(
    "dates",
    [
        {"dateType": "Issue", "from": "2026-08-01T00:00:00Z", "to": "2026-11-10T00:00:00Z"},
        {"dateType": "Issue", "from": "2026-11-10T00:00:00Z", "to": "2026-11-01T00:00:00Z"},
        {"dateType": "Born", "from": "2026-11-10T00:00:00Z"},
        {"dateType": "Issue", "from": "yesterday"},
        {"dateType": "Issue"},
    ],
)
async def test_a_wrong_range_of_dates_is_refused(company, dates):
    answer = await company.call("POST", "/invoices/query/metadata", json=MINE | {"dateRange": dates})

    assert code(answer) == 21405


async def test_a_range_of_exactly_a_hundred_days_is_allowed(company):
    dates = {"dateType": "Issue", "from": "2026-08-01T00:00:00Z", "to": "2026-11-09T00:00:00Z"}

    assert (await ask(company, dateRange=dates))["invoices"] == []


async def test_beyond_the_high_water_mark_there_is_nothing_to_ask(company):
    dates = {"dateType": "PermanentStorage", "from": "2026-11-25T00:00:00Z", "to": "2026-11-26T00:00:00Z"}
    beyond = MINE | {"dateRange": dates | {"restrictToPermanentStorageHwmDate": True}}

    assert code(await company.call("POST", "/invoices/query/metadata", json=beyond)) == 21183


@pytest.mark.wrong_client("a number that is none")
async def test_an_invoice_of_strangers_does_not_exist(company, ksef):
    invoice = await company.submit(await company.open(), build_invoice(buyer="1111111111"))
    stranger = "7762811692"
    await company.log_in(await company.by_token(ksef.add_token(stranger), nip=stranger))

    assert code(await company.call("GET", f"/invoices/ksef/{invoice['ksefNumber']}")) == 21164
    assert code(await company.call("GET", "/invoices/ksef/nonsense")) == 21405


async def test_the_buyer_finds_his_invoice(company, ksef):
    buyer = "1111111111"
    plain = build_invoice(buyer=buyer)
    invoice = await company.submit(await company.open(), plain)
    await company.log_in(await company.by_token(ksef.add_token(buyer), nip=buyer))

    found = await until(lambda: ask(company, subjectType="Subject2"), lambda body: body["invoices"])

    assert found["invoices"][0]["ksefNumber"] == invoice["ksefNumber"]
    assert (await company.call("GET", f"/invoices/ksef/{invoice['ksefNumber']}")).content == plain
