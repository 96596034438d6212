"""What is checked before 202: sizes, hashes, sessions, technical corrections."""

import secrets

import httpx
import pytest

from tests.sandbox.ksef.caller import (
    NIP,
    b64,
    build_invoice,
    digest,
    new_key,
    seal_subject,
    self_signed,
    until,
)

OTHER = "1111111111"


def code(answer: httpx.Response) -> int:
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


@pytest.mark.wrong_client("properties of wrong types")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"encryptedInvoiceSize": 1}, 21402),
        ({"encryptedInvoiceHash": digest(b"other")}, 21403),
        ({"encryptedInvoiceContent": "%%%"}, 21405),
        ({"invoiceHash": "short"}, 21405),
        ({"invoiceSize": 0}, 21405),
        ({"invoiceSize": "400"}, 21405),
        ({"offlineMode": "yes"}, 21405),
    ],
)
async def test_a_wrong_description_of_the_file_is_refused_at_once(company, change, expected):
    session = await company.open()

    assert code(await company.send(session, build_invoice(), **change)) == expected


@pytest.mark.wrong_client("no JSON")
async def test_a_body_that_is_no_json_is_unreadable(company):
    session = await company.open()

    answer = await company.call("POST", f"/sessions/online/{session.reference}/invoices", content=b"{")

    assert code(answer) == 21001


@pytest.mark.wrong_client("properties are missing")
@pytest.mark.parametrize(
    "change",
    [
        {"formCode": {"systemCode": "FA (2)", "schemaVersion": "1-0E", "value": "FA"}},
        {"formCode": {"systemCode": "FA(3)", "schemaVersion": "1-0E", "value": "FA"}},
        {"formCode": None},
        {"encryption": {}},
        {"encryption": {"encryptedSymmetricKey": "AAAA", "initializationVector": b64(bytes(12))}},
    ],
)
async def test_a_session_is_opened_only_with_a_right_form_and_encryption(company, change):
    body = await company.open_body()

    assert code(await company.call("POST", "/sessions/online", json=body | change)) == 21405


async def test_an_unknown_key_id_is_refused_when_opening(company):
    body = await company.open_body()
    body["encryption"]["publicKeyId"] = digest(b"unknown")

    assert code(await company.call("POST", "/sessions/online", json=body)) == 21470


async def test_a_session_key_that_cannot_be_decrypted_shows_later(company):
    body = await company.open_body()
    body["encryption"]["encryptedSymmetricKey"] = b64(secrets.token_bytes(256))

    opened = await company.json("POST", "/sessions/online", json=body)

    path = f"/sessions/{opened['referenceNumber']}"
    status = await until(lambda: company.json("GET", path), lambda body: body["status"]["code"] != 100)
    assert status["status"]["code"] == 415


async def test_a_closed_session_takes_nothing_and_cannot_be_closed_again(company):
    session = await company.open()
    await company.submit(session, build_invoice())
    await company.close(session)

    assert code(await company.send(session, build_invoice("FV/2"))) == 21180
    assert code(await company.close(session)) == 21180


async def test_a_session_ends_by_itself_after_twelve_hours(company, ksef, world):
    session = await company.open()
    world.clock.advance(12 * 3600)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))

    assert code(await company.send(session, build_invoice())) == 21180


async def test_sessions_of_others_do_not_exist(company):
    session = await company.open()
    key = new_key()
    await company.log_in(await company.by_certificate(key, self_signed(key, seal_subject(OTHER)), nip=OTHER))

    assert code(await company.send(session, build_invoice())) == 21173
    assert code(await company.call("GET", f"/sessions/{session.reference}")) == 21173


async def test_an_empty_session_is_cancelled_and_one_without_good_invoices_fails(company):
    empty, bad = await company.open(), await company.open()
    await company.submit(bad, b"<a/>")
    results = {}
    for session in (empty, bad):
        await company.close(session)
        path = f"/sessions/{session.reference}"
        status = await until(
            lambda path=path: company.json("GET", path), lambda body: body["status"]["code"] != 170
        )
        results[session.reference] = status["status"]

    assert results[empty.reference] == {
        "code": 440,
        "description": "Sesja anulowana",
        "details": ["Nie przesłano faktur"],
    }
    assert results[bad.reference]["code"] == 445


async def test_during_maintenance_open_sessions_refuse_and_new_ones_work(company, ksef):
    old = await company.open()
    ksef.set_state(faults={"maintenance_21184": True})

    assert code(await company.send(old, build_invoice())) == 21184
    assert (await company.json("GET", f"/sessions/{old.reference}"))["status"]["code"] == 100
    fresh = await company.open()
    assert (await company.submit(fresh, build_invoice()))["status"]["code"] == 200


@pytest.mark.wrong_client("a page of five")
async def test_lists_come_in_pages_and_the_refused_have_their_own(company):
    session = await company.open()
    for number in range(12):
        await company.submit(
            session, build_invoice(f"FV/{number}", buyer="0000000000" if number == 3 else OTHER)
        )
    path = f"/sessions/{session.reference}/invoices"

    first = await company.json("GET", f"{path}?pageSize=10")
    again = {"x-continuation-token": first["continuationToken"]}
    second = await company.json("GET", f"{path}?pageSize=10", headers=again)
    failed = await company.json("GET", f"{path}/failed")

    ordinals = [each["ordinalNumber"] for each in first["invoices"] + second["invoices"]]
    assert ordinals == list(range(1, 13))
    assert second["continuationToken"] is None
    assert [each["invoiceNumber"] for each in failed["invoices"]] == ["FV/3"]
    assert code(await company.call("GET", f"{path}?pageSize=5")) == 21405
    assert code(await company.call("GET", path, headers={"x-continuation-token": "%"})) == 21418


async def test_there_is_no_confirmation_for_a_refused_invoice(company):
    session = await company.open()
    refused = await company.submit(session, b"<a/>")

    answer = await company.call(
        "GET", f"/sessions/{session.reference}/invoices/{refused['referenceNumber']}/upo"
    )

    assert code(answer) == 21178


async def test_a_download_link_expires_after_three_days(company, world):
    invoice = await company.submit(await company.open(), build_invoice())
    assert (await company.http.get(invoice["upoDownloadUrl"])).status_code == 200
    world.clock.advance(3 * 24 * 3600)

    assert (await company.http.get(invoice["upoDownloadUrl"])).status_code == 403
