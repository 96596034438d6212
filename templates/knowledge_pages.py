"""The knowledge base as pages of a web site: plain HTML with one style, nothing that runs, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from invoicing.services.questions.knowledge import Told
from templates import colours
from templates.answers import marked
from templates.environment import environment, module
from templates.values import LANGUAGES

_NAMES = {"pl": "Polski", "en": "English", "uk": "Українська"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One page: a topic with its entries in one language.

    Attributes:
        name: of its file.
        heading: filled in from the words of the language.
    """

    name: str
    entries: Sequence[Told]
    heading: str = ""


def site(topics: Mapping[str, Sequence[Topic]], made_on: date, office: str = "") -> Iterator[tuple[str, str]]:
    """Every file of the site: its path, with slashes, and its text.

    Args:
        topics: by language.
        made_on: the Warsaw day on which the answers are true.
        office: whose site it is; named at the top of every page.
    """
    env = environment()
    yield "answers.css", env.get_template("knowledge/answers.css.j2").render(c=vars(colours))
    yield "index.html", _door()
    for language, mine in topics.items():
        words = vars(module(f"knowledge/{language}.j2", language))
        named = [Topic(each.name, each.entries, words["topics"][each.name]) for each in mine]
        shared: dict[str, Any] = {
            "language": language,
            "languages": [*topics],
            "names": _NAMES,
            "page_words": words["words"],
            "office": office,
            "made_on": made_on,
            "topics": named,
            "paragraphs": paragraphs,
        }
        page = env.get_template("knowledge/page.html.j2")
        front = {"topic": None, "heading": words["words"]["title"], "file": "index.html", "linked_data": None}
        yield f"{language}/index.html", page.render(shared | front)
        for topic in named:
            own = {"topic": topic, "heading": topic.heading, "file": f"{topic.name}.html"}
            yield f"{language}/{topic.name}.html", page.render(shared | own | {"linked_data": _faq(topic)})


def paragraphs(told: Told) -> Markup:
    """The answer as paragraphs and lists."""
    lines = [line for line in told.text.splitlines() if line.strip()]
    parts: list[str] = []
    for is_item, group in groupby(lines, key=lambda line: line.startswith(("- ", "* "))):
        said = [str(marked(line[2:] if is_item else line)) for line in group]
        if is_item:
            parts.append("<ul>" + "".join(f"<li>{each}</li>" for each in said) + "</ul>")
        else:
            parts += [f"<p>{each}</p>" for each in said]
    return Markup("\n".join(parts))  # noqa: S704 - `marked` has escaped every line


def _faq(topic: Topic) -> Markup:
    """The same for search engines (schema.org FAQPage); no sign of it can end the block that it stands in."""
    questions = [
        {
            "@type": "Question",
            "name": told.question,
            "acceptedAnswer": {"@type": "Answer", "text": str(paragraphs(told))},
        }
        for told in topic.entries
    ]
    text = json.dumps(
        {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}, ensure_ascii=False
    )
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - as above


def _door() -> str:
    links = "".join(
        f'<li><a href="{language}/index.html" lang="{language}">{_NAMES[language]}</a></li>'
        for language in LANGUAGES
    )
    return (
        '<!doctype html>\n<html lang="pl"><head><meta charset="utf-8"><title>KSeF</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="refresh" content="0; url=pl/index.html"><link rel="stylesheet" href="answers.css"></head>'
        f"<body><main><h1>KSeF</h1><ul>{links}</ul></main></body></html>\n"
    )
