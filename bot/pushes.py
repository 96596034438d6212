"""The other way in: Telegram pushes each update to an address of ours (Bot API, setWebhook)."""

from __future__ import annotations

import hmac
import json
import logging

from bot.storing import StoreUpdates
from invoicing.model.errors import Unavailable

log = logging.getLogger(__name__)

OK, MALFORMED, FORBIDDEN, LATER = 200, 400, 403, 503


class TakePushes:
    """Takes an update that somebody pushed; only Telegram knows the secret.

    Args:
        store: writes updates down.
        secret: what Telegram repeats in a header of each push.
    """

    def __init__(self, store: StoreUpdates, secret: str) -> None:
        self._store, self._secret = store, secret

    async def __call__(self, secret: str, body: bytes) -> int:
        """Store it; the status of HTTP to answer with.

        Telegram pushes again what was not answered with 200, so 200 follows the commit.
        """
        told = secret.encode(errors="surrogateescape")  # a header may hold any octets
        if not hmac.compare_digest(told, self._secret.encode()):
            return FORBIDDEN
        try:
            update = json.loads(body)
            await self._store([update if isinstance(update, dict) else {}])
        except (
            ValueError
        ):  # it knows the secret and yet it is no update: pushed again it would be none either
            log.warning("an update that was pushed cannot be read", extra={"size": len(body)})
            return MALFORMED
        except Unavailable as error:
            log.warning("an update that was pushed cannot be stored", extra={"why": str(error)[:200]})
            return LATER
        return OK
