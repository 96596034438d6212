from __future__ import annotations

import stat
from uuid import UUID

import pytest

from storage.secrets import (
    SecretBox,
    UnusableKey,
    create_key_file,
    key_from_text,
    key_to_text,
    new_key,
    read_key_file,
)

COMPANY, OTHER = UUID(int=1), UUID(int=2)


def test_a_secret_is_not_readable_in_the_file_and_comes_back_whole():
    box = SecretBox(new_key())

    sealed = box.seal(COMPANY, "ksef-token", b"token of the company")

    assert b"token" not in sealed
    assert box.open(COMPANY, "ksef-token", sealed) == b"token of the company"
    assert box.seal(COMPANY, "ksef-token", b"token of the company") != sealed


@pytest.mark.parametrize(("company", "name"), [(OTHER, "ksef-token"), (COMPANY, "ksef-key")])
def test_a_secret_moved_to_another_row_does_not_open(company: UUID, name: str):
    box = SecretBox(new_key())
    sealed = box.seal(COMPANY, "ksef-token", b"token")

    with pytest.raises(UnusableKey) as refusal:
        box.open(company, name, sealed)

    assert refusal.value.reason == "secret-damaged"


def test_a_changed_secret_does_not_open():
    box = SecretBox(new_key())
    sealed = bytearray(box.seal(COMPANY, "ksef-token", b"token"))
    sealed[-1] ^= 1

    with pytest.raises(UnusableKey, match="secret-damaged"):
        box.open(COMPANY, "ksef-token", bytes(sealed))


def test_after_a_rotation_old_secrets_still_open_and_new_ones_use_the_new_key():
    old, new = new_key(), new_key()
    before = SecretBox(old).seal(COMPANY, "ksef-token", b"token")
    box = SecretBox(new, old)

    after = box.seal(COMPANY, "ksef-token", box.open(COMPANY, "ksef-token", before))

    assert (box.is_current(before), box.is_current(after)) == (False, True)
    assert SecretBox(new).open(COMPANY, "ksef-token", after) == b"token"
    with pytest.raises(UnusableKey, match="secret-key-other"):
        SecretBox(new).open(COMPANY, "ksef-token", before)


def test_a_new_key_file_is_for_its_owner_only_and_is_never_overwritten(tmp_path):
    path = tmp_path / "latarnik.key"

    key = create_key_file(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path) == key
    with pytest.raises(UnusableKey, match="secret-key-exists"):
        create_key_file(path)
    assert read_key_file(path) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_touch_is_refused(tmp_path, mode: int):
    path = tmp_path / "latarnik.key"
    create_key_file(path)
    path.chmod(mode)

    with pytest.raises(UnusableKey, match="secret-key-mode"):
        read_key_file(path)


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(UnusableKey, match=r"secret-key-missing.*latarnik\.key"):
        read_key_file(tmp_path / "latarnik.key")


@pytest.mark.parametrize(
    "text", ["", "short", "ą" * 44, key_to_text(bytes(31)), key_to_text(bytes(33)), "=" * 44]
)
def test_a_text_that_is_no_key_is_refused(text: str, tmp_path):
    path = tmp_path / "latarnik.key"
    path.touch(mode=0o600)
    path.write_text(text)

    for read in (lambda: key_from_text(text), lambda: read_key_file(path)):
        with pytest.raises(UnusableKey, match="secret-key-format"):
            read()


def test_a_key_is_read_in_either_alphabet_of_base64():
    key = bytes([0xFB, 0xFF] * 16)

    assert key_from_text(key_to_text(key) + "\n") == key
    assert key_from_text(key_to_text(key).replace("+", "-").replace("/", "_")) == key


async def test_secrets_of_a_company_are_kept_sealed_and_replaced(database, house, by_hand):
    async with database.units() as work:
        await work.companies.put_secret(house.company.id, "ksef-token", b"first-token")
        await work.companies.put_secret(house.company.id, "ksef-token", b"second-token")

    async with database.units.reading() as work:
        assert await work.companies.secret(house.company.id, "ksef-token") == b"second-token"
        assert await work.companies.secret(house.company.id, "ksef-key") is None
    ((sealed,),) = by_hand("SELECT sealed FROM secrets")
    assert b"token" not in sealed


async def test_with_another_key_secrets_do_not_open_and_the_doctor_says_so(database, house, opens):
    async with database.units() as work:
        await work.companies.put_secret(house.company.id, "ksef-token", b"token")
    stranger = opens(new_key())

    assert await database.check() == []
    assert await stranger.check() == ["secret-key-other"]
    with pytest.raises(UnusableKey, match="secret-key-other"):
        async with stranger.units.reading() as work:
            await work.companies.secret(house.company.id, "ksef-token")
