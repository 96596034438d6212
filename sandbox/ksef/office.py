"""What all counters of the simulator share: the clock, the keys, the switches and the work in the background."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sandbox.world import World

from .access import Permissions
from .certificates import CertificateAuthority
from .jwt import Tokens
from .keys import KeyRing
from .quotas import Quotas
from .reference import new_reference
from .switches import Switches
from .wire import WARSAW

Profile = Literal["test", "prod"]


@dataclass
class Office:
    """The simulator's shared state; `base_url` is without a slash at the end and without /v2."""

    world: World
    profile: Profile
    base_url: str = "http://127.0.0.1"
    switches: Switches = field(default_factory=Switches)
    tokens: Tokens = field(default_factory=Tokens)
    permissions: Permissions = field(default_factory=Permissions)
    quotas: Quotas = field(default_factory=Quotas)
    authority: CertificateAuthority = field(default_factory=CertificateAuthority)
    keys: KeyRing = field(init=False)
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.keys = KeyRing(self.now())

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self.world.clock.now()

    def today(self) -> date:
        """The world's day in Warsaw."""
        return self.now().astimezone(WARSAW).date()

    def reference(self, kind: str) -> str:
        """A new reference number of today."""
        return new_reference(kind, self.today())

    @property
    def is_prod(self) -> bool:
        """Tell whether the stricter rules of the production system apply."""
        return self.profile == "prod"

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Start work that goes on after the answer; it ends with the server."""
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    def drop_work(self) -> list[asyncio.Task[None]]:
        """Cancel all background work; gives what was cancelled."""
        work = list(self._work)
        for task in work:
            task.cancel()
        return work

    async def stop(self) -> None:
        """End all background work and wake all who wait."""
        self.switches.stopped.set()
        await asyncio.gather(*self.drop_work(), return_exceptions=True)
