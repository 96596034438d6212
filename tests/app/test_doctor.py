"""`latarnik doctor`: what works and what is missing, in plain words."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.commands.doctor_machine import clock_beside
from invoicing.model.verdict import Beacon, Signals, Verdict
from invoicing.services.ksef_jobs import Submit
from invoicing.services.outages.books import Probe
from tests.app.commands import NIP
from tests.app.stage import running

LISTED = "96999000120000000000000001"
READY = f"{NIP} readiness"
CHECKS = [
    "settings", "packages", "data folder", "disk", "schema", "papers", "database", "history", "backup",
    "companies", "verdict", "queue", "set aside", "ksef", "clock", "lighthouse", "register", "ksef access", READY, "telegram", "letters out",
    "letters in",
]  # fmt: skip
BREAK = {
    "telegram": lambda stage: stage.telegram.down(True),
    "ksef": lambda stage: stage.ksef.set_state("failure"),
    "lighthouse": lambda stage: stage.lighthouse.down(),
    "register": lambda stage: stage.register.switches.set_mode("error"),
}
MISLEAD = [
    ("telegram", "telegram_token", "123456789:nobodys-token"),
    ("telegram", "telegram_token", None),
    ("letters out", "smtp_password", "wrong"),
    ("letters out", "smtp_host", None),
    ("letters in", "imap_password", "wrong"),
    ("letters in", "imap_user", None),
    ("ksef", "ksef_api", "http://127.0.0.1:9/v2"),
    ("lighthouse", "lighthouse_api", "http://127.0.0.1:9"),
    ("register", "register_api", "http://127.0.0.1:9"),
]


@pytest.fixture
def doctor(aside):
    """What the doctor finds, by check, and the exit status."""

    async def examine(**changes: object):
        answer = await aside("doctor", "--json", **changes)
        assert answer.err == ""
        assert all(set(line) == {"check", "ok", "message"} for line in answer.lines)
        return {line["check"]: line for line in answer.lines}, answer.status

    return examine


@pytest.fixture
async def prepared(company, aside) -> None:
    """The company has got the certificate that an outage asks for."""
    await aside("ksef", "certificates", "enrol", "--company", NIP, "--type", "offline")


def not_well(findings: dict) -> dict[str, str]:
    return {name: line["message"] for name, line in findings.items() if not line["ok"]}


@pytest.mark.usefixtures("prepared")
async def test_with_everything_in_place_all_is_well(doctor):
    findings, status = await doctor()

    assert list(findings) == CHECKS
    assert (not_well(findings), status) == ({}, 0)
    assert findings["companies"]["message"] == "1 company"


@pytest.mark.usefixtures("prepared")
async def test_a_revoked_token_and_links_to_another_bot_are_told_with_the_way_out(doctor, stage):
    revoked, _ = await doctor(telegram_token="123456789:nobodys-token")
    other, _ = await doctor(telegram_bot="latarnik_dawny_bot")

    assert "@BotFather" in not_well(revoked)["telegram"]
    assert "write latarnik_bot there" in not_well(other)["telegram"]


@pytest.mark.usefixtures("prepared")
async def test_a_bot_without_a_name_in_the_settings_is_well_and_what_it_costs_is_said(doctor, stage):
    del stage.settings["telegram_bot"]

    findings, status = await doctor()

    assert (not_well(findings), status) == ({}, 0)
    assert "LATARNIK_TELEGRAM_BOT is not set" in findings["telegram"]["message"]
    assert "write latarnik_bot there" in findings["telegram"]["message"]


async def with_account(database, account):
    async with database.units() as work:
        (company, *_) = await work.companies.all()
        profile = replace(company.profile, bank_account=account)
        await work.companies.save(replace(company, profile=profile))


@pytest.mark.usefixtures("prepared")
async def test_an_account_that_no_buyer_finds_in_the_register_is_named(doctor, database):
    await with_account(database, "61109010140000071219812874")
    findings, status = await doctor()

    assert "61109010140000071219812874" in not_well(findings)["bank accounts"]
    assert status == 1


@pytest.mark.usefixtures("prepared")
async def test_an_account_in_the_register_is_well(doctor, database):
    await with_account(database, LISTED)
    findings, _ = await doctor()

    assert findings["bank accounts"]["ok"]


@pytest.mark.broken_ksef("KSeF is closed")
@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("name", BREAK)
async def test_a_broken_service_is_named_in_words_and_the_others_are_well(doctor, stage, name):
    BREAK[name](stage)

    findings, status = await doctor()

    troubles = not_well(findings)
    assert (list(troubles), status) == ([name], 1)
    assert "{" not in troubles[name]
    assert "not" in troubles[name]


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize(
    ("name", "setting", "meanwhile"),
    [
        ("ksef", "ksef_api", "invoices go on being issued"),
        ("telegram", "telegram_api", "keeps messages"),
        ("lighthouse", "lighthouse_api", "not mean that KSeF has failed"),
    ],
)
async def test_a_service_out_of_reach_is_named_with_what_to_look_at_and_no_promise_to_try_again(
    doctor, name, setting, meanwhile
):
    findings, _ = await doctor(**{setting: "http://127.0.0.1:9"})

    words = not_well(findings)[name]
    assert words.startswith("127.0.0.1:9 does not answer")
    assert "firewall" in words
    assert meanwhile in words
    assert "try again" not in words


@pytest.mark.usefixtures("prepared")
async def test_a_mail_server_that_is_away_is_named_in_both_directions(doctor, stage):
    await stage.mail.stop()

    findings, status = await doctor()

    assert (list(not_well(findings)), status) == (["letters out", "letters in"], 1)


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize(("name", "setting", "value"), MISLEAD)
async def test_a_setting_that_leads_astray_is_told_at_its_service(doctor, stage, name, setting, value):
    if value is None:
        del stage.settings[setting]

    findings, status = await doctor(**({} if value is None else {setting: value}))

    troubles = not_well(findings)
    assert (list(troubles), status) == ([name], 1)
    assert "{" not in troubles[name]
    assert value is None or value not in troubles[name]


@pytest.mark.usefixtures("prepared")
async def test_without_a_trusted_mail_server_all_is_well_and_signed_letters_alone_make_drafts(doctor, stage):
    del stage.settings["mail_trusted_authserv"]

    findings, status = await doctor()

    assert (not_well(findings), status) == ({}, 0)
    assert "only letters signed by the sender's domain (DKIM)" in findings["drafts by e-mail"]["message"]


@pytest.mark.usefixtures("prepared")
async def test_what_failed_for_good_is_told_without_what_it_says_of_people(doctor, database, clock):
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=7)))
    (job,) = await database.queue.lease_jobs(clock.now(), 1)
    await database.queue.park(job, "no answer to jan@firma.example")

    findings, status = await doctor()

    troubles = not_well(findings)
    assert (list(troubles), status) == (["set aside"], 1)
    assert job.key in troubles["set aside"]
    assert "jan@firma.example" not in troubles["set aside"]


@pytest.mark.usefixtures("prepared")
async def test_the_doctor_says_what_the_watcher_saw_last(doctor, database):
    now = datetime.now(UTC)
    async with database.units() as work:
        await work.verdicts.look(Probe(now, Signals(Beacon.SILENT, api=False, network=False)))
        await work.verdicts.change(Verdict.ALL_WELL, Verdict.US, now, {})

    findings, status = await doctor()

    assert (list(not_well(findings)), status) == (["verdict"], 1)
    assert "connection" in findings["verdict"]["message"]


@pytest.mark.usefixtures("company")
async def test_a_company_without_an_offline_certificate_is_not_ready_and_is_told_what_to_do(doctor):
    findings, status = await doctor()

    assert (list(not_well(findings)), status) == ([READY], 1)
    assert "Niegotowa" in findings[READY]["message"]
    assert "certyfikatu offline" in findings[READY]["message"]


@pytest.mark.usefixtures("prepared")
async def test_the_doctor_tries_the_code_and_the_log_in_at_once(doctor):
    findings, _ = await doctor()

    words = findings[READY]["message"]
    assert "Prawie gotowa" in words  # nobody has drilled, and no app looks at the lighthouse
    assert all(
        said in words
        for said in ("KOD II sprawdzony", "Logowanie działa", "Poczta wychodząca działa", "Zegar zgadza")
    )


@pytest.mark.usefixtures("company")
async def test_a_certificate_that_was_revoked_is_found_out_by_the_page_behind_the_code(doctor, aside, stage):
    words = ("ksef", "certificates", "enrol", "--company", NIP, "--type", "offline")
    [made] = (await aside(*words)).lines
    stage.ksef.revoke_certificate(made["serial"])

    findings, status = await doctor()

    assert (list(not_well(findings)), status) == ([READY], 1)
    assert "KOD II się nie potwierdza" in findings[READY]["message"]


async def test_a_house_without_a_company_is_told_how_to_add_one(doctor):
    findings, status = await doctor()

    assert "latarnik company add" in not_well(findings)["companies"]
    assert status == 1


async def test_before_the_migration_it_says_what_to_run(doctor, tmp_path):
    findings, status = await doctor(data_dir=tmp_path / "new")

    assert "latarnik migrate" in not_well(findings)["database"]
    assert status == 1


async def test_a_key_that_others_can_read_is_told(doctor, home):
    (home / "secret.key").chmod(0o644)

    findings, status = await doctor()

    assert "chmod 600" in not_well(findings)["database"]
    assert status == 1


async def test_a_wrong_setting_is_all_there_is_to_say(doctor):
    findings, status = await doctor(imap_port="mail")

    assert "LATARNIK_IMAP_PORT" in not_well(findings)["settings"]
    assert (list(findings), status) == (["settings"], 1)


@pytest.mark.usefixtures("prepared")
async def test_people_read_one_line_a_check(aside, stage):
    stage.telegram.down(True)

    answer = await aside("doctor")

    lines = answer.out.splitlines()
    assert [line.split(":")[0].split(maxsplit=1) for line in lines] == [
        ["MISSING" if check == "telegram" else "ok", check] for check in CHECKS
    ]
    assert answer.status == 1


# --- the machine ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_a_port_that_somebody_else_has_is_told_and_a_free_one_is_well(doctor):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        findings, _ = await doctor(web_port=taken.getsockname()[1], watch_port=free_port())

    assert "cannot be opened" in not_well(findings)["LATARNIK_WEB_PORT"]
    assert findings["LATARNIK_WATCH_PORT"]["ok"]


async def test_a_port_that_the_running_app_has_is_well(doctor, stage, tmp_path):
    stage.settings["watch_port"] = str(free_port())
    async with running(stage.settings, tmp_path, "--role", "worker") as app:
        findings, _ = await doctor()
        assert await app.stop() == 0

    assert findings["LATARNIK_WATCH_PORT"]["message"].endswith("the app runs")


async def test_a_data_folder_that_others_can_look_into_is_told(doctor, home):
    home.chmod(0o755)

    findings, status = await doctor()

    assert "chmod 700" in not_well(findings)["data folder"]
    assert status == 1


@pytest.mark.usefixtures("prepared")
async def test_a_file_without_which_the_app_does_not_start_is_told_before_it_is_started(doctor, tmp_path):
    no_folder, status = await doctor(log_file=tmp_path / "nowhere" / "latarnik.log")
    no_key, _ = await doctor(dkim_selector="latarnik", dkim_key_file=tmp_path / "nowhere.pem")

    assert "install -d" in not_well(no_folder)["log"]
    assert "LATARNIK_DKIM_KEY_FILE" in not_well(no_key)["signing letters"]
    assert status == 1


@pytest.mark.usefixtures("prepared")
async def test_a_log_that_can_be_written_is_well_and_says_for_how_long_it_is_kept(doctor, tmp_path):
    findings, status = await doctor(log_file=tmp_path / "latarnik.log")

    assert (not_well(findings), status) == ({}, 0)
    assert "30 days" in findings["log"]["message"]


@pytest.mark.parametrize(("minutes", "said"), [(7, "7 min ahead"), (-130, "130 min behind")])
def test_a_clock_that_is_off_is_told_with_the_way_to_set_it(minutes, said):
    theirs = datetime(2026, 11, 20, 12, tzinfo=UTC)

    finding = clock_beside(theirs, theirs + timedelta(minutes=minutes))

    assert not finding.well
    assert said in finding.words
    assert "timedatectl" in finding.words


def test_a_few_seconds_between_two_clocks_are_well():
    theirs = datetime(2026, 11, 20, 12, tzinfo=UTC)

    assert clock_beside(theirs, theirs + timedelta(seconds=40)).well


async def test_postgresql_that_is_away_is_told_at_the_database(doctor):
    findings, status = await doctor(database_url=f"postgresql://latarnik:x@127.0.0.1:{free_port()}/latarnik")

    assert "database" in not_well(findings)
    assert status == 1
