"""`latarnik knowledge build`: entries become the index that is committed beside them."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

from app.commands.speaking import fail, say
from knowledge.index import INDEX
from knowledge.reading import UnreadableEntry


def build_index(out: Path | None) -> None:
    """Write the index and say what is in it.

    Raises:
        SystemExit: status 1 when the dictionary is not installed, or an entry cannot be read.
    """
    if importlib.util.find_spec("morfeusz2") is None:
        fail("The dictionary of word forms (morfeusz2) is part of the development environment: make setup")
    from knowledge.building import QUESTIONS, Written, build, digest_of
    from knowledge.labelled import read_labelled

    began = time.perf_counter()
    try:
        written = Written.read()
    except UnreadableEntry as error:
        fail(str(error))
    index = build(written, read_labelled(*QUESTIONS), digest_of())
    index.write(out or INDEX)
    say(
        f"{len(index.entries)} editions, {len(index.said)} ways to ask, {len(index.vocabulary.bases)} forms,"
        f" {time.perf_counter() - began:.1f} s"
    )
