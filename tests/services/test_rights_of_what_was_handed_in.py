"""What comes over the one-time page is tried at KSeF at once, and a right that is missing is named with its place."""

import pytest

from invoicing.services.access.certificates import CertificateType
from invoicing.services.records import Role
from tests.services.house import PUBLIC
from tests.services.test_without_access import JAN, handing_in, hands_in

TOKEN = f"20261120-EC-{'A' * 10}-{'B' * 10}-AB|nip-5265877635|{'0' * 64}"


async def hands_in_a_token(house):
    await house.say("/dostep")
    code = house.last().data["link"].removeprefix(f"{PUBLIC}/dostep/")
    await handing_in(house).token(code, TOKEN, "2026-12-31")
    await house.work()


async def test_the_message_about_it_says_that_ksef_lets_in(house):
    await hands_in(house)

    received = house.one("access-received")
    assert (received.data["rights"], house.desk.tried) == ("well", ["certificate"])
    assert "access-rights" not in house.shown()


@pytest.mark.parametrize("missing", ["InvoiceWrite", "InvoiceRead"])
async def test_a_missing_right_is_a_message_of_its_own_to_every_owner(house, missing):
    await house.take_on(Role.OWNER, JAN)
    house.desk.permissions_of_handed -= {missing}

    await hands_in(house)

    for chat in ("1001", JAN):
        said = house.one("access-rights", chat)
        assert (said.data["missing"], said.data["reason"], said.labels) == ([missing], None, ["access-page"])


async def test_a_token_is_tried_as_a_token(house):
    house.desk.permissions_of_handed = frozenset({"InvoiceRead", "Introspection"})

    await hands_in_a_token(house)

    assert house.desk.tried == ["token"]
    said = house.one("access-rights")
    assert (said.data["what"], said.data["missing"]) == ("token", ["InvoiceWrite"])


async def test_what_ksef_does_not_let_in_is_told_with_its_reason(house):
    house.desk.refuses = "ksef-login-refused-permissions"

    await hands_in(house)

    assert house.one("access-rights").data["reason"] == "ksef-login-refused-permissions"


async def test_an_offline_certificate_logs_in_nowhere_and_is_not_tried(house):
    await hands_in(house, CertificateType.OFFLINE)

    assert house.desk.tried == []
    assert house.one("access-received").data["rights"] is None


async def test_while_ksef_is_silent_it_is_looked_at_later(house):
    house.desk.down = True
    await hands_in(house)
    assert house.one("access-received").data["rights"] == "checking"

    house.desk.down = False
    await house.work(seconds=120)

    assert house.one("access-received").data["rights"] == "well"


async def test_ksef_that_does_not_tell_is_not_taken_for_a_lack(house):
    house.desk.permissions_of_handed = frozenset()

    await hands_in(house)

    assert house.one("access-received").data["rights"] == "unknown"
