"""The index: all that a search needs at run time, as one file of plain words and numbers that the build writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.entry import Claim, Confidence, Entry, Source, Standing
from knowledge.scoring import Said
from knowledge.terms import Vocabulary

INDEX = Path(__file__).parent / "index.json"
ROUTE = "@"
"""What the name of a label begins with that is no entry: `@live-status`, `@elsewhere-...`."""


class UnreadableIndex(ValueError):
    """The index is not there, or another version of the program wrote it: build it anew."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the build learned: how the sides make a rank, and how sure that makes us.

    Attributes:
        order: one weight for each of `scoring.SIDES`.
        right: of the gate's facts, for "the first entry is what was asked for".
        ours: of the same facts, for "it is a question for this knowledge base at all".
        answered_from: the chance of being right from which on an answer is given at once, by channel.
        choice_from: the chance of being ours below which not even a choice is offered.
    """

    order: tuple[float, ...] = ()
    right: tuple[float, ...] = ()
    ours: tuple[float, ...] = ()
    answered_from: Mapping[str, float] = field(default_factory=dict)
    choice_from: float = 0.0


@dataclass(frozen=True, slots=True)
class Index:
    """What was built out of which sources.

    Attributes:
        digest: of every source that went in; another one means that the index is stale.
        labels: ids of entries, then routes.
        answers: terms of the answer's own text by label.
    """

    digest: str
    vocabulary: Vocabulary
    labels: Sequence[str]
    said: Sequence[Said]
    answers: Mapping[int, Sequence[str]]
    entries: Sequence[Entry]
    weights: Weights

    def write(self, path: Path = INDEX) -> None:
        """The same sources give the same bytes; one line for each thing, so that a change can be read."""
        path.write_text(_text(self._facts()), encoding="utf-8")

    @classmethod
    def read(cls, path: Path = INDEX) -> Index:
        """What was written.

        Raises:
            UnreadableIndex: there is none, or it is of another make.
        """
        try:
            return _index(json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableIndex(f"{path.name}: {error}; run `latarnik knowledge build`") from error

    def _facts(self) -> dict[str, Any]:
        return {
            "digest": self.digest,
            "weights": asdict(self.weights),
            "idle": sorted(self.vocabulary.idle),
            "labels": list(self.labels),
            "expressions": {
                " ".join(key): names for key, names in sorted(self.vocabulary.expressions.items())
            },
            "entries": [asdict(entry) for entry in self.entries],
            "said": [[each.label, " ".join(each.words), " ".join(each.terms)] for each in self.said],
            "answers": {str(label): " ".join(terms) for label, terms in sorted(self.answers.items())},
            "bases": {
                base: " ".join(forms) for base, forms in sorted(_by_base(self.vocabulary.bases).items())
            },
        }


def _by_base(bases: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for form, base in sorted(bases.items()):
        found.setdefault(base, []).append(form)
    return found


def _text(facts: Mapping[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{_plain(name)}: {_lines(value)}" for name, value in facts.items()) + "\n}\n"


def _lines(value: object) -> str:
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{_plain(key)}: {_plain(each)}" for key, each in value.items()) + "\n}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_plain, value)) + "\n]"
    return _plain(value)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=date.isoformat, sort_keys=True)


def _index(facts: Mapping[str, Any]) -> Index:
    bases = {form: base for base, forms in facts["bases"].items() for form in forms.split(" ")}
    expressions = {tuple(key.split(" ")): tuple(names) for key, names in facts["expressions"].items()}
    return Index(
        digest=facts["digest"],
        vocabulary=Vocabulary(bases, frozenset(facts["idle"]), expressions),
        labels=facts["labels"],
        said=[Said(label, tuple(text.split()), tuple(terms.split())) for label, text, terms in facts["said"]],
        answers={int(label): terms.split() for label, terms in facts["answers"].items()},
        entries=[_entry(each) for each in facts["entries"]],
        weights=_weights(facts["weights"]),
    )


def _weights(facts: Mapping[str, Any]) -> Weights:
    order, right, ours = (tuple(facts[name]) for name in ("order", "right", "ours"))
    return Weights(order, right, ours, facts["answered_from"], facts["choice_from"])


def _entry(facts: Mapping[str, Any]) -> Entry:
    plain = dict(facts)
    plain |= {name: _day(facts[name]) for name in ("valid_from", "last_reviewed", "review_by")}
    plain["valid_to"] = _day(facts["valid_to"]) if facts["valid_to"] else None
    plain["status"], plain["confidence"] = Standing(facts["status"]), Confidence(facts["confidence"])
    plain["phrasings"] = {language: tuple(said) for language, said in facts["phrasings"].items()}
    plain["sources"] = tuple(
        Source(each["title"], each["place"], _day(each["on"])) for each in facts["sources"]
    )
    plain["contradicted_by"] = tuple(Claim(**each) for each in facts["contradicted_by"])
    for name in ("legal_basis", "related"):
        plain[name] = tuple(_strings(facts[name]))
    return Entry(**plain)


def _strings(values: Iterable[Any]) -> Iterable[str]:
    return (str(value) for value in values)


def _day(text: str) -> date:
    return date.fromisoformat(text)
