"""Whether a letter is from whom it says, as far as our own mail server vouches for it.

`Authentication-Results` is only text: anyone can write one. The topmost one bearing the authserv-id that the
operator named is ours, because a border server puts it above everything it received (RFC 8601 section 5).
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any


def single_sender(message: EmailMessage) -> str | None:
    """The one address in From, in lower case; None when there is none, more than one, or a malformed one."""
    headers: list[Any] = message.get_all("From", [])
    if len(headers) != 1 or headers[0].defects:
        return None
    addresses: tuple[Address, ...] = headers[0].addresses
    if len(addresses) != 1 or not addresses[0].username or not addresses[0].domain:
        return None
    return addresses[0].addr_spec.lower()


def vouched(message: EmailMessage, trusted_authserv: str | None) -> bool:
    """True when our own server says that DMARC passed for the very domain in From."""
    sender = single_sender(message)
    results = message.get_all("Authentication-Results", [])
    if sender is None or trusted_authserv is None or not results:
        return False
    verdict = re.sub(r"\([^()]*\)", " ", str(results[0])).lower()
    authserv, _, methods = verdict.partition(";")
    if authserv.split()[:1] != [trusted_authserv.lower()]:
        return False
    domain = re.escape(sender.rpartition("@")[2])
    return any(
        re.search(r"\bdmarc\s*=\s*pass\b", method)
        and re.search(rf"header\.from\s*=\s*{domain}(?![\w.-])", method)
        for method in methods.split(";")
    )
