"""What commands say to whoever keeps an installation: plain Polish, for people at a terminal."""

from __future__ import annotations

from markupsafe import Markup

from templates.environment import module
from templates.telegram import plain


def console_sentence(code: str, **details: object) -> str:
    """A sentence or a few lines.

    Raises:
        KeyError: nobody has written that sentence.
        jinja2.UndefinedError: a detail is missing.

    >>> console_sentence("login-works", nip="5265877635", until="20.11.2026, 12:15")
    'Logowanie firmy 5265877635 do KSeF działa (dostęp do 20.11.2026, 12:15).'
    """
    macro = getattr(module("console/pl.j2", "pl"), code.replace("-", "_"), None)
    if not callable(macro):
        raise KeyError(code)
    return plain(Markup(str(macro(details)).strip()))  # noqa: S704 - a macro escapes what it is given
