"""The one Jinja2 environment: strict about what is missing, deaf to markup in data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from templates import answers, details
from templates.folder import FOLDER
from templates.values import FILTERS, LANGUAGES, harmless


def _finalize(value: Any) -> Any:  # Jinja2 hands over whatever an expression gave
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _autoescape(name: str | None) -> bool:
    return not (name or "").endswith(".txt.j2")


@cache
def environment() -> Environment:
    """Templates of this room; every expression is made harmless, and escaped wherever the result is HTML."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=_autoescape,  # noqa: S701 - a rule by name: everything but the text part of a letter
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS | details.FILTERS | answers.FILTERS)
    made.globals["error_sentence"] = _error_in_template
    made.globals["words"] = _words
    return made


def spoken(language: str) -> str:
    """The language we have for a wish; Polish for all we do not speak."""
    return language if language in LANGUAGES else "pl"


@cache
def module(name: str, language: str) -> TemplateModule:
    """The macros and tables of a template file."""
    return environment().get_template(name).make_module({"language": language})


def sentence(table: str, code: str, language: str, *arguments: object) -> Markup | None:
    """What the macro for a code says in a file of sentences; None when the file has none."""
    macro = getattr(module(f"chat/{language}/{table}.j2", language), code.replace("-", "_"), None)
    return Markup(str(macro(*arguments)).strip()) if callable(macro) else None  # noqa: S704 - a macro escapes what it is given


def error_markup(reason: str, details: Mapping[str, str], language: str) -> Markup:
    """The sentence for an error as HTML; an unknown reason gets a general one, never an exception."""
    for code in _families(reason):
        for table in ("errors", "problems"):
            found = sentence(table, code, language, details)
            if found is not None:
                return found
    return sentence("errors", "unknown", language, {"reason": reason}) or Markup()


def _families(reason: str) -> Iterator[str]:
    """The code and the families it belongs to: ksef-login-lost, ksef-login, ksef."""
    parts = re.findall(r"[a-z0-9]+", reason.lower())
    return ("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@pass_context
def _error_in_template(context: Context, reason: str, details: Mapping[str, str]) -> Markup:
    return error_markup(reason, details, context["language"])


@pass_context
def _words(context: Context) -> TemplateModule:
    return module(f"words/{context['language']}.j2", context["language"])
