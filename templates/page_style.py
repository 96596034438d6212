"""The style of our pages, and its digest, by which a browser knows it."""

from __future__ import annotations

import base64
import hashlib

from templates import colours
from templates.environment import environment


def page_style(own: str | None = None) -> str:
    """What all pages look like and, after it, what only those of the folder `own` do."""
    folders = ["web"] if own is None else ["web", f"web/{own}"]
    return "\n".join(
        environment().get_template(f"{folder}/style.css.j2").render(c=colours).strip() for folder in folders
    )


def style_source(own: str | None = None) -> str:
    """The style's digest as a Content-Security-Policy names it."""
    digest = hashlib.sha256(page_style(own).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
