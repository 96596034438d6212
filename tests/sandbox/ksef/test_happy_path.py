"""From log-in to the official confirmation, over real HTTP with real cryptography."""

import re

import pytest
from lxml import etree

from tests.sandbox.ksef.caller import (
    NIP,
    build_invoice,
    digest,
    new_key,
    person_subject,
    seal_subject,
    self_signed,
    until,
)

UPO = {"u": "http://upo.schematy.mf.gov.pl/KSeF/v4-3"}
NUMBER = re.compile(rf"{NIP}-20261120-[0-9A-F]{{12}}-[0-9A-F]{{2}}")


@pytest.mark.parametrize("kind", ["rsa", "ec"])
async def test_a_seal_opens_the_context_of_its_own_nip_and_an_invoice_gets_its_number(script, kind):
    key = new_key(kind)
    await script.log_in(await script.by_certificate(key, self_signed(key, seal_subject(NIP))))
    session = await script.open()

    invoice = await script.submit(session, build_invoice())

    assert invoice["status"]["code"] == 200
    assert NUMBER.fullmatch(invoice["ksefNumber"])
    assert invoice["invoicingMode"] == "Online"
    assert invoice["invoiceNumber"] == "FV/2026/11/1"


@pytest.mark.parametrize("serial", [f"TINPL-{NIP}", "PNOPL-90010112345"])
async def test_a_person_logs_in_by_nip_or_by_a_granted_pesel(script, ksef, serial):
    ksef.grant(NIP, "Pesel", "90010112345", "InvoiceWrite", "InvoiceRead")
    key = new_key()

    await script.log_in(await script.by_certificate(key, self_signed(key, person_subject(serial))))

    assert (await script.open()).reference[9:11] == "SO"


async def test_a_token_opens_the_context_it_was_made_for(script, ksef):
    await script.log_in(await script.by_token(ksef.add_token(NIP)))
    session = await script.open()

    invoice = await script.submit(session, build_invoice())

    assert NUMBER.fullmatch(invoice["ksefNumber"])


async def test_the_confirmation_of_an_invoice_can_be_had_in_three_ways(company):
    session = await company.open()
    plain = build_invoice()
    invoice = await company.submit(session, plain)
    base = f"/sessions/{session.reference}/invoices"

    by_reference = await company.call("GET", f"{base}/{invoice['referenceNumber']}/upo")
    by_number = await company.call("GET", f"{base}/ksef/{invoice['ksefNumber']}/upo")
    by_link = await company.http.get(invoice["upoDownloadUrl"])

    assert by_reference.content == by_number.content == by_link.content
    assert by_link.headers["x-ms-meta-hash"] == digest(by_link.content)
    document = etree.fromstring(by_link.content).find("u:Dokument", UPO)
    assert document.findtext("u:NumerKSeFDokumentu", None, UPO) == invoice["ksefNumber"]
    assert document.findtext("u:SkrotDokumentu", None, UPO) == digest(plain)
    assert document.findtext("u:DataWystawieniaFaktury", None, UPO) == "2026-11-20"
    assert document.findtext("u:TrybWysylki", None, UPO) == "Online"


async def test_a_closed_session_has_a_collective_confirmation(company):
    session = await company.open()
    good = await company.submit(session, build_invoice("FV/1"))
    await company.submit(session, build_invoice("FV/2", nip="1111111111"))
    assert (await company.close(session)).status_code == 204

    path = f"/sessions/{session.reference}"
    status = await until(lambda: company.json("GET", path), lambda body: body["status"]["code"] != 170)

    assert status["status"] == {"code": 200, "description": "Sesja interaktywna przetworzona pomyślnie"}
    counts = [status[name] for name in ("invoiceCount", "successfulInvoiceCount", "failedInvoiceCount")]
    assert counts == [2, 1, 1]
    (page,) = status["upo"]["pages"]
    confirmation = await company.http.get(page["downloadUrl"])
    by_api = await company.call("GET", f"{path}/upo/{page['referenceNumber']}")
    assert confirmation.content == by_api.content
    assert good["ksefNumber"].encode() in confirmation.content


async def test_the_stored_document_is_the_one_that_was_sent_byte_for_byte(company):
    plain = build_invoice()
    invoice = await company.submit(await company.open(), plain)
    path = f"/invoices/ksef/{invoice['ksefNumber']}"

    stored = await until(lambda: company.call("GET", path), lambda answer: answer.status_code == 200)

    assert stored.content == plain
    assert stored.headers["x-ms-meta-hash"] == digest(plain)


async def test_what_was_sent_shows_in_the_control_view(company, ksef):
    invoice = await company.submit(await company.open(), build_invoice())

    (row,) = ksef.invoices()

    assert row["ksef_number"] == invoice["ksefNumber"]
    assert (row["number"], row["seller_nip"], row["mode"], row["status"]) == (
        "FV/2026/11/1",
        NIP,
        "Online",
        200,
    )
    assert row["hash"] == digest(build_invoice())
