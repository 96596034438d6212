"""Names of folders as IMAP writes them: modified UTF-7 (RFC 3501 section 5.1.3), in quotes."""

from __future__ import annotations

import base64
import re

PROCESSED = "Przetworzone"
"""Where letters go that were taken, for the order of whoever looks into the mailbox; nothing depends on it."""
_LISTED = re.compile(rb'^(?:LIST )?\((?P<flags>[^)]*)\) (?:"(?P<separator>\\?.)"|NIL) (?P<name>.+)$')
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def quoted(text: str) -> str:
    r"""An IMAP quoted string.

    >>> print(quoted('Faktury "nowe"'))
    "Faktury \"nowe\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def folder(name: str) -> str:
    """A folder's name, ready for a command.

    >>> folder("Wysłane"), folder("R&D")
    ('"Wys&AUI-ane"', '"R&-D"')
    """
    pieces = re.split(r"([^\x20-\x7e]+)", name)
    return quoted(
        "".join(_shifted(each) if at % 2 else each.replace("&", "&-") for at, each in enumerate(pieces))
    )


def folder_name(wire: str) -> str:
    """What a name on the wire says; what is no modified UTF-7 stays as it is.

    >>> folder_name("Wys&AUI-ane"), folder_name("R&-D"), folder_name("&?-")
    ('Wysłane', 'R&D', '&?-')
    """
    return _SHIFTED.sub(lambda found: _unshifted(found[1]), wire)


def sent_folder(listed: list[bytes]) -> str | None:
    r"""The folder that a server calls that of sent letters (RFC 6154), from the answer to LIST.

    >>> sent_folder([rb'(\HasNoChildren \Sent) "/" "Wys&AUI-ane"', rb'(\HasNoChildren) "/" INBOX'])
    'Wysłane'
    >>> sent_folder([rb'(\HasNoChildren) "." "INBOX.Sent"'])
    'INBOX.Sent'
    """
    found = [row for line in listed if (row := _LISTED.match(line))]
    marked = [row for row in found if b"\\sent" in row["flags"].lower().split()]
    usual = [row for row in found if _last_part(row).lower() in _USUAL]
    return next((_name(row) for row in [*marked, *usual]), None)


_USUAL = ("sent", "sent items", "sent mail", "wysłane", "wyslane", "elementy wysłane")
"""What providers call it that mark no folder, commonest first."""


def _last_part(row: re.Match[bytes]) -> str:
    separator = (row["separator"] or b"").decode("latin-1").lstrip("\\")
    name = _name(row)
    return name.rpartition(separator)[2] if separator else name


def _name(row: re.Match[bytes]) -> str:
    raw = row["name"].decode("ascii", "replace")
    if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
        raw = re.sub(r"\\(.)", r"\1", raw[1:-1])
    return folder_name(raw)


def _shifted(text: str) -> str:
    encoded = base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=")
    return f"&{encoded.replace('/', ',')}-"


def _unshifted(encoded: str) -> str:
    if not encoded:
        return "&"
    padded = encoded.replace(",", "/") + "=" * (-len(encoded) % 4)
    try:
        return base64.b64decode(padded).decode("utf-16-be")
    except ValueError:
        return f"&{encoded}-"
