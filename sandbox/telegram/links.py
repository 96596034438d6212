"""Which addresses the Bot API takes as links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request

MENTION = re.compile(r"tg://user\?id=(\d+)")


def mentioned_user(address: str) -> int | None:
    """Return the id in a `tg://user?id=...` link."""
    match = MENTION.fullmatch(address)
    return int(match.group(1)) if match else None


def checked_link(address: str) -> str | None:
    """Return the address as the server keeps it, or None when it would not make it a link."""
    address = address.strip()
    if not address:
        return None
    if "://" not in address and not address.startswith(("mailto:", "tel:")):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() in {"tg", "ton", "mailto", "tel"}:
        return address
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"\s", address):
        return None
    # A host without a dot (localhost) is no link for the real server either.
    if "." not in host.strip("."):
        return None
    return address if parts.path or parts.query or parts.fragment else f"{address}/"


def button_link(address: str, what: str = "URL", *, secure: bool = False) -> str:
    """Return the address of a button.

    Raises:
        ApiError: 400 "inline keyboard button URL '...' is invalid: ...".
    """
    link = checked_link(address)
    if link is None:
        raise bad_request(f"Inline keyboard button {what} '{address}' is invalid: Wrong HTTP URL")
    if secure and not link.lower().startswith("https://"):
        raise bad_request(
            f"Inline keyboard button {what} '{address}' is invalid: Only HTTPS links are allowed"
        )
    return link
