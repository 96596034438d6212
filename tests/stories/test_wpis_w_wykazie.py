"""Wpis w wykazie: once a month the company's own entry is compared; only a change is told, and silence is no change."""

import pytest

from sandbox.demo import NIP

NEWS = "Zmiana w wykazie podatników VAT"


@pytest.fixture
def heard(world):
    return lambda: [each for each in world.from_bot() if NEWS in each["text"]]


def test_a_status_and_an_account_that_changed_are_told_once_each(world, heard):
    world.clock(set="2026-11-26T10:00")
    world.quiet()
    assert heard() == []

    world.post("/api/register", nip=NIP, accounts=[])
    world.network(up=False)
    world.clock(set="2026-12-30T10:00")
    world.quiet()
    assert heard() == []  # a silent register has said nothing

    world.network(up=True)
    world.clock(set="2026-12-31T10:00")
    account = world.hear(NEWS, "nie ma w wykazie", "15 000")
    world.kill()
    world.start()
    world.post("/api/register", nip=NIP, status="Niezarejestrowany")
    world.clock(set="2027-02-08T10:00")
    world.hear(NEWS, "wykreślona", after=account["message_id"])
    world.quiet()

    assert len(heard()) == 2
