"""KSeF's stand-in as a process of its own, with production's checks and limits, counting what is asked of it.

    python -m benchmarks.ksef_counter NIP

Writes one line `ready {"ksef","lighthouse","counts","token"}` to stderr; `GET <counts>` answers what was counted.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections import Counter
from typing import Any

from aiohttp import web

from sandbox.ksef import KsefApi
from sandbox.lighthouse import Lighthouse
from sandbox.observers import KSEF_OBSERVERS
from sandbox.serving import Served
from sandbox.world import World

OPEN_TO_ALL = ("/v2/auth/", "/v2/security/")


class Counts:
    """Calls of the API by what they ask for, uses of presigned addresses, and refusals for haste."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.presigned = 0
        self.too_many = 0

    @web.middleware
    async def watch(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Count an exchange."""
        answer: web.StreamResponse = await handler(request)
        if "Authorization" in request.headers or request.path.startswith(OPEN_TO_ALL):
            resource = request.match_info.route.resource
            self.calls[f"{request.method} {resource.canonical if resource else request.path}"] += 1
        else:
            self.presigned += 1
        self.too_many += answer.status == web.HTTPTooManyRequests.status_code
        return answer


async def main() -> None:
    counts, world = Counts(), World()
    KSEF_OBSERVERS.append(counts.watch)
    ksef, lighthouse = KsefApi(world, profile="prod"), Lighthouse(world)

    async def told(_: web.Request) -> web.Response:
        rows = ksef.invoices()
        accepted = sum(1 for row in rows if row["ksef_number"])
        said = {"calls": counts.calls, "presigned": counts.presigned, "too_many": counts.too_many}
        return web.json_response({**said, "sent": len(rows), "accepted": accepted})

    page = web.Application()
    page.router.add_get("/", told)
    served = [Served(app) for app in (ksef.app(), lighthouse.app(), page)]
    addresses = [await each.start() for each in served]
    ksef.base_url = addresses[0]
    line = {
        "ksef": f"{addresses[0]}/v2",
        "lighthouse": addresses[1],
        "counts": addresses[2],
        "token": ksef.add_token(sys.argv[1]),
    }
    print(f"ready {json.dumps(line)}", file=sys.stderr, flush=True)
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()
    for each in served:
        await each.stop()


if __name__ == "__main__":
    asyncio.run(main())
