"""A refused offline invoice may be repaired once; nothing else may (facts 8.6)."""

from datetime import date

from tests.sandbox.ksef.caller import ATTACHMENT, build_invoice, digest

TOMORROW = date(2026, 11, 21)


def code(answer) -> int:
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


async def test_a_refused_offline_invoice_is_repaired_and_linked(company):
    session, wrong = await company.open(), build_invoice(day=TOMORROW)
    refused = await company.submit(session, wrong, offlineMode=True)
    assert refused["status"]["code"] == 450

    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    repaired = await company.submit(session, build_invoice(), **repair)

    assert repaired["status"]["code"] == 200
    assert code(await company.send(session, build_invoice(), **repair)) == 21166


async def test_a_repair_may_carry_an_attachment(company):
    session = await company.open()
    refused = await company.submit(session, build_invoice(extra=ATTACHMENT), offlineMode=True)
    assert refused["status"]["code"] == 415

    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    repaired = await company.submit(session, build_invoice("FV/2", extra=ATTACHMENT), **repair)

    assert repaired["status"]["code"] == 200


async def test_an_accepted_invoice_is_not_repaired(company):
    session, plain = await company.open(), build_invoice()
    await company.submit(session, plain, offlineMode=True)

    answer = await company.send(
        session, build_invoice("FV/2"), offlineMode=True, hashOfCorrectedInvoice=digest(plain)
    )

    assert code(answer) == 21167


async def test_an_online_invoice_and_one_without_the_right_are_not_repaired(company):
    session = await company.open()
    online, foreign = build_invoice(day=TOMORROW), build_invoice(nip="1111111111")
    await company.submit(session, online)
    await company.submit(session, foreign, offlineMode=True)

    for plain in (online, foreign):
        answer = await company.send(
            session, build_invoice(), offlineMode=True, hashOfCorrectedInvoice=digest(plain)
        )
        assert code(answer) == 21167


async def test_a_repair_must_itself_be_offline_and_name_a_known_invoice(company):
    session = await company.open()
    unknown = digest(b"never sent")

    assert code(await company.send(session, build_invoice(), hashOfCorrectedInvoice=unknown)) == 21405
    answer = await company.send(session, build_invoice(), offlineMode=True, hashOfCorrectedInvoice=unknown)
    assert code(answer) == 21405
