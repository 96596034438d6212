"""docs/install.md, followed word by word: from bare Debian to the first invoice that KSeF accepts.

Left out are the commands of the block `debian` (packages and sources), and systemd: the service is started as its
unit says, by the user and on the read-only machine that it names where this can be had (`bare_machine`).
"""

import asyncio
import json
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import yaml

from tests.app.stage import OLA, OURS, Stage, until
from tests.real.bare_machine import SOURCES, Machine, machine_in
from tests.stories.signature import seal_of

PAGE = (SOURCES / "docs" / "install.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PLACES = ("telegram_api", "ksef_api", "ksef_qr", "lighthouse_api", "lighthouse_every", "register_api")
UNITS = ("latarnik.service", "latarnik@worker.service")
AWAY = dict.fromkeys(("telegram_api", "ksef_api", "lighthouse_api", "register_api"), "http://127.0.0.1:9")
LOG = re.search(r"Logs: `(/\S+)`", PAGE)[1]
MOST_EXPOSED = 3.0
NIP = re.search(r"--company (\d{10})", PAGE)[1]
MARK = "Środowisko testowe KSeF (TEST): dokument bez mocy prawnej"
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Iterator[Machine]:
    """With what `ops/install.sh` makes."""
    with machine_in(tmp_path_factory.mktemp("machine")) as machine:
        first = machine.shell("sh ops/install.sh")
        assert first.returncode == 0, first.stderr[-3000:]
        yield machine


def test_what_is_installed_belongs_to_whom_it_should_and_a_second_run_touches_no_settings(machine):
    settings, data = machine.root / "etc/latarnik/latarnik.env", machine.root / "var/lib/latarnik"
    assert [_ownership(each) for each in (settings.parent, settings, data)] == [
        (machine.owner, 0o700),
        (machine.owner, 0o600),
        (machine.owner, 0o700),
    ]
    before = settings.read_text()
    settings.write_text(before + "LATARNIK_LOG_LEVEL=info\n")

    again = machine.shell("sh ops/install.sh")

    assert again.returncode == 0, again.stderr[-3000:]
    assert settings.read_text() == before + "LATARNIK_LOG_LEVEL=info\n"
    assert [each for each in SOURCES.iterdir() if each.name == "build"] == []
    settings.write_text(before)


def _ownership(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_uid, stat.S_IMODE(found.st_mode)


def test_the_program_cannot_change_itself(machine):
    installed = [machine.root / "opt/latarnik", *(machine.root / "opt/latarnik").rglob("*")]

    open_to_others = [each for each in installed if not each.is_symlink() and each.stat().st_mode & 0o022]

    assert open_to_others == []
    if machine.is_whole:
        assert {each.lstat().st_uid for each in installed} == {0}


def test_every_file_that_our_pages_and_units_name_in_the_installed_program_is_there(machine):
    saying = [*(SOURCES / "docs").glob("*.md"), *(SOURCES / "ops").glob("*.service")]
    named = {
        place
        for each in saying
        for place in re.findall(r"/opt/latarnik/[\w./@-]*\w", each.read_text(encoding="utf-8"))
    }

    assert "/opt/latarnik/ops/prometheus/alerts.yml" in named
    assert sorted(place for place in named if not (machine.root / place[1:]).exists()) == []
    for kept in ("prometheus/alerts.yml", "grafana/latarnik.json"):
        installed = machine.root / "opt/latarnik/ops" / kept
        assert installed.read_bytes() == (SOURCES / "ops" / kept).read_bytes()
        assert stat.S_IMODE(installed.stat().st_mode) == 0o644


def test_a_file_that_its_user_may_not_write_is_named_by_the_doctor(machine):
    stray = machine.root / "var/lib/latarnik/stray"
    stray.touch()
    stray.chmod(0o444)
    try:
        doctor = machine.shell("latarnik doctor", **AWAY)
    finally:
        stray.unlink()

    named = "stray cannot be written by this user; run: chown -R latarnik:" in doctor.stdout
    assert named == (machine.owner != 0), doctor.stdout  # to root nothing is closed


def test_every_process_of_a_divided_installation_has_a_log_of_its_own_beside_the_one_log(machine):
    settings = (machine.root / "etc/latarnik/latarnik.env").read_text()
    unit = (machine.root / "etc/systemd/system/latarnik@.service").read_text()

    assert f"LATARNIK_LOG_FILE={machine.below}{LOG}\n" in settings
    assert f"Environment=LATARNIK_LOG_FILE={Path(LOG).parent}/%i.log\n" in unit


@pytest.mark.parametrize("unit", UNITS)
def test_the_service_is_well_formed_and_hardly_exposed(machine, unit):
    services = machine.root / "etc/systemd/system"
    if "@" in unit:
        (services / unit).write_bytes((services / "latarnik@.service").read_bytes())
    theirs = machine.root / "usr/lib/systemd/system"  # what ours refers to
    if not theirs.exists():
        shutil.copytree("/usr/lib/systemd/system", theirs, symlinks=True)

    verified = machine.shell(f"systemd-analyze --root={machine.below or '/'} verify {unit}")
    exposed = machine.shell(f"systemd-analyze --root={machine.below or '/'} security --offline=yes {unit}")

    assert (verified.returncode, verified.stderr) == (0, "")
    level = float(re.search(r"exposure level for \S+: ([0-9.]+)", exposed.stdout)[1])
    assert level <= MOST_EXPOSED


def test_the_container_is_built_by_the_same_script_and_gains_no_privilege():
    dockerfile = (SOURCES / "ops/Dockerfile").read_text()
    compose = (SOURCES / "ops/compose.yaml").read_text()

    [step] = re.findall(r"^RUN .*", dockerfile, re.MULTILINE)
    assert "sh /sources/ops/install.sh" in step
    assert "USER latarnik" in dockerfile
    unit = (SOURCES / "ops/latarnik.service").read_text()
    [command] = re.findall(r"^ExecStart=(.*) run$", unit, re.MULTILINE)
    assert f'ENTRYPOINT ["{command}"]\nCMD ["run"]' in dockerfile
    assert re.search(r"^Environment=(.*)$", unit, re.MULTILINE)[1] in dockerfile
    assert 'VOLUME ["/etc/latarnik", "/var/lib/latarnik"]' in dockerfile
    for words in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 30s"):
        assert words in compose


def test_a_container_keeps_in_volumes_what_the_image_says_is_kept():
    image = (SOURCES / "ops/Dockerfile").read_text()
    composed = yaml.safe_load((SOURCES / "ops/compose.yaml").read_text())

    [service] = composed["services"].values()
    kept = dict(volume.split(":") for volume in service["volumes"])
    [declared] = re.findall(r"^VOLUME (.*)$", image, re.MULTILINE)
    assert sorted(kept.values()) == sorted(json.loads(declared))
    assert set(kept) == set(composed["volumes"])
    assert (SOURCES / "ops" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert [json.dumps(service["command"])] == re.findall(r"^CMD (.*)$", image, re.MULTILINE)


@pytest.fixture
async def stage(tmp_path):
    stage = Stage()
    await stage.open(tmp_path / "unused")
    yield stage
    await stage.close()


@asynccontextmanager
async def service(machine: Machine, settings: dict[str, str], log: Path):
    """What systemd would start: the unit's command with the unit's environment."""
    unit = (machine.root / "etc/systemd/system/latarnik.service").read_text()
    said = dict(
        line.split("=", 1) for line in unit.splitlines() if re.match(r"(ExecStart|WorkingDirectory)=", line)
    )
    own = dict(re.findall(r"^Environment=(\w+)=(.*)$", unit, re.MULTILINE))
    own["LATARNIK_SETTINGS_FILE"] = f"{machine.below}{own['LATARNIK_SETTINGS_FILE']}"
    words = machine.service(said["WorkingDirectory"], said["ExecStart"].split())
    kept = machine.root / LOG[1:]
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *words, env={**machine.environment(settings), **own}, cwd="/", stdout=out, stderr=out
        )
    try:
        await until(lambda: kept.exists() and b'"ready"' in kept.read_bytes(), "the service", log.read_text)
        yield process.pid
        process.terminate()
        assert await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def test_the_page_leads_from_the_installed_program_to_the_first_accepted_invoice(
    machine, stage, tmp_path
):
    world = {name: stage.settings[name] for name in PLACES} | {"log_format": "json"}
    typed = Typed(stage)

    setup = await asyncio.to_thread(machine.shell, "latarnik setup", typed.lines(), **world)
    assert setup.returncode == 0, setup.stderr
    places = [setup.stderr.index(question) for question in typed.questions]
    assert places == sorted(places)
    [link] = [json.loads(line) for line in setup.stdout.splitlines()]

    async with service(machine, world, tmp_path / "service.log") as pid:
        assert_harmless(machine, pid)
        said = await stage.say(f"/start {link['invite']}")
        for steps in texts("chat"):
            said = await follow(stage, steps, said)
        await until(lambda: stage.mail.mailbox("ksiegowosc@klient.example"), "the letter to the buyer")
        doctor = await asyncio.to_thread(machine.shell, "latarnik doctor", **world)
        frozen = await asyncio.to_thread(machine.shell, f"latarnik freeze --company {NIP}", **world)
        people = await asyncio.to_thread(machine.shell, f"latarnik revoke --company {NIP}", **world)

    upgraded = await asyncio.to_thread(machine.shell, "latarnik upgrade", **world)
    packed = await asyncio.to_thread(
        machine.shell, f"latarnik support {machine.below}/var/lib/latarnik/support.zip", **world
    )

    assert await stage.hear("492,00", MARK)
    assert (upgraded.returncode, json.loads(upgraded.stdout)["copy"]) == (0, None), upgraded.stderr
    for check in ("database", "companies", "ksef", "telegram", "letters out", "letters in"):
        assert f"ok       {check}: " in doctor.stdout, doctor.stdout
    assert doctor.returncode == 0, doctor.stdout
    assert_kept_without_anybody(machine)
    assert (packed.returncode, packed.stderr) == (0, "")
    assert frozen.returncode == 0, frozen.stderr
    assert frozen.stderr.count(f"--company {NIP} --reason key-compromise") == 2
    assert "owner" in people.stdout
    assert not any(secret in setup.stdout + setup.stderr for secret in typed.secrets)


def assert_kept_without_anybody(machine: Machine) -> None:
    """The log is where the page says, its owner's alone, and names nobody of the conversation."""
    log = machine.root / LOG[1:]
    assert [_ownership(each) for each in (log.parent, log)] == [
        (machine.owner, 0o700),
        (machine.owner, 0o600),
    ]
    for hidden in (NIP, "5260250274", "ksiegowosc@klient.example", OURS):
        assert hidden not in log.read_text(encoding="utf-8")


def assert_harmless(machine: Machine, pid: int) -> None:
    """The process is nobody but its user, and no program it starts can become more."""
    state = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
    )
    assert {int(number) for number in state["Uid"].split()} == {machine.owner}
    if machine.is_whole:
        assert (state["NoNewPrivs"], int(state["CapBnd"], 16), int(state["CapEff"], 16)) == ("1", 0, 0)


def test_every_command_of_the_page_is_followed():
    commands = {line for text in texts("sh") for line in text.splitlines()}

    assert commands == {
        "sh ops/install.sh",
        "latarnik setup",
        "systemctl enable --now latarnik",
        "systemctl stop latarnik",
        "systemctl start latarnik",
        "latarnik upgrade",
        "latarnik doctor",
        f"latarnik freeze --company {NIP}",
        f"latarnik revoke --company {NIP}",
    }


def texts(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


class Typed:
    """The answers of the page, with what only the reader knows put in."""

    def __init__(self, stage: Stage) -> None:
        own = {
            "TOKEN": stage.settings["telegram_token"],
            "MAILBOX": OURS,
            "IMAP": f"127.0.0.1:{stage.mail.imap_port}",
            "SMTP": f"127.0.0.1:{stage.mail.smtp_port}",
            "PASSWORD": stage.settings["imap_password"],
        }
        self.secrets = (own["TOKEN"], own["PASSWORD"])
        pairs = [line.split(" = ") for line in texts("answers")[0].splitlines()]
        self.questions = [question.replace("MAILBOX", OURS) for question, _ in pairs]
        self._answers = [own.get(answer, answer) for _, answer in pairs]

    def lines(self) -> str:
        return "".join(f"{answer}\n" for answer in self._answers)


async def follow(stage: Stage, steps: str, said: int) -> int:
    """A conversation of the page; returns the newest message that is known."""
    newest: dict = {}
    for step in steps.splitlines():
        who, words = step.split(": ", 1)
        if who == "Bot":
            newest = await stage.hear(words, after=said)
        elif who == "You":
            said = await stage.say(words)
        elif who == "You tap":
            await stage.telegram.user_taps(OLA, newest["message_id"], words)
        else:
            said = await signed(stage, newest)
    return max(said, newest.get("message_id", 0))


async def signed(stage: Stage, asked: dict) -> int:
    """The company's seal is put on the file that the bot sent."""
    content = stage.telegram.file(asked["document"]["url"].rpartition("/")[2])[2]
    document = seal_of(NIP).signs(content)
    return await stage.telegram.user_sends_document(OLA, "AuthTokenRequest-podpisany.xml", document)
