"""A thin hand on lxml for writing: elements of FA(3) by their plain names, in the order of the calls.

`put` takes values as they are (codes, numbers, dates), `say` what people wrote: white space in it is collapsed as
xsd:token would. FA(3) allows no empty elements, so the `_if` forms leave out what says nothing.
"""

from __future__ import annotations

from lxml import etree

from ksef.fa3.tree import Element, qualified

_add = etree.SubElement


class _Tags(dict[str, str]):
    """Qualified names, made once."""

    def __missing__(self, name: str) -> str:
        made = self[name] = qualified(name)
        return made


_TAGS = _Tags()


def group(parent: Element, name: str) -> Element:
    """Add a child that will have children."""
    return _add(parent, _TAGS[name])


def put(parent: Element, name: str, value: str) -> None:
    """Add a child with a value that needs no care."""
    _add(parent, _TAGS[name]).text = value


def put_if(parent: Element, name: str, value: str | None) -> None:
    """Add a child unless there is no value."""
    if value:
        _add(parent, _TAGS[name]).text = value


def say(parent: Element, name: str, text: str) -> None:
    """Add a child with somebody's words."""
    _add(parent, _TAGS[name]).text = " ".join(text.split())


def say_if(parent: Element, name: str, text: str | None) -> None:
    """Add a child with somebody's words unless there are none."""
    if text and text.strip():
        say(parent, name, text)


def flag_if(parent: Element, name: str, *, yes: bool) -> None:
    """Add a child of TWybor1, which can only say 1."""
    if yes:
        _add(parent, _TAGS[name]).text = "1"


def choose(parent: Element, name: str, *, yes: bool) -> None:
    """Add a child of TWybor1_2: 1 is yes, 2 is no."""
    _add(parent, _TAGS[name]).text = "1" if yes else "2"
