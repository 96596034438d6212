"""What becomes of an invoice after 202: the statuses KSeF gives, and why."""

import secrets
from datetime import UTC, date, datetime

import httpx
import pytest

from tests.sandbox.ksef.caller import ATTACHMENT, NIP, Script, b64, build_invoice, digest, encrypt, until

NUL = chr(0x7F).encode()
TODAY, TOMORROW, YESTERDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 19)


def result(invoice) -> int:
    return invoice["status"]["code"]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda good: b"\xef\xbb\xbf" + good, 430),
        (lambda good: good.replace(b"UTF-8", b"ISO-8859-2"), 430),
        (lambda good: good.replace(b"<Faktura", b"<!DOCTYPE Faktura><Faktura", 1), 430),
        (lambda good: good.replace(b"<Naglowek>", b"<?note x?><Naglowek>"), 430),
        (lambda good: good + b"<?note x?>", 430),
        (lambda good: good.replace(b"Konsultacje", b"Kon" + NUL), 430),
        (lambda good: good.replace(b"Konsultacje", chr(0x1FFFE).encode()), 430),
        (lambda good: good.replace(b"</Faktura>", b""), 430),
        (lambda good: good.replace(b"Konsultacje", b"\xff"), 450),
        (lambda good: good.replace(b"<P_15>492.00</P_15>", b""), 450),
        (lambda good: good.replace(b"<P_12>23</P_12>", b"<P_12>23%</P_12>"), 450),
        (lambda good: good.replace(b"13775", b"12648"), 450),
        (lambda good: good.replace(b"Konsultacje", "Konsultacje 🧾\u0085".encode()), 200),
        (lambda good: good.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b""), 200),
        (lambda good: good.replace(b"492.00", b"1.00"), 200),
    ],
)
async def test_the_file_is_judged_as_the_service_judges_it(company, spoil, expected):
    invoice = await company.submit(await company.open(), spoil(build_invoice()))

    assert result(invoice) == expected


async def test_what_was_declared_must_agree_with_what_was_decrypted(company):
    session, plain = await company.open(), build_invoice()

    assert result(await company.submit(session, plain, invoiceHash=digest(b"other"))) == 430
    assert result(await company.submit(session, plain, invoiceSize=len(plain) + 1)) == 430


async def test_an_invoice_encrypted_with_another_key_cannot_be_decrypted(company):
    session, plain = await company.open(), build_invoice()
    strange = encrypt(plain, secrets.token_bytes(32), session.iv)[:-1]
    session.key = secrets.token_bytes(32)
    body = company.send_body(session, plain)
    changed = {"encryptedInvoiceHash": digest(strange), "encryptedInvoiceSize": len(strange)}
    content = {"encryptedInvoiceContent": b64(strange)}
    path = f"/sessions/online/{session.reference}/invoices"

    sent = await company.call("POST", path, json=body | changed | content)

    assert result(await company.final(session, sent)) == 435


async def test_an_invoice_over_a_megabyte_is_refused(company):
    plain = build_invoice().replace(b"<Naglowek>", b"<!--" + b"x" * 1_000_000 + b"--><Naglowek>")

    assert result(await company.submit(await company.open(), plain)) == 430


async def test_nobody_invoices_in_the_name_of_another_seller(company):
    invoice = await company.submit(await company.open(), build_invoice(nip="1111111111"))

    assert result(invoice) == 410


async def test_the_buyer_issues_only_when_the_seller_allowed_it(company, ksef):
    session = await company.open()
    own = build_invoice(nip="1111111111", buyer=NIP, annotations="1")
    assert result(await company.submit(session, own)) == 410
    ksef.grant("1111111111", "Nip", NIP, "SelfInvoicing")

    assert result(await company.submit(session, own)) == 200


async def test_an_attachment_is_not_for_an_interactive_session(company):
    assert result(await company.submit(await company.open(), build_invoice(extra=ATTACHMENT))) == 415


async def test_an_invoice_dated_tomorrow_in_warsaw_is_refused(company, ksef, world):
    session = await company.open()

    assert result(await company.submit(session, build_invoice(day=TOMORROW))) == 450
    world.clock.set(datetime(2026, 11, 20, 23, 1, tzinfo=UTC))
    await company.log_in(await company.by_token(ksef.add_token(NIP)))
    fresh = await company.open()
    assert result(await company.submit(fresh, build_invoice(day=TOMORROW))) == 200


async def test_the_test_system_checks_identifiers_only_when_asked(company):
    wrong = build_invoice(buyer="1111111112")
    validation = {"X-KSeF-Feature": "subject-identifier-validation"}
    plain, strict = await company.open(), await company.open(headers=validation)
    both = await company.open(headers={"X-KSeF-Feature": "subject-identifier-validation, upo-v4-3"})

    assert result(await company.submit(strict, wrong)) == 450
    assert result(await company.submit(both, wrong)) == 200
    assert result(await company.submit(plain, build_invoice("FV/2", buyer="1111111112"))) == 200


async def test_the_production_system_always_checks_identifiers(prod):
    async with httpx.AsyncClient(base_url=prod.base_url, timeout=20) as http:
        script = Script(http)
        await script.log_in(await script.by_token(prod.add_token(NIP)))

        assert result(await script.submit(await script.open(), build_invoice(buyer="1111111112"))) == 450


async def test_a_duplicate_names_the_first_one(company):
    first = await company.open()
    accepted = await company.submit(first, build_invoice())
    second = await company.open()

    invoice = await company.submit(second, build_invoice())

    assert result(invoice) == 440
    assert invoice["invoiceNumber"] == "FV/2026/11/1"
    assert invoice["status"]["extensions"] == {
        "originalSessionReferenceNumber": first.reference,
        "originalKsefNumber": accepted["ksefNumber"],
    }


async def test_a_simplified_invoice_may_have_the_number_of_an_ordinary_one(company):
    session = await company.open()
    await company.submit(session, build_invoice())

    assert result(await company.submit(session, build_invoice(kind="UPR"))) == 200


async def test_a_refused_invoice_leaves_its_number_free(company, ksef):
    session = await company.open()
    ksef.set_state("rejecting")
    assert result(await company.submit(session, build_invoice())) == 450
    ksef.set_state("up")

    assert result(await company.submit(session, build_invoice())) == 200


@pytest.mark.parametrize(
    ("day", "declared", "mode"),
    [
        (TODAY, False, "Online"),
        (YESTERDAY, False, "Offline"),
        (TODAY, True, "Offline"),
        (YESTERDAY, True, "Offline"),
    ],
)
async def test_the_day_of_issue_decides_about_online_and_offline(company, day, declared, mode):
    invoice = await company.submit(await company.open(), build_invoice(day=day), offlineMode=declared)

    assert invoice["invoicingMode"] == mode


async def test_the_ksef_number_bears_the_day_of_acceptance_in_warsaw(company, ksef, world):
    world.clock.set(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    await company.log_in(await company.by_token(ksef.add_token(NIP)))

    invoice = await company.submit(await company.open(), build_invoice())

    assert invoice["ksefNumber"].startswith(f"{NIP}-20261121-")
    assert invoice["invoicingMode"] == "Offline"


async def test_statuses_go_from_queued_over_running_to_done(company, ksef):
    ksef.set_state(faults={"status_delay": 0.6})
    session = await company.open()
    sent = await company.send(session, build_invoice())
    path = f"/sessions/{session.reference}/invoices/{sent.json()['referenceNumber']}"
    seen = []

    async def ask():
        body = await company.json("GET", path)
        seen.append(result(body))
        return body

    await until(ask, lambda body: result(body) == 200)

    assert list(dict.fromkeys(seen)) == [100, 150, 200]


async def test_between_number_and_storage_the_document_is_not_yet_available(company, ksef):
    ksef.set_state(faults={"storage_delay": 30})
    invoice = await company.submit(await company.open(), build_invoice())

    early = await company.call("GET", f"/invoices/ksef/{invoice['ksefNumber']}")

    assert early.json()["exception"]["exceptionDetailList"][0]["exceptionCode"] == 21165
    assert invoice["permanentStorageDate"] is None
