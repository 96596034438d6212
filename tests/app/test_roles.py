"""Every role works alone, and a process loads only what its role needs."""

import asyncio
import json

import pytest

from app.commands.run import ROLES
from app.settings import Settings
from app.wiring import build
from invoicing.services.jobs import kind_of
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from tests.app.alone import SETTINGS, python

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

    async with asyncio.timeout(60):
        while not (answers := await database.queue.lease_jobs(clock.now(), 10)):
            await database.queue.wait_for_jobs(1)

    assert [kind_of(answer.job) for answer in answers] == ["Show:telegram"]
    assert [letter.key for letter in await database.queue.waiting_inbox(clock.now(), 10)] == ["email:1"]


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
