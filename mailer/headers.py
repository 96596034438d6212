"""Values of header fields, read without trust: parameters (RFC 2231), encoded words, signs that nobody sees."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value

_LONGEST = 2_000
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]|[\\ud800-\\udfff]"
)
"""Control signs, and those that turn the direction of writing or take no room: they show other words than they are."""


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A value in lower case, and its parameters.

    >>> parameters('Text/Plain; charset="UTF-8"; x=y')
    ('text/plain', {'charset': 'UTF-8', 'x': 'y'})
    """
    if not value:
        return "", {}  # most parts have no Content-Disposition
    message = Message()
    try:
        message["content-type"] = " ".join(value[:_LONGEST].split())
        found = message.get_params(failobj=[], header="content-type")
    except (ValueError, IndexError, TypeError, MessageError):  # made up to trip the library
        return value.partition(";")[0].strip().lower()[:100], {}
    if not found:
        return "", {}
    main = found[0][0].strip().lower()[:100]
    return main, {name.lower(): _collapsed(said) for name, said in found[1:30]}


def _collapsed(said: str | tuple[str | None, str | None, str]) -> str:
    try:
        return collapse_rfc2231_value(said)
    except (ValueError, LookupError, TypeError):
        return ""


def decoded(value: str) -> str:
    """A value's words, encoded or not, on one line, without signs that nobody sees."""
    try:
        value = str(make_header(decode_header(value[:_LONGEST])))
    except (LookupError, ValueError, MessageError):  # a charset or an encoding that is none
        value = value[:_LONGEST]
    return one_line(value)


def one_line(text: str) -> str:
    r"""Text on one line, without signs that nobody sees.

    >>> one_line("gpj\u202etxt.\x00exe  b")
    'gpjtxt.exe b'
    """
    return " ".join(seen(text).split())


def seen(text: str) -> str:
    """Text without signs that nobody sees; line ends and tabs stay."""
    return _UNSEEN.sub("", text)
