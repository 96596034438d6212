"""A letter before it is drawn: the same page becomes the HTML part and the text part, so both say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from templates.telegram import plain, tidy


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts; `copied` marks what people copy: numbers and accounts."""

    label: str
    lines: tuple[str, ...]
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """The one amount that matters."""

    label: str
    amount: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list where there are items; `loose` text has blocks of its own inside.

    Markup is shown as it is, any other text is escaped.
    """

    text: str = ""
    items: tuple[str, ...] = ()
    loose: bool = False

    @property
    def plain(self) -> Block:
        """The same for the text part."""
        return Block(unmarked(self.text), tuple(unmarked(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class Button:
    """A link to KSeF; a quiet one leads to what is not there yet."""

    label: str
    link: str
    hint: str
    quiet: bool = False

    @property
    def plain(self) -> Button:
        """The same for the text part."""
        return replace(self, label=unmarked(self.label), hint=unmarked(self.hint))


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be answered with a number, in order from 1; `links` are what no answer is needed for."""

    title: str
    labels: tuple[str, ...] = ()
    hint: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the letter itself, by its Content-ID; sizes in pixels."""

    content_id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a letter says; sentences are markup, facts are text.

    Attributes:
        sender: the company, or Latarnik itself; above the title.
        preheader: what a list of letters shows beside the subject.
        body, ending: before and after the facts.
        summary: facts people act upon; `details` are the others.
        details_title, files_title: headings over these parts.
        files: names of attachments, each with what it is.
        choices: what the reader may answer with.
        logo: the picture that stands for the name of the sender.
    """

    language: str
    subject: str
    preheader: str
    title: str
    sender: str
    body: tuple[Block, ...]
    foot: str
    sum: Sum | None = None
    summary: tuple[Fact, ...] = ()
    details: tuple[Fact, ...] = ()
    details_title: str = ""
    button: Button | None = None
    files: tuple[tuple[str, str], ...] = ()
    files_title: str = ""
    ending: tuple[Block, ...] = field(default=())
    choices: Choices | None = None
    logo: Logo | None = None

    @property
    def plain(self) -> Page:
        """The same for the text part."""
        return replace(
            self,
            body=tuple(each.plain for each in self.body),
            ending=tuple(each.plain for each in self.ending),
            button=self.button.plain if self.button else None,
            foot=unmarked(self.foot),
        )


def unmarked(said: str) -> Markup:
    """What a sentence says without marks; only for a text part, where it goes in as it is."""
    return Markup(plain(said))  # noqa: S704 - a text part has no markup


def blocks(said: Markup) -> tuple[Block, ...]:
    r"""Paragraphs, parted by empty lines; a paragraph whose lines all begin with a dash is a list.

    >>> [len(block.items) for block in blocks(Markup("one\n\n- two\n- three"))]
    [0, 2]
    """
    return tuple(_block(part) for part in re.split(r"\n\n+", tidy(said)) if part.strip())


def _block(part: str) -> Block:
    lines = [line.strip() for line in part.strip().split("\n")]
    if all(line.startswith("- ") for line in lines):
        return Block(items=tuple(Markup(line[2:]) for line in lines))  # noqa: S704 - a macro escaped it
    return Block(Markup(" ".join(lines)))  # noqa: S704 - a macro escaped it
