"""docs/install.md, followed word by word: from bare Debian to the first invoice that KSeF accepts.

Left out are the commands of the block `debian` (packages and sources), and systemd: the service is started as its
unit says.
"""

import asyncio
import json
import os
import re
import shutil
import stat
import subprocess
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.app.commands import environment
from tests.app.stage import OLA, OURS, Stage, until
from tests.stories.signature import seal_of

SOURCES = Path(__file__).parents[2]
PAGE = (SOURCES / "docs" / "install.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PLACES = ("telegram_api", "ksef_api", "ksef_qr", "lighthouse_api", "lighthouse_every", "register_api")
UNITS = ("latarnik.service", "latarnik@worker.service")
MOST_EXPOSED = 3.0
NIP = re.search(r"--company (\d{10})", PAGE)[1]
MARK = "Środowisko testowe KSeF (TEST): dokument bez mocy prawnej"
pytestmark = pytest.mark.timeout(1200)


def in_shell(line: str, root: Path, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """A line of the page, below a folder instead of the whole machine."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("LATARNIK_", "PYTHONPATH"))
    }
    path = f"{root}/usr/local/bin:{os.environ['PATH']}"
    env = {**ours, **environment(settings), "ROOT": str(root), "PATH": path}
    return subprocess.run(
        ["sh", "-c", line],
        env=env,
        cwd=SOURCES,
        input=typed,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """What `ops/install.sh` makes, twice: the second time it only looks."""
    root = tmp_path_factory.mktemp("root")
    first = in_shell("sh ops/install.sh", root)
    assert first.returncode == 0, first.stderr[-3000:]
    return root


def test_what_is_installed_belongs_to_whom_it_should_and_a_second_run_touches_no_settings(root):
    settings, data = root / "etc/latarnik/latarnik.env", root / "var/lib/latarnik"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (settings.parent, settings, data)] == [
        0o700,
        0o600,
        0o700,
    ]
    before = settings.read_text()
    settings.write_text(before + "LATARNIK_LOG_LEVEL=info\n")

    again = in_shell("sh ops/install.sh", root)

    assert again.returncode == 0, again.stderr[-3000:]
    assert settings.read_text() == before + "LATARNIK_LOG_LEVEL=info\n"
    assert [each for each in SOURCES.iterdir() if each.name == "build"] == []
    settings.write_text(before)


@pytest.mark.parametrize("unit", UNITS)
def test_the_service_is_well_formed_and_hardly_exposed(root, unit):
    services = root / "etc/systemd/system"
    if "@" in unit:
        (services / unit).write_bytes((services / "latarnik@.service").read_bytes())
    theirs = root / "usr/lib/systemd/system"  # what ours refers to
    if not theirs.exists():
        shutil.copytree("/usr/lib/systemd/system", theirs, symlinks=True)

    verified = in_shell(f"systemd-analyze --root={root} verify {unit}", root)
    exposed = in_shell(f"systemd-analyze --root={root} security --offline=yes {unit}", root)

    assert (verified.returncode, verified.stderr) == (0, "")
    level = float(re.search(r"exposure level for \S+: ([0-9.]+)", exposed.stdout)[1])
    assert level <= MOST_EXPOSED


def test_the_container_is_built_by_the_same_script_and_gains_no_privilege():
    dockerfile = (SOURCES / "ops/Dockerfile").read_text()
    compose = (SOURCES / "ops/compose.yaml").read_text()

    [step] = re.findall(r"^RUN .*", dockerfile, re.MULTILINE)
    assert "sh /sources/ops/install.sh" in step
    assert "USER latarnik" in dockerfile
    for words in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 30s"):
        assert words in compose


@pytest.fixture
async def stage(tmp_path):
    stage = Stage()
    await stage.open(tmp_path / "unused")
    yield stage
    await stage.close()


@asynccontextmanager
async def service(root: Path, settings: dict[str, str], log: Path):
    """What systemd would start: the unit's command with the unit's environment."""
    unit = (root / "etc/systemd/system/latarnik.service").read_text()
    said = dict(
        line.split("=", 1) for line in unit.splitlines() if re.match(r"(ExecStart|WorkingDirectory)=", line)
    )
    own = dict(re.findall(r"^Environment=(\w+)=(.*)$", unit, re.MULTILINE))
    own["LATARNIK_SETTINGS_FILE"] = f"{root}{own['LATARNIK_SETTINGS_FILE']}"
    command, *words = said["ExecStart"].split()
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("LATARNIK_", "PYTHONPATH"))
    }
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            f"{root}{command}", *words, env={**ours, **environment(settings), **own},
            cwd=f"{root}{said['WorkingDirectory']}", stdout=out, stderr=out,
        )  # fmt: skip
    try:
        await until(lambda: b'"ready"' in log.read_bytes(), "the service", log.read_text)
        yield
        process.terminate()
        assert await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()


async def test_the_page_leads_from_the_installed_program_to_the_first_accepted_invoice(root, stage, tmp_path):
    world = {name: stage.settings[name] for name in PLACES} | {"log_format": "json"}
    typed = Typed(stage)

    setup = await asyncio.to_thread(in_shell, "latarnik setup", root, typed.lines(), **world)
    assert setup.returncode == 0, setup.stderr
    places = [setup.stderr.index(question) for question in typed.questions]
    assert places == sorted(places)
    [link] = [json.loads(line) for line in setup.stdout.splitlines()]

    async with service(root, world, tmp_path / "service.log"):
        said = await stage.say(f"/start {link['invite']}")
        for steps in texts("chat"):
            said = await follow(stage, steps, said)
        await until(lambda: stage.mail.mailbox("ksiegowosc@klient.example"), "the letter to the buyer")
        doctor = await asyncio.to_thread(in_shell, "latarnik doctor", root, **world)
        frozen = await asyncio.to_thread(in_shell, f"latarnik freeze --company {NIP}", root, **world)
        people = await asyncio.to_thread(in_shell, f"latarnik revoke --company {NIP}", root, **world)

    assert await stage.hear("492,00", MARK)
    for check in ("database", "companies", "ksef", "telegram", "letters out", "letters in"):
        assert f"ok       {check}: " in doctor.stdout, doctor.stdout
    assert frozen.returncode == 0, frozen.stderr
    assert frozen.stderr.count(f"--company {NIP} --reason key-compromise") == 2
    assert "owner" in people.stdout
    assert not any(secret in setup.stdout + setup.stderr for secret in typed.secrets)


def test_every_command_of_the_page_is_followed():
    commands = {line for text in texts("sh") for line in text.splitlines()}

    assert commands == {
        "sh ops/install.sh",
        "latarnik setup",
        "systemctl enable --now latarnik",
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
