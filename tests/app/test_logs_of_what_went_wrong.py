"""Errors bring along what they were about: addresses with tokens, rows, passwords. None of it reaches a log or the books."""

import asyncio
import io
import logging
import secrets
from uuid import UUID

import aiohttp
import httpx
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from sqlalchemy import insert, text

from app.logs import masked, set_up_logs
from app.outbox import Outbox
from invoicing.services.ksef_jobs import Submit
from storage.dialects import open_engines
from storage.tables import people
from tests.app.test_logs_hold_no_personal_data import root_logger  # noqa: F401 - a fixture

NOWHERE = "http://127.0.0.1:9"
SECRET = "s" + secrets.token_urlsafe(24) + "9Zz"
BOT = f"8123456789:{SECRET}{SECRET}"[:60]
WAYS_TO_SAY_IT = {
    "a bearer": f"Authorization: Bearer {SECRET}",
    "a bearer in a dict": f"{{'Authorization': 'Bearer {SECRET}', 'accept': 'x'}}",
    "basic": f"authorization=Basic {SECRET}==",
    "an invitation's link": f"https://t.me/latarnik_bot?start={SECRET}",
    "an invitation's command": f"/start {SECRET}",
    "a database": f"postgresql://ola:{SECRET}@localhost/books",
    "a database with a sign": f"postgresql+asyncpg://ola:a!{SECRET}@db.firma.example:5432/books",
    "a query": f"GET https://api.example/x?access_token={SECRET}&page=1",
    "a log-in": f"https://latarnik.example/back?code={SECRET}&state=1",
    "a form": f"client_secret={SECRET}&refresh_token={SECRET}",
    "JSON": f'{{"password": "a b {SECRET} c"}}',
    "JSON in JSON": f'"{{\\"password\\": \\"{SECRET}\\"}}"',
    "an object": f"Login(user='ola', password='a, {SECRET}')",
    "a header": f"X-Telegram-Bot-Api-Secret-Token: {SECRET}",
    "IMAP": f"Sending: b'AAAB1 LOGIN ola {SECRET}'",
    "SMTP": f"AUTH XOAUTH2 {SECRET}",
    "Polish": f"hasło: {SECRET}",
    "a page's code alone": f"ValueError: {secrets.token_urlsafe(12)}{SECRET}",
    "what PostgreSQL says": f"duplicate key\nDETAIL:  Key (name)=({SECRET}) already exists.",
}


@pytest.fixture
def logged(root_logger, tmp_path):  # noqa: F811
    """What the log holds of an error that nobody foresaw, at the most talkative."""
    file = tmp_path / "latarnik.log"
    set_up_logs("debug", "console", file)

    async def run(act):
        try:
            await act()
        except Exception:
            logging.getLogger("app").exception("it stumbled")
        told = file.read_text()
        assert "it stumbled" in told
        return told

    return run


class FullDisk(io.StringIO):
    """Takes nothing."""

    def write(self, _):
        raise OSError(28, "No space left on device")


def test_a_full_disk_under_the_log_brings_nothing_of_the_line_out(root_logger, capsys):  # noqa: F811
    """The standard library would print the error that was to be logged, past every mask."""
    set_up_logs("info", "json")
    root_logger.handlers[0].setStream(FullDisk())

    logging.getLogger("app").error("it stumbled", exc_info=RuntimeError(f"bot{BOT}"))

    assert capsys.readouterr().err == "a line of app could not be written to the log (OSError)\n"


@pytest.mark.parametrize("way", WAYS_TO_SAY_IT)
def test_a_secret_is_masked_however_it_is_said(way):
    assert SECRET not in masked(WAYS_TO_SAY_IT[way])


@pytest.mark.parametrize(
    "said",
    [
        "job submit:6f9619ff-8b86-d011-b42d-00c04fc964ff:1, file 3f2a" + "0" * 60,
        'File "/opt/latarnik/lib/python3.11/site-packages/sqlalchemy/engine/base.py", line 1971',
        "test_whatever_is_said_of_a_job_that_was_refused_by_KSeF",
    ],
)
def test_what_an_engineer_needs_stays_readable(said):
    assert masked(said) == said


async def test_a_row_that_does_not_fit_is_not_told(logged, home):
    """SQLAlchemy would show the values of a statement that failed."""
    engines = open_engines(f"sqlite:///{home / 'latarnik.sqlite3'}", 5.0)

    async def twice():
        async with engines.writing() as connection:
            row = {"id": UUID(int=1), "name": f"Jan {SECRET[:12]}", "language": "pl"}
            await connection.execute(insert(people), [row, row])

    async def misspelt():
        async with engines.writing() as connection:
            await connection.execute(text("SELECT :code FROM nowhere"), {"code": SECRET[:12]})

    try:
        for act in (twice, misspelt):
            told = await logged(act)
            assert "sqlite3" in told
            assert SECRET[:12] not in told
    finally:
        await engines.close()


async def test_an_address_that_does_not_answer_is_told_without_its_token(logged):
    async def by_httpx():
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = httpx.Response(401, request=http.build_request("GET", f"{NOWHERE}/bot{BOT}/getMe"))
            answer.raise_for_status()

    async def by_aiohttp():
        async with aiohttp.ClientSession() as http:
            await http.get(f"{NOWHERE}/file/bot{BOT}/x?token={SECRET}")

    async def by_aiogram():
        bot = Bot(BOT, session=AiohttpSession(api=TelegramAPIServer.from_base(NOWHERE)))
        try:
            await bot.get_me()
        finally:
            await bot.session.close()

    async def after_another():
        try:
            await by_httpx()
        except httpx.HTTPError as error:
            raise ExceptionGroup("both", [error, RuntimeError(f"Bearer {SECRET}")]) from error

    for act in (by_httpx, by_aiohttp, by_aiogram, after_another):
        told = await logged(act)
        assert SECRET not in told
        assert BOT not in told


async def test_why_a_job_was_given_back_is_written_down_without_its_secret(database, clock, at_work):
    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=7)))

    async def stumble(_):
        raise RuntimeError(f"POST {NOWHERE}/bot{BOT}/sendMessage failed, password='{SECRET}'")

    async def why():
        async with database.units.reading() as work:
            return (await work.transaction.rows(text("SELECT last_error FROM jobs")))[0][0]

    at_work(Outbox(database.queue, {"Submit": stumble}, clock))
    async with asyncio.timeout(60):
        while await why() is None:  # noqa: ASYNC110 - the queue rings no bell for it
            await asyncio.sleep(0.02)

    assert "sendMessage failed" in await why()
    assert SECRET not in await why()
    assert BOT not in await why()
