"""The register of taxpayers: whom it knows, and what it refuses."""

import httpx
import pytest

COMPANY, PERSON, VIRTUAL = "9990001137", "9990001114", "9990001120"
REMOVED, ABSENT = "9990001143", "9990002007"
ACCOUNT = "96999000120000000000000001"
DATE = "?date=2026-11-20"


async def search(register, kind, value, query=DATE) -> httpx.Response:
    return await register.http.get(f"/api/search/{kind}/{value}{query}")


async def subject(register, nip) -> dict:
    return (await search(register, "nip", nip)).json()["result"]["subject"]


async def check(register, nip, account) -> str:
    answer = await register.http.get(f"/api/check/nip/{nip}/bank-account/{account}{DATE}")
    return answer.json()["result"]["accountAssigned"]


async def test_the_fixed_entries_are_as_published(register):
    company, person, removed = [await subject(register, nip) for nip in (COMPANY, PERSON, REMOVED)]

    assert company["name"] == "LATARNIA MORSKA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"
    assert (company["statusVat"], company["workingAddress"]) == ("Czynny", "PORTOWA 1/2, 00-999 PRZYKŁADOWO")
    assert (person["statusVat"], person["workingAddress"]) == ("Zwolniony", None)
    assert person["residenceAddress"] == "ŁĄKOWA 7, 00-998 GĘŚLE"
    assert (removed["statusVat"], removed["accountNumbers"]) == ("Niezarejestrowany", [])
    assert (removed["removalBasis"], removed["removalDate"]) == ("Art. 96 ust. 7ba", "2026-03-31")
    assert await subject(register, ABSENT) is None


async def test_an_invented_entry_is_always_the_same_and_differs_from_others(register):
    first, again, other = [await subject(register, nip) for nip in ("5260250274", "5260250274", "1111111111")]

    assert first == again
    assert first["name"] != other["name"]
    assert first["name"] == first["name"].upper()
    assert first["statusVat"] == "Czynny"
    assert await check(register, "5260250274", first["accountNumbers"][0]) == "TAK"
    assert await check(register, "1111111111", first["accountNumbers"][0]) == "NIE"
    by_account = await search(register, "bank-account", first["accountNumbers"][0])
    assert by_account.json()["result"]["subjects"] == [first]


async def test_the_answer_carries_its_proof_in_warsaw_time(register):
    first, second = [(await search(register, "nip", COMPANY)).json()["result"] for _ in range(2)]

    assert first["requestDateTime"].startswith("20-11-2026 12:00:")
    assert len(first["requestId"]) == 13
    assert first["requestId"] != second["requestId"]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("nip", "999000113", "WL-113"),
        ("nip", "999000113X", "WL-114"),
        ("nip", "9990001138", "WL-115"),
        ("regon", "99000001", "WL-105"),
        ("regon", "99000001X", "WL-106"),
        ("regon", "990000017", "WL-107"),
        ("bank-account", "9", "WL-109"),
        ("bank-account", "PL999000120000000000000001", "WL-110"),
        ("bank-account", "96999000120000000000000002", "WL-111"),
    ],
)
async def test_numbers_that_are_wrong_are_told_apart(register, kind, value, code):
    answer = await search(register, kind, value)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "WL-101"),
        ("?date=20.11.2026", "WL-102"),
        ("?date=2026-11-21", "WL-103"),
        ("?date=2020-12-31", "WL-118"),
    ],
)
async def test_dates_that_are_wrong_are_told_apart(register, query, code):
    assert (await search(register, "nip", COMPANY, query)).json()["code"] == code


async def test_today_is_the_day_in_warsaw(register, world):
    world.clock.advance(11.5 * 3600)

    assert (await search(register, "nip", COMPANY, "?date=2026-11-21")).status_code == 400
    world.clock.advance(3600)
    assert (await search(register, "nip", COMPANY, "?date=2026-11-21")).status_code == 200


async def test_a_batch_answers_for_each_number(register):
    answer = await register.http.get(f"/api/search/nips/{ABSENT},9990001138,{COMPANY}{DATE}")

    absent, wrong, known = answer.json()["result"]["entries"]
    assert absent == {"identifier": ABSENT, "subjects": []}
    assert wrong["error"] == {"code": "WL-115", "message": "Nieprawidłowy NIP."}
    assert known["subjects"][0]["nip"] == COMPANY


async def test_more_than_thirty_at_once_are_refused(register):
    answer = await register.http.get(f"/api/search/nips/{','.join([COMPANY] * 31)}{DATE}")

    assert answer.json()["code"] == "WL-130"


async def test_a_check_knows_listed_and_virtual_accounts(register):
    assert await check(register, COMPANY, ACCOUNT) == "TAK"
    assert await check(register, COMPANY, "69999000120000000000000002") == "NIE"
    assert await check(register, VIRTUAL, "36999000251234567000000001") == "TAK"
    assert await check(register, ABSENT, ACCOUNT) == "NIE"
    assert await check(register, REMOVED, ACCOUNT) == "NIE"


async def test_by_regon_and_by_account_the_company_is_found(register):
    by_regon = await search(register, "regon", "990000016")
    by_account = await search(register, "bank-account", ACCOUNT)
    nobody = await search(register, "bank-account", "36999000251234567000000001")

    assert by_regon.json()["result"]["subject"]["nip"] == COMPANY
    assert by_account.json()["result"]["subjects"][0]["nip"] == COMPANY
    assert nobody.json()["result"]["subjects"] == []


async def test_the_quota_of_a_day_ends_at_midnight_in_warsaw(register, world):
    register.switches.quota = True
    codes = [(await search(register, "nip", COMPANY)).status_code for _ in range(101)]

    assert codes == [200] * 100 + [429]
    assert await check(register, COMPANY, ACCOUNT) == "TAK"
    world.clock.advance(24 * 3600)
    assert (await search(register, "nip", COMPANY)).status_code == 200


async def test_an_unknown_path_is_an_incorrect_request(register):
    answer = await register.http.get("/api/search/name/LATARNIA")

    assert (answer.status_code, answer.json()["code"]) == (404, "WL-190")


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [("error", 500, "WL-100"), ("updating", 400, "WL-196"), ("updated", 400, "WL-195")],
)
async def test_a_disturbed_register_says_so(register, mode, status, code):
    register.switches.set_mode(mode)

    answer = await search(register, "nip", COMPANY)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_update_is_over_at_the_next_question(register):
    register.switches.set_mode("updated")
    await search(register, "nip", COMPANY)

    assert (await search(register, "nip", COMPANY)).status_code == 200


async def test_a_register_can_be_down_in_three_more_ways(register):
    register.switches.set_mode("down")
    with pytest.raises(httpx.RemoteProtocolError):
        await search(register, "nip", COMPANY)
    register.switches.set_mode("html")
    assert (await search(register, "nip", COMPANY)).text.startswith("<html>")
    register.switches.set_mode("up")
    register.switches.used_up = True
    assert (await search(register, "nip", COMPANY)).json()["code"] == "WL-191"
    with pytest.raises(ValueError, match="no such mode"):
        register.switches.set_mode("broken")
