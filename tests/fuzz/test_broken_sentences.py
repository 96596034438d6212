"""Sentences with signs in them that no keyboard has, in the chat and by letter, on either database: each is answered."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from invoicing.services.companies import Invite
from invoicing.services.messages import Channel, Sender
from invoicing.services.records import Role
from tests.fuzz.sayings import GOOD, broken
from tests.fuzz.world import OLA, OLAS, STRANGER, World


@pytest.fixture
def world(new_books, tmp_path):
    world = World(new_books(tmp_path))
    yield world
    world.close()


@pytest.mark.timeout(3000)
def test_every_broken_sentence_is_answered(world, tries, caplog, record_property):
    count = 0

    @tries(60)
    @given(broken(), st.sampled_from(["chat", "letter"]))
    @example("\x00", "chat")
    @example(GOOD.replace("konsultacji", "kon\ud800sultacji"), "chat")
    @example("ile to jest \udfff?", "chat")
    @example("/firma \ud800", "chat")
    @example("ile to jest KSeF\x00?", "chat")
    @example("znajdź faktury \x00 dla \x00", "chat")
    @example(GOOD.replace("konsultacji", "kon\x00sultacji"), "letter")
    def each(text, way):
        nonlocal count
        count += 1
        caplog.clear()
        house = world.house
        said = (
            house.incoming(text, OLA)
            if way == "chat"
            else world.letter(text, OLAS, authentic=True, knows_secret=True)
        )
        world.runs(world.hear(said))
        world.runs(world.work(lambda leased: leased))
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        assert way == "letter" or said.key in house.telegram.causes
        assert world.runs(world.database.queue.waiting_inbox(world.clock.now(), 10)) == []

    each()
    record_property("shown", f"broken sentences: {count} answered")


@pytest.mark.parametrize("name", ["\x00", "O\x00la", "\u202eala", "", "x" * 5000, "\ufffe", "\ud800"])
def test_whoever_joins_may_be_called_anything(world, name):
    house = world.house

    async def joins():
        async with house.units.reading() as work:
            (company, *_) = await work.companies.all()
        code = await Invite(house.units, world.clock)(company.id, Role.ISSUER)
        joining = house.incoming(f"/start {code}", STRANGER, start=code)
        await world.hear(replace(joining, sender=Sender(Channel.TELEGRAM, STRANGER, name)))
        await house.say("/ludzie", OLA)

    world.runs(joins())

    assert house.last(STRANGER).code == "welcome"
    assert house.last(OLA).code != "refused"
