"""The key that seals secrets is exchanged without a moment in which something does not open."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from invoicing.model.company import CompanyProfile
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.access.link_records import AccessLink
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.records import Company, Invitation, Role
from storage.keyring import KeyRing
from storage.secrets import SecretBox, UnusableKey

WORDS = b"token-of-company-%d"
MANY = 450  # more than are sealed anew in one transaction
LINK = UUID(int=5)


@pytest.fixture
def ring(key) -> KeyRing:
    """What was before, and a new key."""
    return KeyRing(key).rotated()


async def keep_secrets(database, house) -> None:
    """One company with many secrets, and an invitation that waits to be shown."""
    async with database.units() as work:
        for number in range(MANY):
            await work.companies.put_secret(house.company.id, f"secret-{number}", WORDS % number)
        await work.jobs.enqueue(show("whispered", secret=True))
        await work.jobs.enqueue(show("said", secret=False))


def show(name, *, secret) -> Show:
    reply = Reply("invited", {"link": f"start={name}"}, secret=secret)
    return Show(Channel.TELEGRAM, name, reply, name)


async def all_open(database, house) -> bool:
    async with database.units.reading() as work:
        return all(
            [
                await work.companies.secret(house.company.id, f"secret-{number}") == WORDS % number
                for number in (0, 199, 200, 201, MANY - 1)
            ]
        )


async def test_everything_is_sealed_anew_and_the_old_key_opens_nothing_any_more(
    house, database, opens, ring, noon
):
    await keep_secrets(database, house)
    rotating = opens(SecretBox.of(ring))
    assert await rotating.stale_secrets() == MANY

    done = await rotating.reseal()

    assert (done.secrets, done.jobs) == (MANY, 1)
    assert await rotating.stale_secrets() == 0
    new_alone = opens(SecretBox(ring.current))
    assert await all_open(new_alone, house)
    leased = await new_alone.queue.lease_jobs(noon, 10)
    assert {each.job.reply.data["link"] for each in leased} == {"start=whispered", "start=said"}
    with pytest.raises(UnusableKey, match="secret-key-other"):
        await all_open(database, house)


async def test_nothing_sealed_by_the_former_key_is_left_in_any_table(house, database, opens, ring, by_hand):
    await keep_secrets(database, house)
    await opens(SecretBox.of(ring)).reseal()
    (former,) = ring.older

    ((left,),) = by_hand(
        "SELECT count(*) FROM secrets WHERE substr(sealed, 1, 5) = " + by_hand.octets(SecretBox(former).mark)
    )
    assert left == 0
    sealed = by_hand("SELECT payload FROM jobs WHERE payload LIKE 'sealed:%'")
    assert len(sealed) == 1


class PowerCut(Exception):
    """The machine is off."""


class DyingBox(SecretBox):
    """The machine goes off after so many secrets."""

    left = 250

    def seal(self, company_id, name, value):
        if not self.left:
            raise PowerCut
        self.left -= 1
        return super().seal(company_id, name, value)


async def test_a_rotation_that_was_cut_off_goes_on_where_it_was(house, database, opens, ring):
    await keep_secrets(database, house)
    with pytest.raises(PowerCut):
        await opens(DyingBox(ring.current, *ring.older)).reseal()

    rotating = opens(SecretBox.of(ring))
    assert 0 < await rotating.stale_secrets() < MANY
    assert await all_open(rotating, house)

    await rotating.reseal()
    assert await all_open(opens(SecretBox(ring.current)), house)
    assert (await rotating.reseal()).secrets == 0


async def test_a_process_that_knows_the_former_key_alone_reads_the_keys_anew(
    house, database, opens, ring, key
):
    await keep_secrets(database, house)
    running = opens(SecretBox(key, again=lambda: ring))

    await opens(SecretBox.of(ring)).reseal()

    assert await all_open(running, house)


async def test_what_a_process_seals_late_with_the_former_key_opens_and_is_sealed_anew_next_time(
    house, database, opens, ring
):
    rotating = opens(SecretBox.of(ring))
    await rotating.reseal()

    async with database.units() as work:
        await work.companies.put_secret(house.company.id, "late", b"late-token")

    async with rotating.units.reading() as work:
        assert await work.companies.secret(house.company.id, "late") == b"late-token"
    assert (await rotating.reseal()).secrets == 1


async def test_links_that_were_given_out_live_on_unless_the_key_was_stolen(
    house, database, opens, ring, noon
):
    async with database.units() as work:
        await work.access_links.add(
            AccessLink(LINK, house.company.id, house.owner.id, noon + timedelta(hours=1))
        )
        code = await work.access_links.code(LINK)
    for keys in (ring, ring.without_older(), ring.rotated()):
        async with opens(SecretBox.of(keys)).units.reading() as work:
            assert await work.access_links.code(LINK) == code
            assert (await work.access_links.by_code(code)).closed is None

    stolen = opens(SecretBox.of(ring.rotated(leaked=True)))
    await stolen.void_links(noon)

    async with stolen.units.reading() as work:
        assert await work.access_links.code(LINK) != code
        assert (await work.access_links.by_code(code)).closed is not None


async def test_after_a_theft_no_invitation_and_no_secret_address_opens_anything(house, database, noon):
    async with database.units() as work:
        until = noon + timedelta(hours=1)
        await work.invitations.add(Invitation(b"\1" * 32, house.company.id, Role.OWNER, until))
        await work.mail_tokens.renew(house.owner.id, noon)
        token = await work.mail_tokens.token(house.owner.id)

    await database.void_links(noon)

    async with database.units() as work:
        assert await work.invitations.redeem(b"\1" * 32, noon) is None
        assert await work.mail_tokens.person_of(token) is None


async def test_many_companies_are_sealed_each_for_its_own_row(database, opens, ring):
    companies = [
        Company(
            uuid4(),
            CompanyProfile(Seller(Nip.parse(nip), "Firma", Address("ul. Prosta 1", "00-001 Warszawa"))),
        )
        for nip in ("5260250274", "5265877635", "9990001137")
    ]
    async with database.units() as work:
        for company in companies:
            await work.companies.add(company)
            await work.companies.put_secret(company.id, "ksef-token", company.id.bytes)
    rotating = opens(SecretBox.of(ring))
    await rotating.reseal()

    async with rotating.units.reading() as work:
        for company in companies:
            assert await work.companies.secret(company.id, "ksef-token") == company.id.bytes
    assert len(await rotating.sealed_names()) == 3
