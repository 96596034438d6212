"""The points of a faithful KSeF stand-in, from nine to sixteen: a client that has one wrong is refused."""

import hashlib
from datetime import timedelta

import pytest

from tests.sandbox.ksef.answers import code, reason
from tests.sandbox.ksef.caller import NIP, NOON, build_invoice, new_key, until
from tests.sandbox.ksef.enrolling import Enrolling, csr
from tests.sandbox.ksef.parcel import Parcel, zipped
from tests.sandbox.ksef.test_pages import page, second_link, sign_der

# --- 9. technical correction ---


async def test_09_a_client_that_repairs_twice_or_what_is_whole_is_refused(company):
    session = await company.open()
    refused = await company.submit(session, build_invoice(kind="FAKTURA"), offlineMode=True)
    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    whole = await company.submit(session, build_invoice(), **repair)

    assert code(await company.send(session, build_invoice("FV/2"), **repair)) == 21166
    again = {"offlineMode": True, "hashOfCorrectedInvoice": whole["invoiceHash"]}
    assert code(await company.send(session, build_invoice("FV/2"), **again)) == 21167


# --- 10. closing and confirmations ---


async def test_10_a_client_that_goes_on_after_closing_is_refused(company, world, ksef):
    session = await company.open()
    invoice = await company.submit(session, build_invoice())
    await company.close(session)

    assert code(await company.send(session, build_invoice("FV/2"))) == 21180
    world.clock.advance(3 * 86_400)
    assert (await company.http.get(invoice["upoDownloadUrl"])).status_code == 403


# --- 11. packages ---


async def test_11_a_client_that_leaves_out_the_storage_header_uploads_nothing(company):
    parcel = await Parcel(zipped({"1.xml": build_invoice()})).open(company)
    [request], [content] = parcel.requests, parcel.slices

    bare = await company.http.put(request["url"], content=content)

    assert bare.status_code == 400
    assert code(await parcel.close(company)) == 21205


async def test_11_a_client_that_uploads_what_it_did_not_declare_fails(company):
    parcel = await Parcel(zipped({"1.xml": build_invoice()})).open(company)
    [request], [content] = parcel.requests, parcel.slices
    other = bytes([content[0] ^ 1]) + content[1:]
    assert (await parcel.put(company, request, other)).status_code == 201
    await parcel.close(company)

    assert (await parcel.final(company))["status"]["code"] == 405


async def test_11_a_client_that_puts_the_vector_before_each_part_fails(company):
    parcel = Prefixed(zipped({"1.xml": build_invoice()}))

    assert (await parcel.sent(company))["status"]["code"] in {405, 430, 435}


class Prefixed(Parcel):
    """A package of somebody who has read that the vector goes in front of the cipher."""

    @property
    def slices(self) -> list[bytes]:
        return [self.iv + each for each in super().slices]


async def test_11_a_client_that_comes_after_its_window_is_refused(company, world):
    parcel = await Parcel(zipped({"1.xml": build_invoice()})).open(company)
    world.clock.advance(20 * 60)

    assert await parcel.upload(company) == [403]


# --- 12. queries ---


async def test_12_a_client_that_asks_for_more_than_a_hundred_days_is_refused(company):
    start = NOON - timedelta(days=101)
    dates = {"dateType": "Issue", "from": start.isoformat(), "to": NOON.isoformat()}
    body = {"subjectType": "Subject1", "dateRange": dates}

    assert code(await company.call("POST", "/invoices/query/metadata", json=body)) == 21405


async def test_12_a_client_that_orders_a_package_for_more_than_a_hundred_days_is_refused(company):
    opened, start = await company.open_body(), NOON - timedelta(days=101)
    dates = {"dateType": "PermanentStorage", "from": start.isoformat(), "to": NOON.isoformat()}
    body = {
        "encryption": opened["encryption"],
        "filters": {"subjectType": "Subject1", "dateRange": dates},
    }

    assert code(await company.call("POST", "/invoices/exports", json=body)) == 21405


async def test_12_a_client_that_comes_for_its_package_after_a_week_finds_it_gone(company, world, ksef):
    opened = await company.open_body()
    dates = {"dateType": "PermanentStorage", "from": (NOON - timedelta(days=1)).isoformat()}
    body = {
        "encryption": opened["encryption"],
        "filters": {"subjectType": "Subject1", "dateRange": dates},
    }
    placed = await company.json("POST", "/invoices/exports", json=body)
    path = f"/invoices/exports/{placed['referenceNumber']}"
    done = await until(lambda: company.json("GET", path), lambda each: each["status"]["code"] != 100)
    assert done["package"]["compressionType"] == "Zip"
    world.clock.advance(7 * 86_400)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))

    assert (await company.call("GET", path)).status_code == 410


# --- 13. limits ---


@pytest.mark.parametrize(("error_format", "kind"), [("", "json"), ("problem-details", "problem+json")])
async def test_13_a_client_in_a_hurry_is_told_when_to_come_again(company, ksef, error_format, kind):
    ksef.set_state(faults={"rate_limits": True})
    headers = {"X-Error-Format": error_format} if error_format else {}
    for _ in range(10):
        assert (await company.call("GET", "/limits/context", headers=headers)).status_code == 200
    last = await company.call("GET", "/limits/context", headers=headers)

    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    assert last.headers["Content-Type"].split(";")[0] == f"application/{kind}"


# --- 14. the lighthouse ---


async def test_14_a_client_that_looks_for_the_lighthouse_inside_the_api_finds_nothing(lighthouse):
    lighthouse.follow("failure")

    assert (await lighthouse.http.get("/v2/status")).status_code == 404
    assert (await lighthouse.http.get("/status")).json()["status"] == "FAILURE"


# --- 15. the codes ---


async def test_15_a_client_that_signs_the_link_with_its_scheme_is_exposed(script, ksef):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())

    def with_scheme(key, text: bytes) -> bytes:
        return sign_der(key, b"https://" + text)

    def hashed_twice(key, text: bytes) -> bytes:
        return sign_der(key, hashlib.sha256(text).digest())

    for wrong in (with_scheme, hashed_twice):
        assert "Podpis wystawcy jest nieprawidłowy" in await page(
            script, second_link(ksef, key, certificate, wrong)
        )


# --- 16. faults ---


@pytest.mark.broken_ksef("500 after acceptance")
async def test_16_a_client_that_sends_again_after_a_500_gets_a_duplicate_and_no_second_number(company, ksef):
    session, plain = await company.open(), build_invoice()
    ksef.set_state(faults={"error_after_accept": 1})
    assert (await company.send(session, plain)).status_code == 500

    again = await company.submit(session, plain)

    numbers = [each["ksef_number"] for each in ksef.invoices() if each["ksef_number"]]
    assert again["status"]["code"] == 440
    assert [again["status"]["extensions"]["originalKsefNumber"]] == numbers


async def test_16_a_cancelled_invoice_and_a_warning_come_when_ordered(company, ksef):
    ksef.set_state(faults={"cancel_550": 1, "system_warning": "[sig-001]: Format podpisu"})

    session = await company.open()
    cancelled = await company.submit(session, build_invoice())
    answer = await company.call("GET", "/rate-limits")

    assert cancelled["status"]["code"] == 550
    assert answer.headers["X-System-Warning"] == "[sig-001]: Format podpisu"


async def test_16_a_cancelled_log_in_and_a_cancelled_request_work_the_second_time(script, seal, ksef):
    ksef.set_state(faults={"cancel_login_550": 1, "cancel_enrolment_550": 1})

    cancelled = await script.auth_status(await script.by_certificate(*seal))
    await script.log_in(await script.by_certificate(*seal))
    enrolling = Enrolling(script)
    first = await enrolling.final(await enrolling.ask(csr(await enrolling.data(), new_key())))
    second = await enrolling.final(await enrolling.ask(csr(await enrolling.data(), new_key())))

    assert [each["status"]["code"] for each in (cancelled, first, second)] == [550, 550, 200]


# --- and who may not ---


async def test_a_client_without_the_right_is_told_which_one_it_lacks(script, owner):
    wish = {"permissions": ["InvoiceRead"], "description": "Tylko do odczytu"}
    made = await owner.json("POST", "/tokens", json=wish)
    path = f"/tokens/{made['referenceNumber']}"
    await until(lambda: owner.json("GET", path), lambda each: each["status"] == "Active")
    await script.log_in(await script.by_token(made["token"]))

    refused = await script.call("POST", "/sessions/online", json=await script.open_body())

    assert reason(refused) == "missing-permissions"
    assert "InvoiceWrite" in refused.json()["security"]["requiredAnyOfPermissions"]
