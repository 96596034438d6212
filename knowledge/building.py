"""The build: entries, concepts and routes become an index, and labelled questions its weights; never imported at run time."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.entry import LANGUAGES, Entry, Standing
from knowledge.forms import base_forms
from knowledge.index import Index, Weights
from knowledge.labelled import Labelled
from knowledge.reading import ENTRIES, read_entries
from knowledge.scoring import Said
from knowledge.search import Searcher
from knowledge.terms import Vocabulary, expressions_of
from knowledge.training import train
from knowledge.wording import words

HERE = Path(__file__).parent
_RULES = (HERE / "concepts.toml", HERE / "routes.toml")
_MADE_BY = (
    "wording",
    "terms",
    "forms",
    "letters",
    "scoring",
    "search",
    "gate",
    "learning",
    "training",
    "building",
)
"""Modules whose change may change an index or what its weights mean."""
_TESTS = HERE.parent / "tests" / "knowledge"
QUESTIONS = (_TESTS / "questions.jsonl", _TESTS / "lookalikes.jsonl")
"""What weights are learned of; the second are of other matters and use our words, so that the gate learns to doubt."""
_NO_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote that goes into an index."""

    entries: Sequence[Entry]
    routes: Mapping[str, Sequence[str]]
    concepts: Mapping[str, Sequence[str]]
    idle: Sequence[str]

    @classmethod
    def read(cls, folder: Path = ENTRIES) -> Written:
        """The entries of a folder and the rules of the package; drafts stay out.

        Raises:
            UnreadableEntry: one of the entries is none.
        """
        concepts, routes = (tomllib.loads(path.read_text(encoding="utf-8")) for path in _RULES)
        entries = [entry for entry in read_entries(folder) if entry.status is not Standing.DRAFT]
        said = {f"@{name}": facts["said"] for name, facts in routes.items()}
        return cls(entries, said, concepts["concepts"], concepts["idle"])

    def asked(self) -> Iterator[tuple[str, str]]:
        """Every label with every way to ask for it."""
        for entry in self.entries:
            for language in LANGUAGES:
                yield from (
                    (entry.id, text) for text in (entry.question[language], *entry.phrasings[language])
                )
        for label, said in self.routes.items():
            yield from ((label, text) for text in said)


def digest_of(folder: Path = ENTRIES, questions: Sequence[Path] = QUESTIONS) -> str:
    """One sum over all that an index is made of and by; another one means that it is stale."""
    summed = hashlib.sha256()
    made_by = [HERE / f"{name}.py" for name in _MADE_BY]
    for path in (*sorted(folder.glob("*/*.md")), *_RULES, *made_by, *questions):
        summed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()


def build(written: Written, questions: Sequence[Labelled], digest: str = "") -> Index:
    """The index with weights learned of the questions."""
    bare = build_bare(written, digest)
    return replace(bare, weights=train(Searcher(bare), questions))


def build_bare(written: Written, digest: str = "") -> Index:
    """The index without weights."""
    vocabulary = _vocabulary(written)
    labels = list(dict.fromkeys(label for label, _ in written.asked()))
    places = {label: place for place, label in enumerate(labels)}
    said: dict[tuple[int, tuple[str, ...]], Said] = {}
    for label, text in written.asked():
        key = (places[label], tuple(words(text)))
        said[key] = Said(*key, tuple(vocabulary.terms(text)))
    answers: dict[int, list[str]] = {place: [] for place in range(len(labels))}
    for entry in written.entries:
        answers[places[entry.id]] += _of_answer(vocabulary, entry.answer["pl"])
    return Index(digest, vocabulary, labels, list(said.values()), answers, written.entries, _NO_WEIGHTS)


def _vocabulary(written: Written) -> Vocabulary:
    texts = [text for _, text in written.asked()]
    texts += [text for said in written.concepts.values() for text in said]
    texts += [entry.answer["pl"] for entry in written.entries]
    bases = base_forms(texts)
    idle = frozenset(bases.get(word, word) for word in words(" ".join(written.idle)))
    return Vocabulary(bases, idle, expressions_of(written.concepts, bases))


def _of_answer(vocabulary: Vocabulary, text: str) -> list[str]:
    return [term for line in text.splitlines() for term in vocabulary.terms(line)]
