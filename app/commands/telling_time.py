"""The clock a command lives by: the machine's, or the sandbox's, which may stand weeks ahead."""

from __future__ import annotations

from app.clock import SandboxTime, SystemClock
from app.commands.speaking import fail
from app.settings import Settings


async def clock_of(settings: Settings) -> SystemClock:
    """The time that the running app has too.

    Raises:
        SystemExit: status 1, the sandbox is not there to say what time it is.
    """
    clock = SystemClock()
    if settings.clock_url:
        import httpx  # on a real server these commands talk to nobody, and need no HTTP

        from app.places import http_client

        try:
            async with http_client(settings) as http:
                await SandboxTime(clock, settings.clock_url, http, lambda: None).once(wait=0)
        except httpx.HTTPError:
            fail("The sandbox that LATARNIK_CLOCK_URL names does not say what time it is. Is it running?")
    return clock
