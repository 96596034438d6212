"""A real Prometheus watches a real Latarnik through an outage: the dashboard's every question has an answer.

It makes the picture of the docs, drawn from the dashboard file itself and from what Prometheus answers.
"""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.commands import SCRIPT, run_script
from tests.real.board.drawing import WIDTH, page
from tests.real.board.panels import Panel, answered, expressions
from tests.real.board.prometheus import Prometheus, free_port, prometheus
from tests.real.conftest import keep_picture
from tests.stories.conftest import LONGEST, sandbox_in_its_process
from tests.stories.world import World

LETTER = "faktura dla NIP 5260250274, {} h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"
WAITING = 5
"""Invoices that are issued during the outage."""
SETTLED = 12
"""Seconds of calm before and after: two looks at the books, which count for five each."""


@dataclass(frozen=True)
class Seen:
    """What is known when the play is over; `watched` is where the figures are."""

    server: Prometheus
    watched: str
    panels: list[Panel]
    begin: float
    end: float

    def panel(self, title: str) -> Panel:
        """The one of that title."""
        (found,) = (panel for panel in self.panels if panel.title == title)
        return found


@pytest.fixture(scope="module")
def seen(report, tmp_path_factory) -> Iterator[Seen]:
    """An outage from before to after, as Prometheus has it."""
    folder, port = tmp_path_factory.mktemp("prometheus"), free_port()
    settings = f"env LATARNIK_WATCH_PORT={port} LATARNIK_LIGHTHOUSE_EVERY=0.5 {SCRIPT}"
    with sandbox_in_its_process(report, "cold", "--app", settings) as (address, _):
        world, watched = World(address), f"127.0.0.1:{port}"
        with prometheus(folder, port) as server:
            begin = time.time()
            play(world, folder, watched)
            end = time.time()
            yield Seen(server, watched, answered(server, begin, end), begin, end)
        world.http.close()


def play(world: World, folder: Path, watched: str) -> None:
    """Two invoices go; KSeF fails, and the mail server with it; five wait; all go home."""
    backup = run_script(folder, "backup", folder / "copy.tar.gz", data_dir=world.books().app)
    assert backup.status == 0, backup.err
    for hours in (1, 2):
        issue(world, hours)
        world.hear("przyjęta, numer KSeF")
    world.until(SETTLED)
    world.ksef(state="failure")
    world.post("/api/mailserver", fault="later")
    world.hear_of_outage()
    for hours in range(3, 3 + WAITING):
        issue(world, hours)
    world.until(SETTLED)
    world.telegram(down=True)
    world.say("czy KSeF działa?")
    world.until(SETTLED / 4)
    world.telegram(down=False)
    world.ksef(state="up")
    world.post("/api/mailserver", fault="none")
    world.wait(lambda: len(world.invoices()) == 2 + WAITING, "all invoices in KSeF")
    world.wait(lambda: none_put_off(world, watched), "every letter that was put off")
    world.until(SETTLED)


def none_put_off(world: World, watched: str) -> bool:
    """No letter waits for its next try, in the app's own figures; how long one waits grows with its tries."""
    return 'latarnik_deliveries_deferred{way="email"} 0' in world.http.get(f"http://{watched}/metrics").text


def issue(world: World, hours: int) -> None:
    """One invoice with a letter to its buyer."""
    world.tap(world.card(LETTER.format(hours)), "Wystaw")


def drawn_in(seen: Seen, title: str, name: str) -> list[float]:
    """What a line of a panel shows, without repetitions."""
    (line,) = (line for line in seen.panel(title).series if line.name == name)
    values = [value for _, value in line.points]
    return [value for at, value in enumerate(values) if at == 0 or values[at - 1] != value]


@pytest.mark.timeout(LONGEST)
def test_every_question_of_the_dashboard_is_answered(seen):
    without = {
        title for title, question in expressions() if not seen.server.between(question, seen.begin, seen.end)
    }

    assert without == set()


def test_the_dashboard_shows_the_outage_what_waited_and_the_way_home(seen):
    works, failure = 0, 3

    assert drawn_in(seen, "How KSeF is doing", "KSeF") == [works, failure, works]
    waiting = seen.panel("Invoices waiting for KSeF, by the end of their term").series
    assert sum(line.most for line in waiting) >= WAITING
    assert sum(line.last for line in waiting) == 0
    deferred = drawn_in(seen, "Papers not taken yet, by way", "email")
    assert max(deferred) >= 1
    assert deferred[-1] == 0


def test_prometheus_can_judge_every_alert_and_none_comes_for_so_short_an_outage(seen):
    rules = seen.server.rules()

    assert {rule["health"] for rule in rules} == {"ok"}
    assert [rule["name"] for rule in rules if rule["state"] == "firing"] == []


def test_the_figures_are_put_as_prometheus_would_have_them(seen):
    figures = seen.server.http.get(f"http://{seen.watched}/metrics").text

    answer = subprocess.run(
        ["promtool", "check", "metrics"],
        input=figures,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_the_picture_of_the_dashboard_fits_its_page(seen, browser):
    context = browser.new_context(viewport={"width": WIDTH, "height": 900}, java_script_enabled=True)
    sheet = context.new_page()
    sheet.set_content(page(seen.panels, seen.begin, seen.end))

    wide = sheet.evaluate("[...document.querySelectorAll('section')].filter(e => e.scrollWidth > e.clientWidth"
                          " || e.scrollHeight > e.clientHeight).map(e => e.innerText)")  # fmt: skip
    keep_picture(sheet.screenshot(full_page=True), "dashboard")
    context.close()

    assert wide == []
