"""The referee of the whole run: every exchange with a KSeF stand-in is held against the official OpenAPI document.

A test whose caller breaks the document on purpose says so with `@pytest.mark.wrong_client("why")`; one in which KSeF
cuts connections or fails says `@pytest.mark.broken_ksef("why")`. A mark without such an exchange fails the test too,
unless the test has parameters: some of them may be right.
"""

import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from sandbox.observers import KSEF_OBSERVERS
from tests.openapi.referee import KINDS, Referee
from tests.twins.books import DATABASES, new_books, server_of_books  # noqa: F401 - fixtures for all rooms

REFEREE = pytest.StashKey[Referee]()
TOTAL = pytest.StashKey[Counter[str]]()
EXCUSES = ("wrong_client", "broken_ksef")
MARKS = (
    "wrong_client(why): the caller breaks the OpenAPI document on purpose",
    "broken_ksef(why): KSeF cuts connections, fails or closes on purpose",
    "sqlite(why): about SQLite itself, so PostgreSQL has no twin of it",
)


def pytest_addoption(parser):
    parser.addoption("--books", choices=DATABASES, default=DATABASES[0], help="where tests keep their books")


def pytest_configure(config):
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    referee = config.stash[REFEREE] = Referee()
    config.stash[TOTAL] = Counter()
    KSEF_OBSERVERS.append(referee.watch)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only the twins run: all that keep books, but for what is about SQLite itself."""
    if config.getoption("--books") == DATABASES[0]:
        return
    twins = [
        item
        for item in items
        if "server_of_books" in item.fixturenames and not item.get_closest_marker("sqlite")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(twins)])
    items[:] = twins


def pytest_unconfigure(config):
    KSEF_OBSERVERS.remove(config.stash[REFEREE].watch)


@pytest.fixture
def nothing_collected() -> Iterator[None]:
    """What is not closed stays open: Python tidies up after nobody."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def referee(request):
    """Set up before all stand-ins, so that it hears of their last exchanges too."""
    referee = request.config.stash[REFEREE]
    yield referee
    excused = {name for name in EXCUSES if request.node.get_closest_marker(name) is not None}
    told = referee.verdict(excused, must_happen=not hasattr(request.node, "callspec"))
    if told:
        pytest.fail("against the OpenAPI document:\n" + "\n".join(dict.fromkeys(told)), pytrace=False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """A worker of xdist reports its counts."""
    node.config.stash[TOTAL].update(getattr(node, "workeroutput", {}).get("exchanges", {}))


def pytest_sessionfinish(session):
    config = session.config
    counts = config.stash[REFEREE].counts
    if hasattr(config, "workeroutput"):
        config.workeroutput["exchanges"] = dict(counts)
        return
    config.stash[TOTAL].update(counts)
    if _nothing_was_judged(config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _nothing_was_judged(config) -> bool:
    """A run of all tests without one exchange proves nothing; a chosen part of them may have none."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    return whole and not chosen and not config.stash[TOTAL]["validated"]


def pytest_terminal_summary(terminalreporter, config):
    counts = config.stash[TOTAL]
    line = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    terminalreporter.write_line(f"exchanges with KSeF held against the OpenAPI document: {line}")
    if _nothing_was_judged(config):
        terminalreporter.write_line("no exchange was judged, so this run proves nothing and fails", red=True)
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "shown":  # what a test wants read at the end of a run, by record_property
                terminalreporter.write_line(value)
