"""What must not be stored is taken out of an update before it is: pasted keys and tokens, and codes of our own links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from invoicing.services.access.pasted import Pasted, is_key_file, secret_in

WITHHELD = "withheld"
"""The field that takes the place of what a message held."""
_OUR_LINK = re.compile(rb"/dostep/[\w-]{20,}")
_KEPT = ("message_id", "date", "chat", "from")


def without_secrets(raw: bytes) -> bytes:
    """The update as it may be stored; one that gives a secret away keeps who, where and when, and of what kind it was."""
    update = json.loads(raw)
    message = update.get("message") or update.get("edited_message")  # a key may be added to what was sent
    if isinstance(message, dict) and (kind := _given_away(message)) is not None:
        bare = {name: message[name] for name in _KEPT if name in message}
        return json.dumps({"update_id": update["update_id"], WITHHELD: kind.value, "message": bare}).encode()
    return _OUR_LINK.sub(b"/dostep/***", raw)


def _given_away(message: dict[str, Any]) -> Pasted | None:
    document = message.get("document")
    if isinstance(document, dict) and is_key_file(str(document.get("file_name", ""))):
        return Pasted.FILE
    return secret_in("\n".join(_texts(message)))


def _texts(value: Any) -> Iterator[str]:
    """Everything written in a message, in what it answers and in what it quotes."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
