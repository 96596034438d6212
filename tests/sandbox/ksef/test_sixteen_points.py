"""The points of a faithful KSeF stand-in, from one to eight: a client that has one wrong is refused."""

from datetime import date

import httpx
import pytest

from tests.sandbox.ksef.answers import code
from tests.sandbox.ksef.caller import NIP, NOON, Script, b64, build_invoice, digest, encrypt

OTHER = "1111111111"


def crc8(text: str) -> str:
    rest = 0
    for byte in text.encode():
        rest ^= byte
        for _ in range(8):
            rest = (rest << 1) ^ (0x107 if rest & 0x80 else 0)
    return f"{rest:02X}"


# --- 1. routes, names, dates ---


async def test_01_a_client_without_v2_in_its_paths_finds_nothing(script):
    assert (await script.http.post("/auth/challenge")).status_code == 404
    assert (await script.http.post("/api/v2/auth/challenge")).status_code == 404


@pytest.mark.wrong_client("names in snake case")
async def test_01_a_client_with_names_of_its_own_is_refused(company):
    body = {"form_code": {"system_code": "FA (3)"}, "encryption": {}}

    assert code(await company.call("POST", "/sessions/online", json=body)) == 21405


@pytest.mark.wrong_client("broken JSON")
@pytest.mark.parametrize(
    "path",
    [
        "/auth/ksef-token", "/sessions/online", "/invoices/query/metadata", "/tokens", "/certificates/enrollments",
        "/certificates/retrieve", "/certificates/query",
    ],
)  # fmt: skip
async def test_01_a_body_that_is_no_json_is_unreadable_everywhere(owner, path):
    headers = {"Content-Type": "application/json"}

    assert code(await owner.call("POST", path, content=b'{"a":', headers=headers)) == 21001


# --- 2. keys ---


@pytest.mark.parametrize("where", ["auth", "session"])
async def test_02_a_client_that_keeps_a_withdrawn_key_is_refused(company, ksef, where):
    usage = {"auth": "KsefTokenEncryption", "session": "SymmetricKeyEncryption"}[where]
    _, old_id = await company.public_key(usage)
    body = await company.open_body()
    ksef.rotate_key(usage, emergency=True)

    if where == "auth":
        refused = await company.by_token(ksef.add_token(NIP), publicKeyId=old_id)
    else:
        refused = await company.call("POST", "/sessions/online", json=body)

    assert code(refused) == 21470


# --- 3. challenge and token ---


async def test_03_a_client_that_uses_a_challenge_twice_is_refused(script, ksef):
    challenge = await script.challenge()
    body = {"challenge": challenge["challenge"]}
    assert (await script.by_token(ksef.add_token(NIP), **body)).status_code == 202

    assert code(await script.by_token(ksef.add_token(NIP), **body)) == 21111


async def test_03_a_client_with_a_time_of_its_own_is_refused(script, ksef):
    plain = f"{ksef.add_token(NIP)}|{int(NOON.timestamp() * 1000) + 1}".encode()

    status = await script.auth_status(await script.by_token("", plain=plain))

    assert (status["status"]["code"], status["status"]["details"]) == (450, ["Nieprawidłowy czas tokena"])


# --- 4. status, redeem, life of tokens ---


async def test_04_a_client_that_redeems_too_early_or_twice_is_refused(script, ksef):
    async def redeem(started):
        token = started.json()["authenticationToken"]["token"]
        return await script.call("POST", "/auth/token/redeem", token)

    ksef.set_state(faults={"auth_delay": 30})
    assert code(await redeem(await script.by_token(ksef.add_token(NIP)))) == 21301
    ksef.set_state(faults={"auth_delay": 0.01})
    started = await script.by_token(ksef.add_token(NIP))
    await script.log_in(started)

    assert code(await redeem(started)) == 21301


async def test_04_a_client_with_an_old_access_token_is_sent_away(company, world):
    world.clock.advance(15 * 60)

    refused = await company.call("GET", "/rate-limits")

    assert (refused.status_code, refused.json()["title"]) == (401, "Unauthorized")


# --- 5. numbers ---


async def test_05_numbers_carry_their_check_digits_and_the_day_in_warsaw(company, world, ksef):
    world.clock.set(NOON.replace(hour=23, minute=30))
    await company.log_in(await company.by_token(ksef.add_token(NIP)))
    session = await company.open()

    invoice = await company.submit(session, build_invoice(day=date(2026, 11, 21)))

    number, reference = invoice["ksefNumber"], session.reference
    assert (number[11:19], number[33:]) == ("20261121", crc8(number[:32]))
    assert (reference[:8], reference[34:]) == ("20261121", crc8(reference[:33]))


async def test_05_a_client_with_an_invented_reference_finds_nothing(company):
    assert code(await company.call("GET", "/sessions/20261120-SO-0000000000-0000000000-00")) == 21173


# --- 6. sending ---


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"encryptedInvoiceSize": 1}, 21402),
        ({"encryptedInvoiceHash": digest(b"other")}, 21403),
    ],
)
async def test_06_a_client_that_misdescribes_the_cipher_is_refused_at_once(company, change, expected):
    assert code(await company.send(await company.open(), build_invoice(), **change)) == expected


async def test_06_a_client_that_puts_the_vector_before_the_cipher_sends_garbage(company):
    session, plain = await company.open(), build_invoice()
    cipher = session.iv + encrypt(plain, session.key, session.iv)
    change = {
        "encryptedInvoiceContent": b64(cipher),
        "encryptedInvoiceHash": digest(cipher),
        "encryptedInvoiceSize": len(cipher),
    }

    assert (await company.submit(session, plain, **change))["status"]["code"] in {430, 435}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"\xef\xbb\xbf" + build_invoice(), 430),
        (build_invoice().replace(b"<Naglowek>", b"<?go?><Naglowek>"), 430),
        (build_invoice(kind="FAKTURA"), 450),
        (build_invoice(day=date(2026, 11, 21)), 450),
        (build_invoice(nip=OTHER), 410),
    ],
    ids=["bom", "instruction", "schema", "tomorrow", "foreign seller"],
)
async def test_06_a_client_that_sends_a_bad_document_learns_it_later(company, plain, expected):
    assert (await company.submit(await company.open(), plain))["status"]["code"] == expected


async def test_06_production_always_counts_the_digits_of_a_nip(prod):
    async with httpx.AsyncClient(base_url=prod.base_url, timeout=20) as http:
        script = Script(http)
        await script.log_in(await script.by_token(prod.add_token(NIP)))

        refused = await script.submit(await script.open(), build_invoice(buyer="5260250275"))

    assert refused["status"]["code"] == 450


async def test_06_a_client_that_asks_for_two_features_gets_none(company):
    two = {"headers": {"X-KSeF-Feature": "upo-v4-3, subject-identifier-validation"}}
    one = {"headers": {"X-KSeF-Feature": "subject-identifier-validation"}}
    wrong = [build_invoice(f"FV/{number}", buyer="5260250275") for number in range(2)]

    assert (await company.submit(await company.open(**two), wrong[0]))["status"]["code"] == 200
    assert (await company.submit(await company.open(**one), wrong[1]))["status"]["code"] == 450


async def test_06_a_client_that_stays_in_a_session_under_maintenance_is_refused(company, ksef):
    old = await company.open()
    ksef.set_state(faults={"maintenance_21184": True})

    assert code(await company.send(old, build_invoice())) == 21184
    assert (await company.submit(await company.open(), build_invoice()))["status"]["code"] == 200
    assert (await company.close(old)).status_code == 204


# --- 7. the pipeline ---


async def test_07_a_client_that_fetches_before_storage_is_told_to_wait(company, ksef):
    ksef.set_state(faults={"storage_delay": 30})
    invoice = await company.submit(await company.open(), build_invoice())

    assert code(await company.call("GET", f"/invoices/ksef/{invoice['ksefNumber']}")) == 21165


# --- 8. online or offline ---


async def test_08_a_client_that_calls_yesterdays_invoice_online_is_not_believed(company):
    invoice = await company.submit(await company.open(), build_invoice(day=date(2026, 11, 19)))

    assert invoice["invoicingMode"] == "Offline"
