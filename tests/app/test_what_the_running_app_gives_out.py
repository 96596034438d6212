"""What the running app gives out in KSeF's test environment is marked, whatever the file; and its pages keep their pace."""

import re
import secrets
import zipfile
from io import BytesIO

import httpx
import pytest

from app.clock import SystemClock
from sandbox.demo import free_port
from tests.app.stage import OLA, running, until
from tests.app.test_marks_of_the_test_environment import MARK, read

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/faktura/\S+)")
GUESSER, BUYER = "203.0.113.7", "198.51.100.23"
MANY = 40
"""Guesses: so many are never all let in, however slowly a busy machine asks."""


@pytest.fixture
async def pages(stage):
    """Whoever is behind the proxy of this machine."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    stage.settings |= {"web_port": str(port), "public_address": address, "trusted_proxy": "127.0.0.1"}
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        yield http


async def carried(stage, after: int) -> bytes:
    """The paper, or the package of papers, that the bot's answer brings."""

    def found() -> dict | None:
        files = [each["document"] for each in stage.from_bot(after) if each["document"]]
        return next((file for file in files if file["name"].endswith((".pdf", ".zip"))), None)

    def instead() -> list[str]:
        return [each["text"] for each in stage.from_bot(after)]

    document = await until(found, "a paper", instead)
    return stage.telegram.file(document["url"].rpartition("/")[2])[2]


def papers_in(file: bytes) -> list[str]:
    """The words of each PDF: of the file itself, or of those packed in it."""
    if file.startswith(b"%PDF"):
        return [read(file)]
    with zipfile.ZipFile(BytesIO(file)) as packed:
        return [read(packed.read(name)) for name in packed.namelist() if name.endswith(".pdf")]


async def test_every_file_and_page_that_the_app_gives_out_in_the_test_environment_is_marked(
    stage, company, pages, tmp_path
):
    month = f"{SystemClock().today():%Y-%m}"
    given: dict[str, bytes] = {}

    async def tapped(label: str, *card: str, after: int) -> bytes:
        seen = await stage.hear(*card, after=after)
        last = max(each["message_id"] for each in stage.from_bot())
        await stage.telegram.user_taps(OLA, seen["message_id"], label, wait=60)
        return await carried(stage, last)

    async with running(stage.settings, tmp_path):
        await stage.owner_enters(company)
        await stage.issue()
        number = re.search(r"FV/\S*\d", (await stage.hear("numer KSeF"))["text"])[0]
        for words in ("wydruk {}", "dowód doręczenia {}", f"/eksport {month}", f"/miesiac {month}"):
            given[words] = await carried(stage, await stage.say(words.format(number)))
        status = await stage.say(f"status {number}")
        for label in ("PDF", "UPO"):
            given[label] = await tapped(label, number, "Stan:", after=status)
        asked = await stage.say("pro forma dla NIP 5260250274, 3 h projektu po 150 zł")
        given["pro forma"] = await tapped("Wystaw pro formę", "Szkic pro formy", after=asked)
        link = await stage.hear("/faktura/", after=await stage.say(f"link do {number}"))
        cover = await pages.get(LINK.search(link["text"])[1], headers={"X-Forwarded-For": BUYER})

    papers = {name: papers_in(file) for name, file in given.items()}
    assert all(papers.values()), papers
    assert [name for name, texts in papers.items() for text in texts if MARK not in text] == []
    assert MARK in cover.text


async def test_who_guesses_links_of_the_running_app_is_slowed_down_and_nobody_else(stage, pages, tmp_path):
    async def guess(who: str) -> int:
        path = f"/faktura/{secrets.token_urlsafe(32)}"
        return (await pages.get(path, headers={"X-Forwarded-For": who})).status_code

    async with running(stage.settings, tmp_path, "--role", "web"):
        met = {await guess(GUESSER) for _ in range(MANY)}

        assert met == {404, 429}
        assert await guess(BUYER) == 404
