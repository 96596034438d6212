"""Every role works alone, and a process loads only what its role needs."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import ROLES, build
from invoicing.services.jobs import kind_of
from invoicing.services.messages import Channel
from invoicing.services.records import Received

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "telegram_token": f"123456789:{secrets.token_urlsafe(26)}", "telegram_api": "http://127.0.0.1:9",
    "smtp_host": "127.0.0.1", "mail_from": "faktury@latarnia.example", "imap_host": "127.0.0.1",
    "imap_user": "faktury@latarnia.example", "imap_password": "x",
}  # fmt: skip
LOOPS = {
    "bot": {"telegram"},
    "mail": {"letters", "mailbox", "mailboxes", "quarantine", "buyers' letters"},
    "worker": {
        "rounds",
        "lighthouse",
        "receiving",
        "received",
        "recurring",
        "payment reminders",
        "certificates",
        "held drafts",
        "own entries",
        "forgetting",
        "stuck work",
        "changes",
        "terms",
        "drills",
        "readiness",
        "works",
        "law",
        "midnight",
        "tokens",
        "reminders",
        "digest",
    },
    "web": set(),
}
EVERYWHERE = {"neighbours"}
STRANGER = {"id": 1002, "is_bot": False, "first_name": "Nieznajomy", "language_code": "pl"}
UPDATE = json.dumps(
    {"update_id": 1, "message": {"message_id": 1, "date": 1, "from": STRANGER, "text": "dzień dobry",
     "chat": {"id": 1002, "type": "private", "first_name": "Nieznajomy"}}}
).encode()  # fmt: skip
LOADED = """
import asyncio, json, sys
from app.clock import SystemClock
from app.installation import opened
from app.settings import load_settings
from app.wiring import build

async def main():
    settings, clock = load_settings(), SystemClock()
    async with opened(settings, clock) as database:
        house = build(settings, sys.argv[1:], clock, database)
        for close in house.closers:
            await close()

asyncio.run(main())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def python(code: str, *arguments: str, **settings: object) -> set[str]:
    """Run a program of its own; what it printed last."""
    environment = {f"LATARNIK_{name.upper()}": str(value) for name, value in settings.items()}
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout.splitlines()[-1]))


def command(*arguments: str) -> set[str]:
    """The packages that a command of the console script loads."""
    code = (
        "import atexit, json, sys\n"
        "atexit.register(lambda: print(json.dumps(sorted({n.partition('.')[0] for n in sys.modules}))))\n"
        f"sys.argv = ['latarnik', *{list(arguments)!r}]\n"
        "from app.cli import main\n"
        "main()\n"
    )
    return python(code)


@pytest.fixture
async def house(database, clock):
    """Builds the app of some roles; closed at the end."""
    built = []

    def make(*roles: str, **settings: object):
        house = build(Settings(**settings), roles, clock, database)
        built.append(house)
        return house

    yield make
    for one in built:
        for close in one.closers:
            await close()


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_is_built_alone(house, role):
    assert set(house(role, **SETTINGS).tasks) == LOOPS[role] | EVERYWHERE


async def test_all_roles_together_have_all_loops(house):
    assert set(house(*ROLES, **SETTINGS).tasks) == EVERYWHERE.union(*LOOPS.values())


async def test_the_sandboxs_clock_is_followed_only_where_there_is_one(house):
    assert set(house("web", clock_url="http://127.0.0.1:9/api/clock").tasks) == {"clock"} | EVERYWHERE


async def test_the_bots_process_answers_chats_and_leaves_letters_to_the_other(
    house, database, clock, at_work
):
    async with database.units() as work:
        await work.inbox.put(Received("email:1", Channel.EMAIL, "email:x", b"Subject: x", clock.now()))
        await work.inbox.put(Received("telegram:1", Channel.TELEGRAM, "telegram:1002", UPDATE, clock.now()))
    bot = house("bot", **SETTINGS)
    at_work(bot.inbox)
    at_work(bot.tasks["telegram"])

    async with asyncio.timeout(10):
        while not (answers := await database.queue.lease_jobs(clock.now(), 10)):
            await database.queue.wait_for_jobs(1)

    assert [kind_of(answer.job) for answer in answers] == ["Show:telegram"]
    assert [letter.key for letter in await database.queue.waiting_inbox(clock.now(), 10)] == ["email:1"]


@pytest.mark.parametrize("role", ["mail", "worker", "web"])
def test_a_process_without_the_bot_does_not_carry_the_chat_framework(home, role):
    assert not python(LOADED, role, data_dir=home, **SETTINGS) & {"aiogram", "bot"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("parse", "--help"),
        ("parse", "faktura dla 5260250274, 2 h konsultacji po 200 zł"),
        ("deadline", "--batch", "tests/model/deadlines.json"),
    ],
    ids=lambda arguments: arguments[0] + arguments[-1][:6],
)
def test_a_light_command_loads_neither_the_chat_framework_nor_the_database(arguments):
    assert not command(*arguments) & {
        "aiogram",
        "aiohttp",
        "bot",
        "sqlalchemy",
        "storage",
        "mailer",
        "lxml",
        "typst",
    }


def test_a_process_with_its_books_in_sqlite_does_not_carry_an_orm():
    code = "import json, sys; import app.commands.run, app.process; print(json.dumps(sorted(sys.modules)))"

    assert not {
        name for name in python(code) if name.startswith(("sqlalchemy.orm", "sqlalchemy.ext.asyncio"))
    }


def test_logs_do_without_the_library_for_coloured_traces():
    code = "import json, sys; import app.commands.run, app.process; print(json.dumps(sorted(sys.modules)))"

    assert not {name.partition(".")[0] for name in python(code)} & {"rich", "pygments"}
