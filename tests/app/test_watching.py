"""What an engineer's instruments see: liveness, readiness, figures; and that alerts and dashboard speak of them."""

import json
import re
import socket
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from app.watching.exposition import exposed
from app.watching.measuring import AT_KSEF
from app.watching.standing import Watch
from app.watching.tally import ASIDE, KEPT, LATER, Tally
from invoicing.model.verdict import Verdict
from invoicing.services.ksef_jobs import Submit
from tests.app.commands import NIP
from tests.app.samples import read
from tests.app.stage import OURS, running

OPS = Path(__file__).parents[2] / "ops"
METRIC = re.compile(r"\b(?:(?:latarnik|process)_[a-z_]+|up|ALERTS)\b")
OF_PROMETHEUS = {"up", "ALERTS"}
"""What it writes down by itself of whatever it watches."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def known(database, clock, home):
    """The name of every figure, whether there is something to count or not."""

    async def look() -> set[str]:
        text = exposed(await Watch(database, clock, home)(), Tally(), {}).decode()
        families = list(text_string_to_metric_families(text))
        endings = {"counter": ("_total",), "summary": ("_sum", "_count"), "info": ("_info",)}
        return OF_PROMETHEUS | {one.name + end for one in families for end in endings.get(one.type, ("",))}

    return look


@pytest.fixture
async def watched(stage):
    """Asks the port that the app is told to watch by."""
    port = free_port()
    stage.settings["watch_port"] = str(port)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        yield http


@pytest.mark.parametrize("role", ["worker", "mail", "bot"])
async def test_every_role_is_live_and_ready_without_serving_pages(stage, watched, tmp_path, role):
    async with running(stage.settings, tmp_path, "--role", role) as app:
        live, ready = await watched.get("/live"), await watched.get("/ready")
        assert await app.stop() == 0

    assert (live.status_code, ready.status_code) == (200, 200)
    assert set(ready.json()) - set(live.json()) == {"database", "disk"}
    assert set(ready.json().values()) == {"ok"}


async def test_figures_of_a_day_hold_nobodys_name_number_or_address(stage, watched, company, tmp_path):
    async with running(stage.settings, tmp_path) as app:
        await stage.owner_enters(company)
        await stage.issue()
        await stage.hear("przyjęta, numer KSeF")
        text = (await watched.get("/metrics")).text
        assert await app.stop() == 0

    samples = read(text)
    assert samples["latarnik_job_runs_total", "", "Submit", "kept"] == 1
    assert samples["latarnik_loop_running", "outbox"] == 1
    assert samples["latarnik_ksef_calls_hour", "invoiceSend"] == 1
    assert samples["process_resident_memory_bytes",] > 10e6
    for personal in (NIP, "5260250274", OURS, "Latarnia", "klient.example", "492,00"):
        assert personal not in text


async def test_a_port_that_is_taken_is_told_by_the_name_of_its_setting(stage, script, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = script(
            "run", "--role", "worker", **{**stage.settings, "watch_port": str(taken.getsockname()[1])}
        )

    assert answer.status == 1
    assert "LATARNIK_WATCH_PORT" in answer.err


async def test_work_that_is_late_grows_old_and_what_the_calendar_put_off_does_not(
    figures, database, clock, later
):
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=1)))
        await work.jobs.enqueue(Submit(UUID(int=2)), clock.now().replace(hour=23))
    later(600)

    samples = await figures()

    assert samples["latarnik_jobs_open", "Submit"] == 2
    assert samples["latarnik_jobs_oldest_seconds", "Submit"] == pytest.approx(600, abs=60)


async def test_what_failed_and_what_was_set_aside_are_counted(figures, database, clock):
    async with database.units() as work:
        for number in (1, 2):
            await work.jobs.enqueue(Submit(UUID(int=number)))
    first, second = await database.queue.lease_jobs(clock.now(), 2)
    await database.queue.park(first, "no")
    await database.queue.postpone(second, clock.now(), "not now")

    samples = await figures()

    assert samples["latarnik_set_aside", "jobs"] == 1
    assert samples["latarnik_jobs_failing", "Submit"] == 1


async def test_attempts_are_counted_by_how_they_end(figures):
    tally = Tally()
    tally.ran("Show", KEPT, "", 0.5)
    tally.ran("Show", LATER, "telegram-unavailable", 1.0)
    tally.ran("Submit", ASIDE, "surprise", 2.0)

    samples = await figures(tally, {"outbox": True, "inbox": False})

    assert samples["latarnik_job_runs_total", "Show", "later", "telegram-unavailable"] == 1
    assert samples["latarnik_job_seconds_count", "Show"] == 2
    assert samples["latarnik_job_seconds_sum", "Show"] == 1.5
    assert samples["latarnik_loop_running", "inbox"] == 0


def test_without_the_database_the_process_still_shows_what_it_knows():
    samples = read(exposed(None, Tally(), {"outbox": True}).decode())

    assert samples["latarnik_database_up",] == 0
    assert samples["latarnik_loop_running", "outbox"] == 1
    assert not any(name[0].startswith("latarnik_jobs") for name in samples)


async def test_every_alert_speaks_of_a_figure_that_there_is_and_says_what_to_do(known):
    names = await known()
    rules = [rule for group in yaml.safe_load((OPS / "prometheus" / "alerts.yml").read_text())["groups"]
             for rule in group["rules"]]  # fmt: skip

    assert len(rules) >= 10
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(METRIC.findall(rule["expr"])) <= names, rule["alert"]
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook"]


def test_the_alert_of_work_that_waits_excuses_what_waits_by_law_and_nothing_else():
    rules = yaml.safe_load((OPS / "prometheus" / "alerts.yml").read_text())["groups"][0]["rules"]
    (waits,) = (rule["expr"] for rule in rules if rule["alert"] == "LatarnikWorkWaits")
    kinds, works = re.findall(r'=~"([^"]+)"', waits)

    assert set(kinds.split("|")) == AT_KSEF
    assert set(works.split("|")) == {verdict.value for verdict in Verdict if verdict.ksef_works}


async def test_every_panel_of_the_dashboard_shows_figures_that_there_are(known):
    names = await known()
    board = json.loads((OPS / "grafana" / "latarnik.json").read_text(encoding="utf-8"))

    places = [panel["gridPos"] for panel in board["panels"]]
    assert len({(place["x"], place["y"]) for place in places}) == len(places)
    for panel in board["panels"]:
        for target in panel.get("targets", ()):  # a headline asks nothing
            assert METRIC.findall(target["expr"]), panel["title"]
            assert set(METRIC.findall(target["expr"])) <= names, panel["title"]
