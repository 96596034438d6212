"""On TEST one may change limits and people; in production there is no such counter."""

import httpx
import pytest

from tests.sandbox.ksef.answers import code, reason
from tests.sandbox.ksef.caller import NIP, Script, build_invoice, new_key, person_subject, self_signed

OTHER = "1111111111"
PERSON = {"nip": OTHER, "pesel": "90010112345", "isBailiff": False, "description": "Jan Testowy"}
GROUPS = (
    "onlineSession", "batchSession", "invoiceSend", "invoiceStatus", "sessionList", "sessionInvoiceList", "sessionMisc",
    "invoiceMetadata", "invoiceExport", "invoiceExportStatus", "invoiceDownload", "collectiveIdentifier", "other",
)  # fmt: skip


def rates(**changes) -> dict:
    values = {group: {"perSecond": 100, "perMinute": 100, "perHour": 100} for group in GROUPS}
    return {"rateLimits": {**values, **changes}}


def sizes(**changes) -> dict:
    session = {"maxInvoiceSizeInMB": 1, "maxInvoiceWithAttachmentSizeInMB": 3, "maxInvoices": 10_000}
    collective = {"maxInvoices": 500}
    return {"onlineSession": session | changes, "batchSession": session, "collectiveIdentifier": collective}


async def test_a_changed_limit_is_told_and_holds_until_it_is_put_back(owner):
    few = {"perSecond": 100, "perMinute": 3, "perHour": 100}
    assert (await owner.call("POST", "/testdata/rate-limits", json=rates(other=few))).status_code == 200
    told = await owner.json("GET", "/rate-limits")

    statuses = [(await owner.call("GET", "/limits/context")).status_code for _ in range(4)]

    assert (len(told), told["other"]) == (17, few)
    assert told["onlineSessionClose"] == {"perSecond": 20, "perMinute": 60, "perHour": 240}
    assert statuses == [200, 200, 200, 429]
    assert (await owner.call("DELETE", "/testdata/rate-limits")).status_code == 200
    assert (await owner.call("GET", "/limits/context")).status_code == 200
    assert (await owner.json("GET", "/rate-limits"))["other"]["perMinute"] == 30


async def test_minus_one_means_no_limit_in_that_window(owner):
    endless = {"perSecond": -1, "perMinute": -1, "perHour": -1}
    await owner.call("POST", "/testdata/rate-limits", json=rates(other=endless))

    statuses = {(await owner.call("GET", "/limits/context")).status_code for _ in range(40)}

    assert statuses == {200}


async def test_production_limits_can_be_rehearsed(owner):
    assert (await owner.call("POST", "/testdata/rate-limits/production")).status_code == 200

    statuses = [(await owner.call("GET", "/limits/context")).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]


async def test_the_limits_of_one_context_are_not_those_of_another(owner, script, ksef):
    none = {"perSecond": 0, "perMinute": 0, "perHour": 0}
    await owner.call("POST", "/testdata/rate-limits", json=rates(onlineSession=none))
    await script.log_in(await script.by_token(ksef.add_token(OTHER), nip=OTHER))

    assert (await script.call("POST", "/sessions/online", json=await script.open_body())).status_code == 201
    assert (await owner.call("POST", "/sessions/online", json=await owner.open_body())).status_code == 429


@pytest.mark.wrong_client("a group is missing, another cannot be set")
@pytest.mark.parametrize("change", [{"other": None}, {"other": {"perSecond": 1}}, {"other": "many"}])
async def test_request_limits_must_be_complete(owner, change):
    assert code(await owner.call("POST", "/testdata/rate-limits", json=rates(**change))) == 21405


async def test_a_session_takes_as_many_invoices_as_its_context_allows(owner):
    await owner.call("POST", "/testdata/limits/context/session", json=sizes(maxInvoices=1))
    session = await owner.open()
    assert (await owner.send(session, build_invoice())).status_code == 202

    assert code(await owner.send(session, build_invoice("FV/2"))) == 21155
    assert (await owner.json("GET", "/limits/context"))["onlineSession"]["maxInvoices"] == 1
    await owner.call("DELETE", "/testdata/limits/context/session")
    assert (await owner.send(session, build_invoice("FV/2"))).status_code == 202


async def test_a_larger_invoice_may_be_allowed(owner):
    large = build_invoice().replace(b"</Faktura>", b"<!--" + b"x" * 1_000_000 + b"--></Faktura>")
    session = await owner.open()
    assert (await owner.submit(session, large))["status"]["code"] == 430
    await owner.call("POST", "/testdata/limits/context/session", json=sizes(maxInvoiceSizeInMB=2))

    assert (await owner.submit(session, large))["status"]["code"] == 200


@pytest.mark.wrong_client("beyond the ceilings")
@pytest.mark.parametrize(
    "change",
    [{"maxInvoiceSizeInMB": 6}, {"maxInvoices": 100_001}, {"maxInvoices": -1}, {"maxInvoices": None}],
)
async def test_session_limits_have_ceilings(owner, change):
    assert code(await owner.call("POST", "/testdata/limits/context/session", json=sizes(**change))) == 21405


async def test_certificate_limits_are_told_and_put_back(owner, ksef):
    path = "/testdata/limits/subject/certificate"
    assert await owner.json("GET", "/limits/subject") == {
        "enrollment": {"maxEnrollments": 300},
        "certificate": {"maxCertificates": 100},
    }
    await owner.call(
        "POST", path, json={"subjectIdentifierType": "Nip", "certificate": {"maxCertificates": 5}}
    )
    assert (await owner.json("GET", "/limits/subject"))["certificate"] == {"maxCertificates": 5}
    await owner.call("DELETE", path)
    assert (await owner.json("GET", "/limits/subject"))["certificate"] == {"maxCertificates": 100}


async def test_a_person_has_fewer_certificates(script, ksef):
    ksef.grant(NIP, "Pesel", "90010112345", "InvoiceRead")
    key = new_key()
    certificate = self_signed(key, person_subject("PNOPL-90010112345"))
    await script.log_in(await script.by_certificate(key, certificate))

    limits = await script.json("GET", "/certificates/limits")

    assert (limits["enrollment"]["limit"], limits["certificate"]["limit"]) == (12, 6)


async def test_people_are_made_once_and_anew_only_later(script):
    async def make(**more) -> httpx.Response:
        return await script.call("POST", "/testdata/person", "", json=PERSON | more)

    assert (await make(createdDate="2026-01-01T00:00:00Z")).status_code == 200
    assert code(await make()) == 30001
    assert (await script.call("POST", "/testdata/person/remove", "", json={"nip": OTHER})).status_code == 200
    assert code(await make(createdDate="2026-01-01T00:00:00Z")) == 21405
    assert (await make(createdDate="2026-01-02T00:00:00Z")).status_code == 200


async def test_a_group_vanishes_with_its_members(script):
    member = {"subjectNip": "5260250274", "description": "Spółka zależna"}
    group = {"subjectNip": OTHER, "subjectType": "VatGroup", "description": "Grupa VAT", "subunits": [member]}
    assert (await script.call("POST", "/testdata/subject", "", json=group)).status_code == 200
    alone = {"subjectNip": "5260250274", "subjectType": "JST", "description": "Gmina"}
    assert code(await script.call("POST", "/testdata/subject", "", json=alone)) == 30001

    removed = await script.call("POST", "/testdata/subject/remove", "", json={"subjectNip": OTHER})

    assert removed.status_code == 200
    alone["createdDate"] = "2027-01-01T00:00:00Z"
    assert (await script.call("POST", "/testdata/subject", "", json=alone)).status_code == 200
    assert (
        code(await script.call("POST", "/testdata/subject/remove", "", json={"subjectNip": OTHER})) == 21405
    )


def grant(*names: str) -> dict:
    return {
        "contextIdentifier": {"type": "Nip", "value": NIP},
        "authorizedIdentifier": {"type": "Pesel", "value": "90010112345"},
        "permissions": [{"permissionType": name, "description": "Do testów"} for name in names],
    }


async def test_a_granted_permission_opens_and_a_withdrawn_one_closes(script):
    key = new_key()
    person = key, self_signed(key, person_subject("PNOPL-90010112345"))
    assert (
        await script.call("POST", "/testdata/permissions", "", json=grant("InvoiceRead"))
    ).status_code == 200
    await script.log_in(await script.by_certificate(*person))
    refused = await script.call("POST", "/sessions/online", json=await script.open_body())
    assert reason(refused) == "missing-permissions"

    await script.call("POST", "/testdata/permissions", "", json=grant("InvoiceWrite"))
    renewed = await script.json("POST", "/auth/token/refresh", script.refresh)
    script.access = renewed["accessToken"]["token"]
    assert (await script.call("POST", "/sessions/online", json=await script.open_body())).status_code == 201

    withdrawn = {name: value for name, value in grant().items() if name != "permissions"}
    assert (await script.call("POST", "/testdata/permissions/revoke", "", json=withdrawn)).status_code == 200
    status = await script.auth_status(await script.by_certificate(*person))
    assert status["status"]["code"] == 415


async def test_consent_to_attachments_is_told(owner):
    path, body = "/testdata/attachment", {"nip": NIP}
    assert (await owner.json("GET", "/permissions/attachments/status"))["isAttachmentAllowed"] is False
    assert (await owner.call("POST", path, "", json=body)).status_code == 200
    assert (await owner.json("GET", "/permissions/attachments/status"))["isAttachmentAllowed"] is True
    later = body | {"expectedEndDate": "2026-12-01"}
    assert (await owner.call("POST", f"{path}/revoke", "", json=later)).status_code == 200
    until_december = await owner.json("GET", "/permissions/attachments/status")
    assert until_december["isAttachmentAllowed"] is True
    assert until_december["revokedDate"].startswith("2026-12-01T00:00:00")
    await owner.call("POST", f"{path}/revoke", "", json=body)
    assert (await owner.json("GET", "/permissions/attachments/status"))["isAttachmentAllowed"] is False


async def test_a_blocked_context_lets_nobody_in_until_it_is_unblocked(script, ksef):
    context = {"contextIdentifier": {"type": "Nip", "value": NIP}}
    await script.call("POST", "/testdata/context/block", "", json=context)
    status = await script.auth_status(await script.by_token(ksef.add_token(NIP)))
    assert status["status"]["code"] == 480

    await script.call("POST", "/testdata/context/unblock", "", json=context)

    await script.log_in(await script.by_token(ksef.add_token(NIP)))


@pytest.mark.wrong_client("test data of the wrong shape")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("person", PERSON | {"pesel": "123"}),
        ("person", PERSON | {"description": "Jan"}),
        ("subject", {"subjectNip": OTHER, "subjectType": "Firma", "description": "Firma"}),
        ("permissions", grant("Everything")),
        ("attachment", {"nip": "1"}),
        ("attachment/revoke", {"nip": NIP, "expectedEndDate": "jutro"}),
        ("context/block", {"contextIdentifier": {"type": "Pesel", "value": "90010112345"}}),
    ],
)
async def test_test_data_of_the_wrong_shape_are_refused(script, path, body):
    assert code(await script.call("POST", f"/testdata/{path}", "", json=body)) == 21405


@pytest.mark.broken_ksef("production answers 404 where TEST has its counter")
async def test_production_has_no_test_data(prod):
    async with httpx.AsyncClient(base_url=prod.base_url) as http:
        script = Script(http)
        await script.log_in(await script.by_token(prod.add_token(NIP)))

        answers = [
            await script.call("POST", "/testdata/person", "", json=PERSON),
            await script.call("POST", "/testdata/rate-limits", json=rates()),
            await script.call("DELETE", "/testdata/limits/context/session"),
        ]

    assert {each.status_code for each in answers} == {404}
