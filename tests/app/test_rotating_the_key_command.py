"""`latarnik rotate-key`: one command, while the app runs, and again when it was cut off."""

import base64
import secrets
import stat
from dataclasses import replace

import pytest

from app.pushed import push_secret
from invoicing.model.company import CompanyProfile
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.records import Role
from storage.database import open_database
from storage.keyring import KeyRing, read_ring, replace_key_file, ring_from_text, ring_to_text
from storage.secrets import SecretBox

NIP = "9990001137"
PROFILE = CompanyProfile(Seller(Nip.parse(NIP), "Zatoka", Address("ul. Rybacka 3", "81-001 Gdynia")))
TOKEN = b"20261120-EC-token-of-zatoka"


@pytest.fixture
def key_file(home):
    return home / "secret.key"


@pytest.fixture
async def company(database, clock):
    """Zatoka, with a token sealed by the first key."""
    return await AddCompany(database.units, clock)(PROFILE, {"ksef-token": TOKEN})


@pytest.fixture
async def invited(company, database, clock):
    """Somebody holds an invitation to Zatoka."""
    return company, await Invite(database.units, clock)(company.id, Role.OWNER)


@pytest.fixture
async def books(home):
    """The books as a process opens them that starts now."""
    opened = []

    def open_now(ring: KeyRing):
        opened.append(open_database(f"sqlite:///{home / 'latarnik.sqlite3'}", SecretBox.of(ring)))
        return opened[-1]

    yield open_now
    for each in opened:
        await each.close()


@pytest.fixture
def rotate(aside):
    """The command, in a thread of its own."""

    async def run(*options, **settings):
        return await aside("rotate-key", *options, **settings)

    return run


def setting_of(ring):
    """A ring as it stands in LATARNIK_SECRET_KEY."""
    return ",".join(ring_to_text(ring).split())


async def token_in(database, company):
    async with database.units.reading() as work:
        return await work.companies.secret(company.id, "ksef-token")


async def test_every_secret_is_sealed_with_the_new_key_and_the_old_one_is_named(
    company, key_file, rotate, books
):
    before = read_ring(key_file)

    answer = await rotate()

    now = read_ring(key_file)
    (line,) = answer.lines
    assert line == {"key": now.names[0], "older": before.names, "secrets": 1, "messages": 0}
    assert before.names[0] in answer.err
    assert "latarnik rotate-key --forget" in answer.err
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert await token_in(books(KeyRing(now.current)), company) == TOKEN
    for key in (before.current, now.current):
        assert base64.b64encode(key).decode() not in answer.out + answer.err


async def test_older_keys_go_when_nothing_is_sealed_with_them_and_links_live_on(
    company, key_file, rotate, books
):
    before = read_ring(key_file)
    await rotate()
    answer = await rotate("--forget")

    after = read_ring(key_file)
    assert answer.lines == [{"key": after.names[0], "forgotten": before.names}]
    assert after.older == ()
    assert books(after).derived_key(b"links") == books(before).derived_key(b"links")
    assert await token_in(books(after), company) == TOKEN


async def test_a_rotation_that_was_cut_off_is_brought_to_its_end_without_another_key(
    company, key_file, rotate, aside
):
    replace_key_file(key_file, read_ring(key_file).rotated())  # and then the machine went off
    names = read_ring(key_file).names
    told = {line["check"]: line["message"] for line in (await aside("doctor", "--json")).lines}
    assert told["database"] == "1 secret is sealed with an older key; run: latarnik rotate-key"

    answer = await rotate()

    assert answer.lines[0]["secrets"] == 1
    assert read_ring(key_file).names == names
    assert "brought to its end" in answer.err


async def test_after_a_theft_what_was_sealed_is_named_and_nothing_given_out_opens(
    invited, key_file, rotate, books, clock
):
    company, code = invited
    before = read_ring(key_file)

    answer = await rotate("--leaked")

    assert {"company": NIP, "stolen": "ksef-token"} in answer.lines
    assert code not in answer.out + answer.err
    assert "revoke the tokens and certificates named here in KSeF" in answer.err
    after = books(read_ring(key_file))
    assert after.derived_key(b"links") != books(before).derived_key(b"links")
    async with after.units.reading() as work:
        assert await work.invitations.open_of(company.id, clock.now()) == []


async def test_a_key_in_the_environment_is_changed_by_whoever_set_it(company, key_file, rotate, books):
    first = key_file.read_text().strip()
    second = base64.b64encode(secrets.token_bytes(32)).decode()

    asked = await rotate(secret_key=first)
    assert asked.status == 1
    assert "LATARNIK_SECRET_KEY to the new key, a comma and the present value" in asked.sentence

    done = await rotate(secret_key=f"{second},{first}")
    assert done.lines[0]["secrets"] == 1
    assert await token_in(books(KeyRing(base64.b64decode(second))), company) == TOKEN


async def test_after_a_theft_a_key_in_the_environment_opens_nothing_that_was_given_out(
    invited, key_file, rotate, books, clock
):
    company, _ = invited
    stolen = key_file.read_text().strip()

    asked = await rotate("--leaked", secret_key=stolen)
    done = await rotate("--leaked", secret_key=asked.lines[0]["LATARNIK_SECRET_KEY"])

    assert asked.status == 1
    assert "restart every process, and run this again" in asked.err
    assert {"company": NIP, "stolen": "ksef-token"} in done.lines
    assert "revoke the tokens and certificates named here in KSeF" in done.err
    before = books(ring_from_text(stolen))
    after = books(ring_from_text(asked.lines[0]["LATARNIK_SECRET_KEY"]))
    assert push_secret(after) != push_secret(before)
    async with after.units.reading() as work:
        assert await work.invitations.open_of(company.id, clock.now()) == []
    assert await token_in(after, company) == TOKEN


@pytest.mark.parametrize("kept", ["key", "root"])
async def test_after_a_theft_neither_key_nor_root_of_links_may_be_the_stolen_one(
    key_file, rotate, books, kept, company
):
    stolen = read_ring(key_file).rotated()  # the setting had a root of links before the theft already
    new = stolen.rotated(leaked=True)
    half = replace(new, links=stolen.links) if kept == "root" else replace(new, current=stolen.current)
    await rotate("--leaked", secret_key=setting_of(stolen))

    refused = await rotate("--leaked", secret_key=setting_of(half))

    assert refused.status == 1
    assert ring_from_text(refused.lines[0]["LATARNIK_SECRET_KEY"]).links not in {None, stolen.links}
    assert await token_in(books(stolen), company) == TOKEN  # nothing was sealed anew


async def test_a_second_theft_is_another_key(company, key_file, rotate):
    first = (await rotate("--leaked", secret_key=key_file.read_text().strip())).lines[0]
    await rotate("--leaked", secret_key=first["LATARNIK_SECRET_KEY"])

    again = await rotate("--leaked", secret_key=first["LATARNIK_SECRET_KEY"])

    assert again.status == 1
    former, another = (ring_from_text(each["LATARNIK_SECRET_KEY"]) for each in (first, again.lines[0]))
    assert another.older[0] == former.current
    assert another.links != former.links


async def test_with_a_wrong_key_nothing_is_changed(company, key_file, rotate):
    kept = key_file.read_text()
    replace_key_file(key_file, KeyRing(secrets.token_bytes(32)))

    answer = await rotate()

    assert answer.status == 1
    assert "latarnik doctor" in answer.sentence
    assert len(read_ring(key_file).names) == 1
    assert kept not in answer.err
