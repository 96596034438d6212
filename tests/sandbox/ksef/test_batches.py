"""Batch sessions: a package goes in by parts, each invoice is judged alone, wrong clients are refused."""

from contextlib import suppress

import httpx
import pytest

from tests.sandbox.ksef.caller import ATTACHMENT, NIP, NOON, build_invoice, digest, until
from tests.sandbox.ksef.parcel import Parcel, tarred, zipped


def documents(count: int, start: int = 1, **more) -> dict[str, bytes]:
    return {
        f"{number}.xml": build_invoice(f"FV/2026/11/{number}", **more)
        for number in range(start, start + count)
    }


def codes(answer) -> list[int]:
    assert answer.status_code == 400, answer.text
    return [each["exceptionCode"] for each in answer.json()["exception"]["exceptionDetailList"]]


async def rows(company, reference, path="invoices") -> list[dict]:
    return (await company.json("GET", f"/sessions/{reference}/{path}"))["invoices"]


@pytest.mark.parametrize(("pack", "compression"), [(zipped, "Zip"), (zipped, None), (tarred, "TarGz")])
async def test_a_package_in_parts_gives_every_invoice_its_number_and_one_confirmation(
    company, pack, compression
):
    sent = documents(5)
    parcel = Parcel(pack(sent), pieces=3, compression=compression)

    status = await parcel.sent(company)

    assert status["status"]["code"] == 200
    assert (status["invoiceCount"], status["successfulInvoiceCount"], status["failedInvoiceCount"]) == (
        5,
        5,
        0,
    )
    told = await rows(company, parcel.reference)
    assert {each["invoiceHash"] for each in told} == {digest(content) for content in sent.values()}
    assert {each["invoiceFileName"] for each in told} == set(sent)
    (page,) = status["upo"]["pages"]
    confirmation = (await company.http.get(page["downloadUrl"])).text
    assert all(each["ksefNumber"] in confirmation for each in told)


async def test_one_bad_invoice_does_not_sink_the_package(company):
    parcel = Parcel(
        zipped(documents(2) | {"bad.xml": b"<Faktura/>", "again.xml": build_invoice("FV/2026/11/1")})
    )

    status = await parcel.sent(company)

    assert (status["status"]["code"], status["failedInvoiceCount"]) == (200, 2)
    failed = await rows(company, parcel.reference, "invoices/failed")
    assert {each["invoiceFileName"]: each["status"]["code"] for each in failed} == {
        "bad.xml": 450,
        "again.xml": 440,
    }


async def test_all_bad_is_445_without_a_confirmation(company):
    status = await Parcel(zipped({"bad.xml": b"<Faktura/>"})).sent(company)

    assert status["status"]["code"] == 445
    assert "upo" not in status


async def test_the_moment_of_opening_counts_for_every_invoice(company, world):
    parcel = await Parcel(zipped(documents(1))).open(company)
    world.clock.advance(600)
    await parcel.upload(company)
    await parcel.close(company)
    await parcel.final(company)

    (told,) = await rows(company, parcel.reference)
    assert told["invoicingDate"] == (await parcel.status(company))["dateCreated"]
    assert told["invoicingMode"] == "Online"


async def test_offline_is_declared_for_the_whole_session(company):
    parcel = Parcel(zipped(documents(1)))
    await parcel.sent(company, offline=True)

    assert [each["invoicingMode"] for each in await rows(company, parcel.reference)] == ["Offline"]


# --- wrong clients ---


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fileSize": 0}, 21405),
        ({"fileSize": 5_000_000_001}, 21405),
        ({"fileParts": []}, 21405),
        ({"fileParts": [{"ordinalNumber": 2, "fileSize": 16, "fileHash": digest(b"")}]}, 21405),
        ({"fileParts": [{"ordinalNumber": 1, "fileSize": 100_000_017, "fileHash": digest(b"")}]}, 21157),
        ({"fileHash": "abc"}, 21405),
        ({"compressionType": "Rar"}, 21405),
        (
            {
                "fileParts": [
                    {"ordinalNumber": each, "fileSize": 16, "fileHash": digest(b"")} for each in range(1, 52)
                ]
            },
            21161,
        ),
    ],
)
@pytest.mark.wrong_client("declarations that no package can have")
async def test_an_impossible_declaration_is_refused(company, change, code):
    body = await Parcel(zipped(documents(1))).body(company, **change)

    assert codes(await company.call("POST", "/sessions/batch", json=body)) == [code]


async def test_a_withdrawn_key_and_a_foreign_form_are_refused(company, ksef):
    parcel = Parcel(zipped(documents(1)))
    body = await parcel.body(company)
    ksef.rotate_key("SymmetricKeyEncryption", emergency=True)

    assert codes(await company.call("POST", "/sessions/batch", json=body)) == [21470]
    form = {"systemCode": "FA (2)", "schemaVersion": "1-0E", "value": "FA"}
    refused = await company.call("POST", "/sessions/batch", json=body | {"formCode": form})
    assert codes(refused) == [21405]


async def test_an_upload_wants_the_told_header_no_more_bytes_and_its_window(company, world):
    parcel = await Parcel(zipped(documents(1))).open(company)
    (request,), (content,) = parcel.requests, parcel.slices

    async def put(content, **headers) -> int:
        return (await parcel.put(company, request, content, **headers)).status_code

    assert await put(content, **{"x-ms-blob-type": "PageBlob"}) == 400
    assert await put(content + b"more") == 400
    assert await put(content) == 201
    world.clock.advance(20 * 60)
    assert await put(content) == 403


async def test_closing_wants_every_part_in_its_declared_size(company):
    parcel = await Parcel(zipped(documents(3)), pieces=2).open(company)
    assert codes(await parcel.close(company)) == [21205]
    await parcel.put(company, parcel.requests[0], parcel.slices[0])
    await parcel.put(company, parcel.requests[1], parcel.slices[1][:-1])
    assert codes(await parcel.close(company)) == [21157]

    await parcel.upload(company)
    assert (await parcel.close(company)).status_code == 204
    assert codes(await parcel.close(company)) == [21180]


async def test_who_closes_too_late_has_lost_the_session(company, world, ksef):
    parcel = await Parcel(zipped(documents(1))).open(company)
    await parcel.upload(company)
    world.clock.advance(20 * 60)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))

    assert codes(await parcel.close(company)) == [21208]
    assert (await parcel.status(company))["status"] == {
        "code": 440, "description": "Sesja anulowana", "details": ["Przekroczono czas wysyłki"],
    }  # fmt: skip


async def test_a_package_that_is_never_closed_is_dropped_after_twelve_hours(company, world, ksef):
    parcel = await Parcel(zipped(documents(1))).open(company)
    await parcel.upload(company)
    world.clock.advance(12 * 3600)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))

    assert (await parcel.status(company))["status"]["code"] == 440


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda parcel: setattr(parcel, "archive", b"PK" + parcel.archive[2:-30]), 430),
        (lambda parcel: setattr(parcel, "archive", zipped({})), 440),
        (lambda parcel: setattr(parcel, "compression", "TarGz"), 430),
    ],
)
async def test_a_broken_or_empty_archive_ends_the_session(company, spoil, code):
    parcel = Parcel(zipped(documents(2)))
    spoil(parcel)

    assert (await parcel.sent(company))["status"]["code"] == code


async def test_a_hash_that_does_not_fit_the_archive_is_405(company):
    parcel = Parcel(zipped(documents(1)))

    assert (await parcel.sent(company, fileHash=digest(b"other")))["status"]["code"] == 405


async def test_parts_of_another_key_are_435_and_an_unreadable_key_is_415(company):
    parcel = await Parcel(zipped(documents(1))).open(company)
    parcel.key = bytes(32)
    encrypted = parcel.slices
    other = Parcel(parcel.archive)
    body = await other.body(company)
    part = {"ordinalNumber": 1, "fileSize": len(encrypted[0]), "fileHash": digest(encrypted[0])}
    body["batchFile"]["fileParts"] = [part]
    opened = await company.json("POST", "/sessions/batch", json=body)
    other.reference, other.requests = opened["referenceNumber"], opened["partUploadRequests"]
    await other.put(company, other.requests[0], encrypted[0])
    await other.close(company)
    assert (await other.final(company))["status"]["code"] == 435

    third = Parcel(zipped(documents(1)), key=bytes(7))
    third_body = await Parcel(third.archive).body(company)
    third_body["encryption"] = (await company.open_body(bytes(7), bytes(16)))["encryption"]
    opened = await company.json("POST", "/sessions/batch", json=third_body)
    third.reference, third.requests = opened["referenceNumber"], opened["partUploadRequests"]
    await third.put(company, third.requests[0], bytes(third_body["batchFile"]["fileParts"][0]["fileSize"]))
    await third.close(company)
    assert (await third.final(company))["status"]["code"] == 415


async def test_a_package_over_the_limit_of_the_context_is_420(company, ksef):
    session = {"maxInvoiceSizeInMB": 1, "maxInvoiceWithAttachmentSizeInMB": 3, "maxInvoices": 2}
    limits = {"onlineSession": session, "batchSession": session, "collectiveIdentifier": {"maxInvoices": 500}}
    assert (await company.call("POST", "/testdata/limits/context/session", json=limits)).status_code == 200

    assert (await Parcel(zipped(documents(3))).sent(company))["status"]["code"] == 420


async def test_attachments_go_in_packages_of_companies_with_consent_only(company):
    with_attachment = {"a.xml": build_invoice("FV/1", extra=ATTACHMENT)}
    parcel = Parcel(zipped(with_attachment))
    await parcel.sent(company)
    (refused,) = await rows(company, parcel.reference)
    assert refused["status"]["code"] == 410
    assert "nie posiada zgody" in refused["status"]["details"][0]

    assert (await company.call("POST", "/testdata/attachment", json={"nip": NIP})).status_code == 200
    assert (await Parcel(zipped(with_attachment)).sent(company))["status"]["code"] == 200


async def test_an_online_session_and_a_package_are_not_mixed_up(company):
    parcel = await Parcel(zipped(documents(1))).open(company)
    online = await company.open()

    assert codes(await company.call("POST", f"/sessions/online/{parcel.reference}/close")) == [21173]
    assert codes(await company.call("POST", f"/sessions/batch/{online.reference}/close")) == [21173]


# --- faults ---


@pytest.mark.broken_ksef("the answer to the closing is lost on purpose")
@pytest.mark.parametrize("fault", ["drop_after_close", "error_after_close"])
async def test_a_lost_answer_to_the_closing_still_closes(company, ksef, fault):
    parcel = await Parcel(zipped(documents(1))).open(company)
    await parcel.upload(company)
    ksef.set_state(faults={fault: 1})

    with suppress(httpx.RemoteProtocolError):
        assert (await parcel.close(company)).status_code == 500

    assert (await parcel.final(company))["status"]["code"] == 200


async def test_a_failed_upload_can_be_repeated(company, ksef):
    parcel = await Parcel(zipped(documents(1))).open(company)
    ksef.set_state(faults={"upload_fails": 1})

    assert await parcel.upload(company) == [500]
    assert await parcel.upload(company) == [201]


async def test_two_thousand_invoices_are_worked_off_while_others_are_served(company):
    parcel = await Parcel(zipped(documents(2_000))).open(company)
    assert await parcel.upload(company) == [201]
    await parcel.close(company)

    asked = 0

    async def ask():
        nonlocal asked
        asked += 1
        return await parcel.status(company)

    status = await until(
        ask, lambda body: body["status"]["code"] != 150 and body["status"]["code"] != 100, 120
    )

    assert (status["status"]["code"], status["successfulInvoiceCount"]) == (200, 2_000)
    assert asked > 3
    first = await company.json("GET", f"/sessions/{parcel.reference}/invoices?pageSize=1000")
    assert len(first["invoices"]) == 1000
    assert first["continuationToken"]
    assert NOON
