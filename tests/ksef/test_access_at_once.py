"""Many calls with one access: one is refused while another renews the token, and neither stumbles."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from invoicing.model.errors import Unavailable
from ksef.access import Access
from ksef.errors import KsefUnauthorized
from ksef.tokens import Jwt, Tokens


@dataclass
class Door:
    """Logs in and refreshes; a refreshing waits until it is let go."""

    now: datetime

    def __post_init__(self) -> None:
        self.made, self.asked, self.go_on = 0, asyncio.Event(), asyncio.Event()

    def jwt(self, minutes: int) -> Jwt:
        self.made += 1
        return Jwt(f"token-{self.made}", self.now + timedelta(minutes=minutes))

    async def __call__(self, credentials) -> Tokens:
        return Tokens(self.jwt(1), self.jwt(60))  # an access so short that it is renewed at once

    async def refresh(self, refresh: Jwt) -> Jwt:
        self.asked.set()
        await self.go_on.wait()
        return self.jwt(30)


async def test_a_refusal_during_a_renewal_takes_nothing_away_from_it(clock):
    door = Door(clock.now())

    async def credentials():
        return None

    access = Access(door, clock, credentials)
    under_way, refused = asyncio.Event(), asyncio.Event()

    async def slow(token):
        under_way.set()
        await refused.wait()
        if token == "token-1":
            raise KsefUnauthorized
        return token

    first = asyncio.create_task(access.authorized(slow))
    await under_way.wait()
    second = asyncio.create_task(access.authorized(_echo))
    await door.asked.wait()
    refused.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    door.go_on.set()

    assert await second == await first


@dataclass
class LongDoor(Door):
    """What it gives serves for a while, so that only a refusal ends it."""

    async def __call__(self, credentials) -> Tokens:
        return Tokens(self.jwt(30), self.jwt(60))


@pytest.fixture
def access(clock):
    async def credentials():
        return None

    return Access(LongDoor(clock.now()), clock, credentials)


async def test_a_refusal_that_comes_late_takes_no_newer_access_away(access):
    under_way, refused = asyncio.Event(), asyncio.Event()

    async def slow(token):
        if token == "token-1":
            under_way.set()
            await refused.wait()
            raise KsefUnauthorized
        return token

    late = asyncio.create_task(access.authorized(slow))
    await under_way.wait()
    newer = await access.authorized(_refusing("token-1"))
    refused.set()

    assert await late == newer == await access.authorized(_echo)


async def test_an_access_refused_right_after_it_was_given_is_not_tried_again(access):
    asked = []

    async def refuse(token):
        asked.append(token)
        raise KsefUnauthorized

    with pytest.raises(Unavailable, match="ksef-unavailable"):
        await access.authorized(refuse)

    assert len(set(asked)) == 2
    assert await access.authorized(_echo) not in asked


def _refusing(refused):
    async def call(token):
        if token == refused:
            raise KsefUnauthorized
        return token

    return call


async def _echo(token):
    return token
