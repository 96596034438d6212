"""Whether a letter is from whom it says, as far as our own mail server vouches for it.

`Authentication-Results` is only text: anyone can write one. The topmost one bearing the authserv-id that the
operator named is ours, because a border server puts it above everything it received (RFC 8601 section 5). Inside it
the server repeats words of the sender's, such as the envelope's address: what stands in quotes, in comments or in an
encoded word is the sender's and proves nothing.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_COMMENT = re.compile(r"\((?:\\.|[^()\\])*\)", re.DOTALL)
_LONGEST = 4000  # characters; servers need a tenth of it, and nobody's nested brackets shall keep us busy
_LEFT_OPEN = re.compile(r'["()\\]')
_DMARC = re.compile(r"\s*dmarc\s*=\s*(\w+)")
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*([\w.-]+)(?=\s|$)")


def single_sender(message: EmailMessage) -> str | None:
    """The one address in From, in lower case; None when there is none, more than one, or a malformed one."""
    headers: list[Any] = message.get_all("From", [])
    if len(headers) != 1 or headers[0].defects:
        return None
    if any(group.display_name is not None for group in headers[0].groups):
        return None  # a group may be named like an address
    addresses: tuple[Address, ...] = headers[0].addresses
    if len(addresses) != 1 or not addresses[0].username or not addresses[0].domain:
        return None
    return addresses[0].addr_spec.lower()


def vouched(message: EmailMessage, trusted_authserv: str | None) -> bool:
    """True when our own server says that DMARC passed for the very domain in From."""
    sender = single_sender(message)
    verdict = _topmost_verdict(message)
    if sender is None or trusted_authserv is None or verdict is None:
        return False
    authserv, *methods = verdict.lower().split(";")
    if authserv.split()[:1] != [trusted_authserv.lower()]:
        return False
    on_dmarc = [(found[1], _HEADER_FROM.findall(each)) for each in methods if (found := _DMARC.match(each))]
    return on_dmarc == [("pass", [sender.rpartition("@")[2]])]  # one word, and about one domain


def _topmost_verdict(message: EmailMessage) -> str | None:
    """The server's own words; None when there are none, or when it cannot be told where they end."""
    # raw: read as a header of the default policy, an encoded word would turn into words of the server's
    found = [str(value) for name, value in message.raw_items() if name.lower() == "authentication-results"]
    if not found or len(found[0]) > _LONGEST:
        return None
    text = _QUOTED.sub("x", found[0])
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return None if _LEFT_OPEN.search(text) else text
