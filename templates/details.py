"""Details of an error inside its sentence: the first of the named ones that is there, in quotes, in brackets, or after a colon.

Nobody promises which details an error carries, so a sentence must read well without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import pass_context
from jinja2.runtime import Context

from templates.values import grouped_nip

_QUOTES = {"pl": ("„", "”"), "en": ("“", "”"), "uk": ("«", "»")}


def first(details: Mapping[str, str], *names: str) -> str:
    """The first detail that is there, or an empty string.

    >>> first({"value": "-5"}, "amount", "value")
    '-5'
    """
    return next((str(details[name]) for name in names if details.get(name)), "")


@pass_context
def _in_quotes(context: Context, details: Mapping[str, str], *names: str) -> str:
    opening, closing = _QUOTES[context["language"]]
    found = first(details, *names)
    return f" {opening}{found}{closing}" if found else ""


def _in_brackets(details: Mapping[str, str], *names: str) -> str:
    found = first(details, *names)
    return f" ({found})" if found else ""


def _after_colon(details: Mapping[str, str], *names: str) -> str:
    found = first(details, *names)
    return f": {found}" if found else ""


def _its_nip(details: Mapping[str, str]) -> str:
    found = first(details, "nip", "value")
    return f" {grouped_nip(found)}" if found else ""


FILTERS: dict[str, Callable[..., str]] = {
    "in_quotes": _in_quotes,
    "in_brackets": _in_brackets,
    "after_colon": _after_colon,
    "its_nip": _its_nip,
}
