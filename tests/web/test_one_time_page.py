"""Secrets of KSeF come in over a page that works once, and nothing but the wallet ever holds them."""

import asyncio
import sqlite3

import pytest

from app.handed_in import ReadHanded
from invoicing.model.errors import Refused
from invoicing.services.access.certificates import CertificateType, wallet_of
from invoicing.services.access.handing_in import HandedCertificate, HandIn
from invoicing.services.records import Membership, Role
from tests.services.fakes import Crash
from tests.services.house import SENTENCE

BAD = 422


async def wallet(house):
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
        return await wallet_of(work, company.id)


async def test_a_certificate_with_its_key_ends_in_the_wallet_and_the_owner_hears_of_it(
    page, house, files, words
):
    path, one = await page.link(), files()

    answer = await page.hand_in(path, one.pem, one.key_pem())

    assert (answer.status_code, "Gotowe" in words(answer)) == (200, True)
    (kept,) = (await wallet(house)).certificates
    assert (kept.type, kept.certificate) == (CertificateType.AUTHENTICATION, one.pem)
    await house.work()
    assert house.shown().count("access-page") == 0  # the link is gone from the chat
    assert house.one("access-received").data["what"] == "Authentication"


@pytest.mark.parametrize("offline", [True, False])
async def test_a_locked_key_and_a_bundle_are_opened_by_their_password(page, house, files, offline):
    one, other = files(offline=offline), files(offline=offline)

    assert (await page.hand_in(await page.link(), one.pem, one.key_pem(b"haslo"), "haslo")).status_code == 200
    assert (
        await page.hand_in(await page.link(), other.bundle(b"haslo"), password="haslo")
    ).status_code == 200

    kept = (await wallet(house)).certificates
    assert {each.type for each in kept} == {
        CertificateType.OFFLINE if offline else CertificateType.AUTHENTICATION
    }
    assert len(kept) == 2


async def test_a_token_is_kept_with_the_day_of_its_end(page, house, new_token):
    token = new_token()

    answer = await page.hand_in_token(await page.link(), f" {token}\n", "2026-12-31")

    assert answer.status_code == 200
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
        assert await work.companies.secret(company.id, "ksef-token") == token.encode()
        assert await work.companies.secret(company.id, "ksef-token-end") == b"2026-12-31"


async def test_an_invoice_that_waited_for_access_goes_home_at_once(page, house, files):
    house.ksef.error = Refused("ksef-login-refused-token", status="450")
    await house.say(SENTENCE)
    await house.tap("issue")
    assert "access-missing" in house.shown()
    house.ksef.error, one = None, files()

    await page.hand_in(await page.link(), one.pem, one.key_pem())
    await house.work()

    assert house.shown().count("accepted") == 1


async def test_looking_changes_nothing_and_the_page_may_be_looked_at_again(page, files):
    path, one = await page.link(), files()
    for _ in range(7):
        assert (await page.get(path)).status_code == 200

    assert (await page.hand_in(path, one.pem, one.key_pem())).status_code == 200


async def test_a_link_works_once(page, house, files, words):
    path, one, other = await page.link(), files(), files()
    await page.hand_in(path, one.pem, one.key_pem())

    again = await page.hand_in(path, other.pem, other.key_pem())

    assert (again.status_code, "już użyty" in words(again)) == (410, True)
    assert len((await wallet(house)).certificates) == 1
    assert (await page.get(path)).status_code == 410


async def test_two_who_come_at_once_find_one_door(page, house, files):
    path, pairs = await page.link(), [files() for _ in range(4)]

    answers = await asyncio.gather(*(page.hand_in(path, each.pem, each.key_pem()) for each in pairs))

    assert sorted(each.status_code for each in answers) == [200, 410, 410, 410]
    assert len((await wallet(house)).certificates) == 1


async def test_a_link_is_good_for_a_quarter_of_an_hour(page, house, words):
    path = await page.link()
    house.clock.advance(minutes=14, seconds=50)
    assert (await page.get(path)).status_code == 200

    house.clock.advance(seconds=20)

    late = await page.get(path)
    assert (late.status_code, "15 minut" in words(late)) == (410, True)


async def test_a_newer_link_closes_the_one_before(page, words):
    first, second = await page.link(), await page.link()

    assert "nowszy" in words(await page.get(first))
    assert (await page.get(second)).status_code == 200


async def test_freezing_closes_the_link_and_makes_no_new_one(page, house):
    path = await page.link()

    await house.say("/zamroz")

    assert (await page.get(path)).status_code == 410
    await house.say("/dostep")
    assert house.last().data["reason"] == "company-frozen"


async def test_whoever_is_put_out_of_the_company_gets_in_no_more(page, house):
    path = await page.link()
    async with house.units() as work:
        (company,) = await work.companies.all()
        ((person, _),) = await work.people.members(company.id)
        await work.people.leave(person.id, company.id)

    assert (await page.get(path)).status_code == 404


async def test_whoever_is_no_owner_any_more_gets_in_no_more(page, house):
    path = await page.link()
    async with house.units() as work:
        (company,) = await work.companies.all()
        ((person, _),) = await work.people.members(company.id)
        await work.people.leave(person.id, company.id)
        await work.people.join(Membership(person.id, company.id, Role.ACCOUNTANT))

    assert (await page.get(path)).status_code == 404


@pytest.mark.parametrize("code", ["x", "x" * 43, "..%2f..%2fetc%2fpasswd", "%00", "ą" * 43, "x" * 5000])
async def test_an_invented_code_opens_nothing(page, code):
    answer = await page.get(f"/dostep/{code}")

    assert answer.status_code in {400, 404}
    assert "form" not in answer.text.split("<main>")[-1]


BAD_FILES = {
    "nothing": lambda one, other: (b"", b"", ""),
    "words": lambda one, other: (b"certyfikat", b"klucz", ""),
    "key of another": lambda one, other: (one.pem, other.key_pem(), ""),
    "key in place of the certificate": lambda one, other: (one.key_pem(), one.key_pem(), ""),
    "locked": lambda one, other: (one.pem, one.key_pem(b"haslo"), ""),
    "wrong password": lambda one, other: (one.pem, one.key_pem(b"haslo"), "inne"),
    "bundle without its password": lambda one, other: (one.bundle(b"haslo"), b"", ""),
    "certificate without a key": lambda one, other: (one.pem, b"", ""),
    "bytes": lambda one, other: (bytes(range(256)) * 40, b"\x30" * 900, "\x00"),
}


@pytest.mark.parametrize("bad", BAD_FILES.values(), ids=BAD_FILES)
async def test_a_file_that_will_not_serve_gets_a_sentence_and_the_link_lives(page, house, files, words, bad):
    path, one = await page.link(), files()

    answer = await page.hand_in(path, *bad(one, files()))

    said = words(answer)
    assert answer.status_code == BAD
    assert "Zostały jeszcze 4 próby" in said
    assert not {"--key", "--password-file", "kod:"} & set(said.split())
    assert (await wallet(house)).certificates == ()
    assert (await page.hand_in(path, one.pem, one.key_pem())).status_code == 200


async def test_an_expired_certificate_is_refused(page, files, words):
    one = files(days=-1)

    answer = await page.hand_in(await page.link(), one.pem, one.key_pem())

    assert (answer.status_code, "skończył ważność" in words(answer)) == (BAD, True)


@pytest.mark.parametrize(
    "bad",
    [
        ("20261120-EC-123", "2026-12-31", "nie wygląda"),
        ("", "2026-12-31", "nie wygląda"),
        (None, "", "ostatni dzień"),
        (None, "31.12.2026", "ostatni dzień"),
        (None, "2026-11-19", "już się skończył"),
    ],
)
async def test_a_token_or_day_that_will_not_serve_gets_a_sentence(page, new_token, words, bad):
    token, until, word = bad

    answer = await page.hand_in_token(await page.link(), new_token() if token is None else token, until)

    assert (answer.status_code, word in words(answer)) == (BAD, True)


async def test_a_token_of_another_company_is_refused(page, new_token, words):
    answer = await page.hand_in_token(await page.link(), new_token("9990001137"), "2026-12-31")

    assert "999-000-11-37" in words(answer)


async def test_the_fifth_failure_closes_the_link(page, files, words):
    path, one = await page.link(), files()
    for _ in range(4):
        assert (await page.hand_in(path, b"x", b"y")).status_code == BAD

    assert (await page.hand_in(path, b"x", b"y")).status_code == 410
    assert "Pięć prób" in words(await page.hand_in(path, one.pem, one.key_pem()))


async def test_a_form_too_large_is_refused_before_it_is_read(page, files):
    path, one = await page.link(), files()

    assert (await page.hand_in(path, b"x" * 200_000, b"y")).status_code == 413
    assert (await page.hand_in(path, one.pem, one.key_pem())).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"what=token", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
        {"json": {"what": "token"}},
    ],
)
async def test_what_is_no_form_gets_a_page_and_not_a_trace(page, sent):
    answer = await page.http.post(await page.link(), **sent)

    assert answer.status_code in {400, BAD}
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


async def test_nothing_runs_on_the_page_and_nothing_is_fetched_or_remembered(page):
    answers = [await page.get(await page.link()), await page.get("/dostep/unknown")]

    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        assert not any(word in answer.text for word in ("<script", "src=", "href=", "url(", "@import"))


async def test_only_an_owner_gets_a_link(page, house):
    await house.take_on(Role.ACCOUNTANT, chat="1002")

    await house.say("/dostep", "1002")

    assert house.shown("1002")[-1] == "not-allowed"


async def test_without_a_public_address_the_command_of_the_server_is_told(house):
    house.has_page = False
    house.start()

    await house.say("/dostep")

    assert house.last().code == "access-elsewhere"
    assert house.last().data["nip"] == "5265877635"


@pytest.fixture
def told(caplog):
    """What everybody but the test's own browser has logged."""
    caplog.set_level("DEBUG")
    strangers = ("httpx", "httpcore")

    def read() -> bytes:
        records = [each for each in caplog.records if not each.name.startswith(strangers)]
        return "".join(f"{each.getMessage()} {each.exc_info}" for each in records).encode()

    return read


async def test_no_table_and_no_log_holds_the_code_or_the_secret(page, files, new_token, told, tmp_path):
    house = page.house
    path, one, token = await page.link(), files(), new_token()
    refused = await page.link()
    await page.hand_in(refused, b"x", one.key_pem())
    last = await page.link()
    await page.hand_in(last, one.pem, one.key_pem(b"hasloXYZ"), "hasloXYZ")
    await page.hand_in_token(token_path := await page.link(), token, "2026-12-31")
    await house.work()

    with sqlite3.connect(tmp_path / "latarnik.sqlite3") as books:
        books.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    books.close()
    stored = b"".join(each.read_bytes() for each in tmp_path.glob("latarnik.sqlite3*")) + told()
    codes = [each.rpartition("/")[2].encode() for each in (path, refused, last, token_path)]
    key_body = one.key_pem().splitlines()[1]
    for secret in (*codes, key_body, b"hasloXYZ", token.rpartition("|")[2].encode()):
        assert secret not in stored


async def test_a_process_that_dies_while_keeping_keeps_all_or_nothing(page, house, files):
    path, one = await page.link(), files()
    hand_in = HandIn(house.units, house.clock, ReadHanded())
    handed = HandedCertificate(one.pem, one.key_pem(), None)
    house.units.dies_at = house.units.begun + 1
    with pytest.raises(Crash):
        await hand_in.certificate(path.rpartition("/")[2], handed)

    await house.restart()
    assert (await wallet(house)).certificates == ()
    assert (await page.hand_in(path, one.pem, one.key_pem())).status_code == 200
    await house.work()
    assert house.shown().count("access-received") == 1


PARTS = "multipart/form-data; boundary=b"
ONE_PART = b'--b\r\nContent-Disposition: form-data; name="what"\r\n%s\r\ntoken\r\n--b--\r\n'
MALFORMED = {
    "no boundary": ({"Content-Type": "multipart/form-data"}, ONE_PART % b""),
    "a boundary that never comes": ({"Content-Type": PARTS}, b"what=token"),
    "a part that never ends": ({"Content-Type": PARTS}, ONE_PART[:-9] % b""),
    "a broken header of a part": ({"Content-Type": PARTS}, ONE_PART % b"klingon\r\n"),
    "parts within a part": (
        {"Content-Type": PARTS},
        ONE_PART % b"Content-Type: multipart/mixed; boundary=c\r\n",
    ),
    "a compression nobody knows": (
        {"Content-Type": PARTS, "Content-Encoding": "klingon"},
        ONE_PART % b"",
    ),
    "a broken compression": ({"Content-Type": PARTS, "Content-Encoding": "gzip"}, ONE_PART % b""),
    "a form without files": ({"Content-Type": "application/x-www-form-urlencoded"}, b"what=token"),
}
"""What no browser sends: headers and bytes."""


@pytest.mark.parametrize("sent", MALFORMED)
async def test_a_form_that_cannot_be_read_costs_no_attempt_and_is_answered_by_a_page_of_ours(
    page, words, sent
):
    path, (headers, body) = await page.link(), MALFORMED[sent]

    answer = await page.http.post(path, content=body, headers=headers)

    assert (answer.status_code, "Nie umiem odczytać" in words(answer)) == (400, True)
    assert (await page.get(path)).status_code == 200
