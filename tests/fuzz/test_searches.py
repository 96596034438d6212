"""No search that strangers' letters and files meet takes more than its length: every pattern there, against pumped text.

A pattern that is new is tried as soon as it stands in a module. One that is held against so much text at most, and no
more, has its number in `BOUNDS`. What people say has 2000 characters and no long runs of blanks, as the assistant's door
leaves it.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping

import bot
import invoicing
import knowledge
import mailer
from invoicing.services.parsing.tokens import squeezed
from tests.fuzz.held_up import held_up_by

ROOMS = (bot, invoicing, knowledge, mailer)
USUAL, SENTENCE = 20_000, 2_000
BOUNDS = {
    "mailer.stripping.": 500,
    "mailer.signing_off.": 300,
    "mailer.vacations.": 1_500,
    "mailer.authenticity.": 4_000,
    "mailer.attachments.": 200,  # a file's name
    "mailer.chat._MARK": 900,  # a subject of ours
    "mailer.lanes._PLAIN_FROM": 400,
    "invoicing.services.letters_in.subjects.": 900,
    "invoicing.services.letters_in.": USUAL,
    "invoicing.services.people.": USUAL,  # a whole letter may say in whose name it comes
    "invoicing.": SENTENCE,
    "knowledge.": SENTENCE,
}
SEARCHES = ("search", "sub", "subn", "findall", "finditer", "split")
"""What begins anew at every place; all else begins where it is told to."""
BASES = (" ", "\n", "\t ", "1", "a", "/*a", ">", "-", ". ", ",", '"', "<a", "a@", "ą, 1 ")
LITERAL = re.compile(r"[^\W_](?:[\w -]*[^\W_])?|-{3,}[\w -]+-{3,}")
MOST_LITERALS = 5
ENDS = "\0!"


def patterns() -> Iterator[tuple[str, re.Pattern, bool]]:
    """Those of all modules, alone or in tables, each once, and whether it is searched for."""
    seen = set()
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            module = importlib.import_module(found.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                for each in inside(value):
                    alone = re.search(rf"\b{name}\.(?:full)?match\b", source)
                    searched = not alone or any(f"{name}.{way}(" in source for way in SEARCHES)
                    if each not in seen:
                        seen.add(each)
                        yield f"{found.name}.{name}", each, searched


def inside(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for one in (*value, *value.values()) for each in inside(one))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from (each for one in value for each in inside(one))


def pumped(pattern: re.Pattern, size: int) -> Iterator[str]:
    """Runs of one sign, of the pattern's own words, and runs behind its words; none of them ends as it should."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    literals = list(dict.fromkeys(each for each in LITERAL.findall(text) if len(each) > 1))[:MOST_LITERALS]
    for base in (*BASES, *literals):
        yield (base * size)[:size] + ENDS
    for literal in literals:
        yield f"{literal} " * (size // (len(literal) + 1)) + ENDS
        for base in BASES[:3]:
            yield literal + (base * size)[:size] + ENDS


def bound(name: str) -> int:
    return next((most for room, most in BOUNDS.items() if name.startswith(room)), USUAL)


def tries(name: str, pattern: re.Pattern, *, searched: bool = True):
    def try_all() -> None:
        for pump in pumped(pattern, bound(name)):
            text = squeezed(pump) if bound(name) == SENTENCE else pump
            said = text if isinstance(pattern.pattern, str) else text.encode()
            pattern.fullmatch(said)
            if searched:
                pattern.search(said)

    return try_all


def test_no_search_takes_more_than_its_length():
    cases = {
        f"{name} {at}": tries(name, each, searched=how) for at, (name, each, how) in enumerate(patterns())
    }

    assert len(cases) > 400
    assert held_up_by(cases) == []


def test_the_guard_sees_a_search_that_takes_the_cube():
    bad = re.compile(r"\n\s*\n\s*y")

    assert held_up_by({"good": lambda: None, "bad": tries("mailer", bad), "last": lambda: None}) == ["bad"]
