"""`latarnik drill`: an outage from end to end against the stand-ins; in production not a single call."""

import asyncio
import hashlib
import io
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pikepdf
import pytest
from aiohttp import web

from app.clock import SystemClock
from app.practice import is_practice
from app.settings import Settings
from invoicing.model.party import Nip
from invoicing.services.access.certificates import wallet_of
from invoicing.services.drilling.books import begin, last_drill, running, take
from invoicing.services.drilling.records import Outcome
from sandbox.serving import Served
from storage.leases import owner_name
from tests.app.commands import NIP, SCRIPT, environment
from tests.app.stage import running as app_runs
from tests.app.stage import until

DRILL = ("drill", "--company", NIP)
ENROL = ("ksef", "certificates", "enrol", "--company", NIP, "--type", "offline")
OLA = "ola@latarnia.example"


@pytest.fixture
async def ready(company, aside, stage):
    """A company with an offline certificate, whose owner has come and has a mailbox; the code is used up."""
    answer = await aside(*ENROL)
    assert answer.status == 0, answer.err
    await stage.mail.add_account(OLA)
    async with app_runs(stage.settings, stage_folder(stage)):
        await stage.owner_enters(company)


def stage_folder(stage):
    return Path(stage.settings["data_dir"]).parent


def steps(answer) -> dict[str, str]:
    return {line["step"]: line["state"] for line in answer.lines if "step" in line}


def details(answer, step: str) -> dict[str, str]:
    return next(line["details"] for line in answer.lines if line.get("step") == step)


async def books(database) -> dict[str, int]:
    """How much lies in the books that are about real invoices."""
    async with database.units.reading() as work:
        company = await work.companies.by_nip(Nip(NIP))
        return {
            "invoices": len(await work.invoices.recent(company.id, 100)),
            "waiting": len(await work.invoices.waiting()),
        }


async def last_of(database):
    async with database.units.reading() as work:
        company = await work.companies.by_nip(Nip(NIP))
        return await last_drill(work, company.id), await running(work)


@pytest.mark.usefixtures("ready")
async def test_a_drill_goes_from_the_invoice_to_its_number_in_ksef(aside, stage, database):
    answer = await aside(*DRILL)

    assert answer.status == 0, answer.err
    assert list(steps(answer).values()) == ["done"] * 9
    assert answer.lines[-1]["outcome"] == "passed"
    [kept] = stage.ksef.invoices()
    assert kept["number"] == details(answer, "issue")["number"]
    assert kept["ksef_number"] == details(answer, "number")["ksef_number"]
    xml = stage.ksef.document(kept["ksef_number"])
    assert hashlib.sha256(xml).hexdigest() == details(answer, "issue")["sha256"]
    assert "ĆWICZENIA" in xml.decode()
    assert xml.decode().count(f"<NIP>{NIP}</NIP>") == 2
    assert await books(database) == {"invoices": 0, "waiting": 0}


@pytest.mark.usefixtures("ready")
async def test_the_letter_goes_to_the_company_itself_and_to_nobody_else(aside, stage):
    before = stage.mail.count()

    answer = await aside(*DRILL)

    assert details(answer, "letter")["address"] == OLA
    [row] = stage.mail.mailbox(OLA)
    assert stage.mail.count() == before + 1
    letter = stage.mail.letter(OLA, row["id"])
    assert "ĆWICZENIA" in letter["subject"]
    names = [each["name"] for each in letter["attachments"]]
    assert names == ["CWICZENIA-potwierdzenie.pdf", "CWICZENIA-wizualizacja.pdf"]
    for name in names:
        codes = sorted(links_of(stage.mail.attachment(OLA, row["id"], name)[1]))
        assert [code.rpartition(stage.ksef.base_url)[2].split("/")[1] for code in codes] == [
            "certificate",
            "invoice",
        ]
        behind = [await behind_the(code) for code in codes]
        assert "Podpis wystawcy jest prawidłowy" in behind[0]
        assert "Faktura znajduje się w KSeF" in behind[1]


def links_of(pdf: bytes) -> set[str]:
    """Where the codes on a paper lead; each is a link too."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in notes if "/A" in note}


async def behind_the(code: str) -> str:
    async with httpx.AsyncClient() as browser:
        return (await browser.get(code)).text


@pytest.mark.usefixtures("ready")
async def test_drills_count_in_their_own_series_and_leave_the_company_s_alone(aside, stage, database):
    numbers = [details(await aside(*DRILL), "issue")["number"] for _ in range(2)]

    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2"]
    assert {number.partition("/")[0] for number in numbers} == {"CW"}
    async with database.units() as work:
        company = await work.companies.by_nip(Nip(NIP))
        assert (
            await work.series.next(company.id, company.profile.series, f"{SystemClock().today():%Y-%m}") == 1
        )


class Counted:
    """An address that answers nothing useful and counts who comes."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def app(self) -> web.Application:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._count)
        return application

    async def _count(self, request: web.Request) -> web.Response:
        self.calls.append(f"{request.method} {request.path}")
        return web.Response(status=503)


@pytest.fixture
async def counted():
    """One place that all addresses of the Ministry lead to."""
    counted = Counted()
    served = Served(counted.app())
    counted.address = await served.start()
    yield counted
    await served.stop()


def all_there(counted) -> dict[str, str]:
    there = counted.address
    return {
        "ksef_api": f"{there}/v2", "ksef_qr": there, "lighthouse_api": there, "register_api": there,
    }  # fmt: skip


@pytest.mark.parametrize("environment", ["prod", "demo"])
@pytest.mark.usefixtures("ready", "undecided")
async def test_in_production_nothing_is_sent_and_nothing_numbered(
    aside, stage, counted, database, environment
):
    letters = stage.mail.count()

    answer = await aside(*DRILL, ksef_environment=environment, **all_there(counted))

    assert answer.status == 0, answer.err
    assert answer.lines[-1]["outcome"] == "rehearsed"
    assert steps(answer) == {
        "issue": "done", "codes": "done", "papers": "done", "issuer": "done", "deadline": "done",
        "letter": "skipped", "submit": "skipped", "number": "skipped", "invoice": "skipped",
    }  # fmt: skip
    assert "art. 108" in answer.err
    assert counted.calls == []
    assert stage.mail.count() == letters
    assert "CW/" not in answer.out
    async with database.units() as work:
        company = await work.companies.by_nip(Nip(NIP))
        assert await work.series.next(company.id, "CW/{year}/{number}", f"{SystemClock().today():%Y}") == 1


@pytest.mark.usefixtures("ready")
async def test_the_counting_counts(aside, counted):
    answer = await aside(*DRILL, **all_there(counted))

    assert answer.status == 1
    assert any(call.startswith("GET /certificate/") for call in counted.calls)
    assert any(call.startswith("POST /v2/auth") for call in counted.calls)


@pytest.mark.parametrize(
    ("changes", "practice"),
    [
        ({}, True),
        ({"ksef_environment": "prod"}, False),
        ({"ksef_environment": "demo"}, False),
        ({"ksef_api": "http://127.0.0.1:9/v2", "ksef_qr": "http://[::1]:9"}, True),
        ({"ksef_api": "https://api.ksef.mf.gov.pl/v2"}, False),
        ({"ksef_qr": "https://qr.ksef.mf.gov.pl"}, False),
        ({"ksef_api": "https://127.0.0.1.example/v2"}, False),
        ({"ksef_environment": "prod", "ksef_api": "http://127.0.0.1:9/v2"}, False),
    ],
)
def test_only_the_test_environment_or_this_machine_is_practice(changes, practice):
    assert is_practice(Settings(**changes)) is practice


async def test_without_a_certificate_the_drill_says_what_an_outage_would_show(company, aside, stage):
    del company
    await stage.mail.add_account(OLA)

    answer = await aside(*DRILL)

    assert answer.status == 1
    assert answer.lines[-1]["outcome"] == "failed"
    assert answer.lines[-1]["reason"] == "offline-certificate-needed"
    assert {name for name, state in steps(answer).items() if state == "unreached"} == {
        "papers", "issuer", "letter",
    }  # fmt: skip
    assert steps(answer)["number"] == "done"
    assert "/certyfikat" in answer.err


@pytest.mark.usefixtures("ready")
async def test_a_revoked_certificate_is_found_out(aside, stage, database):
    async with database.units.reading() as work:
        company = await work.companies.by_nip(Nip(NIP))
        serial = (await wallet_of(work, company.id)).certificates[-1].serial
    stage.ksef.revoke_certificate(serial)

    answer = await aside(*DRILL)

    assert answer.status == 1
    assert steps(answer)["issuer"] == "failed"
    assert details(answer, "issuer")["wrong"] == "active"
    assert "certyfikat jest nieaktywny" in answer.err


@pytest.mark.usefixtures("ready")
async def test_a_refusal_of_ksef_is_told_with_its_code(aside, stage):
    stage.ksef.set_state(faults={"reject_next": 1})

    answer = await aside(*DRILL)

    assert (answer.status, answer.lines[-1]["reason"]) == (1, "drill-rejected")
    assert "450" in answer.err
    assert steps(answer)["invoice"] == "unreached"


@pytest.mark.usefixtures("ready")
async def test_without_mail_the_drill_says_that_nobody_would_get_a_letter(aside):
    answer = await aside(*DRILL, smtp_host="")

    assert (answer.status, answer.lines[-1]["reason"]) == (1, "drill-no-mail")
    assert steps(answer)["number"] == "done"


async def test_an_unknown_company_is_refused(aside):
    answer = await aside("drill", "--company", "5260250274")

    assert answer.status == 1
    assert "526-025-02-74" in answer.sentence


# --- one at a time, and nothing half done ---


async def other_begins(database, owner: str):
    async with database.units() as work:
        company = await work.companies.by_nip(Nip(NIP))
        now = SystemClock().now()
        return await take(work, await begin(work, company.id, now, practice=True, asked_by=None), owner, now)


@pytest.mark.usefixtures("company")
async def test_a_second_drill_is_refused_while_one_runs(aside, stage, database):
    await other_begins(database, "another-machine/7/ab")

    answer = await aside(*DRILL)

    assert answer.status == 1
    assert "już trwają" in answer.sentence
    assert stage.ksef.invoices() == []
    assert len((await last_of(database))[1]) == 1


@pytest.mark.usefixtures("ready")
async def test_what_a_dead_process_left_is_ended_as_failed_and_a_new_drill_may_begin(aside, database):
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    machine = owner_name().partition("/")[0]
    left = await other_begins(database, f"{machine}/{process.pid}/ab")

    answer = await aside(*DRILL)

    assert answer.status == 0, answer.err
    last, still = await last_of(database)
    assert (str(last.id), last.outcome) == (answer.lines[-1]["drill"], Outcome.PASSED)
    assert last.id != left.id
    assert still == []


async def told_as_ended(database):
    """Until no drill runs any more."""
    async with asyncio.timeout(60):
        while (await last_of(database))[1]:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


@asynccontextmanager
async def drilling(stage):
    """`latarnik drill` as a process of its own, while KSeF takes its time."""
    stage.ksef.set_state(faults={"status_delay": 3600})
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    process = await asyncio.create_subprocess_exec(
        SCRIPT,
        *DRILL,
        env={**ours, **environment(stage.settings)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await until(stage.ksef.invoices, "the drill's invoice at KSeF")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.usefixtures("ready")
async def test_a_drill_killed_at_ksef_ends_as_failed_when_the_app_starts(stage, database):
    async with drilling(stage) as process:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert len((await last_of(database))[1]) == 1

        async with app_runs(stage.settings, stage_folder(stage)):
            await told_as_ended(database)
    last, still = await last_of(database)

    assert (last.outcome, last.reason) == (Outcome.FAILED, "drill-interrupted")
    assert still == []
    assert await books(database) == {"invoices": 0, "waiting": 0}


@pytest.mark.usefixtures("ready")
async def test_a_drill_that_lives_in_another_process_is_left_alone(stage, database):
    async with drilling(stage), app_runs(stage.settings, stage_folder(stage)) as app:
        await app.until_logged("ready")
        said = await stage.say("/cwiczenia")
        assert "już trwają" in (await stage.hear("Ćwiczenia", after=said))["text"]
        last, still = await last_of(database)

    assert last is None
    assert len(still) == 1
