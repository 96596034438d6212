"""What is said of mailboxes at a terminal: how providers let programs in, and what a mailbox was seen to do."""

from __future__ import annotations

from markupsafe import Markup

from invoicing.services.mailboxes.presets import Preset
from templates.environment import module
from templates.telegram import plain


def mailbox_words(code: str, **details: object) -> str:
    """A sentence in Polish.

    Raises:
        KeyError: nobody has written that sentence.

    >>> mailbox_words("removed", nip="5265877635")
    'Skrzynka firmy o NIP 5265877635 i jej hasło są zapomniane.'
    """
    macro = getattr(module("console/mailboxes.j2", "pl"), code.replace("-", "_"), None)
    if not callable(macro):
        raise KeyError(code)
    return plain(Markup(str(macro(details)).strip()))  # noqa: S704 - a macro escapes what it is given


def mailbox_steps(preset: Preset) -> str:
    """What to do before a provider lets us in, with its servers, its limits and the day this was checked."""
    servers = {
        "imap": f"{preset.imap.host}:{preset.imap.port}" if preset.imap else None,
        "smtp": f"{preset.smtp.host}:{preset.smtp.port}" if preset.smtp else None,
    }
    checked = f"{preset.checked:%d.%m.%Y}" if preset.checked else None
    return "\n".join(
        [
            f"{preset.code}:",
            mailbox_words(f"steps-{preset.code}"),
            mailbox_words("servers", **servers),
            mailbox_words("limits", per_day=preset.per_day, per_minute=preset.per_minute),
            mailbox_words("dated", checked=checked),
        ]
    )
