"""`latarnik setup` ended in the middle: before it writes nothing is left, afterwards a second run goes on."""

import asyncio
import json
import os
import signal

import pytest

from app.settings_file import said_in
from tests.app.commands import SCRIPT, environment, hear_ctrl_c, run_here
from tests.app.gate import gate_to
from tests.app.stage import OURS

PLACES = ("telegram_api", "ksef_api", "ksef_qr", "lighthouse_api", "lighthouse_every", "register_api")
WORDS = ("--ksef", "test", "--public-address", "none", "--database", "sqlite", "--mailbox", OURS)
BEFORE, AFTER = b"/getMe", b"/setMyCommands"
"""Calls of setup to Telegram: the trial of the token, and the last thing before it prints the link."""


@pytest.fixture
def server(stage, tmp_path):
    """An empty server whose settings lead to the stand-ins."""
    return {name: stage.settings[name] for name in PLACES} | {
        "data_dir": str(tmp_path / "new"),
        "settings_file": str(tmp_path / "etc" / "latarnik.env"),
    }


@pytest.fixture
def cut_off(stage, server, tmp_path):
    """Runs setup until it has made a call to Telegram, and ends it there; its status and what it said."""

    async def run(call: bytes, number: int) -> tuple[int, str, str]:
        there = int(stage.telegram.base_url.rpartition(":")[2])
        async with gate_to(there, call) as gate:
            settings = {**server, "telegram_api": f"http://127.0.0.1:{gate.port}"}
            process = await asyncio.create_subprocess_exec(
                SCRIPT, "setup", *WORDS, "--imap", f"127.0.0.1:{stage.mail.imap_port}",
                "--smtp", f"127.0.0.1:{stage.mail.smtp_port}", "--mail-user", OURS,
                env={**os.environ, **environment(settings)}, cwd=tmp_path,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                preexec_fn=hear_ctrl_c,
            )  # fmt: skip
            typed = f"{stage.settings['telegram_token']}\n{stage.settings['imap_password']}\n"
            talk = asyncio.create_task(process.communicate(typed.encode()))
            await asyncio.wait_for(gate.shut.wait(), 60)
            process.send_signal(number)
            out, err = await talk
        return process.returncode, out.decode(), err.decode()

    return run


@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
async def test_cut_off_while_it_tries_an_answer_it_leaves_nothing(cut_off, tmp_path, number, status):
    ended = await cut_off(BEFORE, number)

    assert ended[:2] == (status, "")
    assert "Traceback" not in ended[2]
    assert ("Nothing was written" in ended[2]) == (number == signal.SIGINT)
    assert not (tmp_path / "etc").exists()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
async def test_cut_off_after_it_has_written_a_second_run_asks_nothing_and_prints_the_link(
    cut_off, server, tmp_path, number, status
):
    ended = await cut_off(AFTER, number)
    assert ended[:2] == (status, "")
    assert "Traceback" not in ended[2]
    assert ("latarnik setup goes on where it was" in ended[2]) == (number == signal.SIGINT)
    written = (tmp_path / "etc" / "latarnik.env").read_bytes()
    key = (tmp_path / "new" / "secret.key").read_bytes()
    assert said_in(tmp_path / "etc" / "latarnik.env")["imap_user"] == OURS

    again = await asyncio.to_thread(run_here, "setup", **server)

    assert again.status == 0, again.err
    assert [set(json.loads(line)) for line in again.out.splitlines()] == [{"invite", "link", "until"}]
    assert (tmp_path / "etc" / "latarnik.env").read_bytes() == written
    assert (tmp_path / "new" / "secret.key").read_bytes() == key
    assert not [each for each in (tmp_path / "etc").iterdir() if each.name != "latarnik.env"]


async def test_a_place_that_cannot_be_written_to_is_named_and_nothing_is_made(stage, server, tmp_path):
    (tmp_path / "etc").write_text("a file where the folder should be")
    typed = f"{stage.settings['telegram_token']}\n"
    process = await asyncio.create_subprocess_exec(
        SCRIPT, "setup", *WORDS[:-2], "--mailbox", "none", env={**os.environ, **environment(server)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(typed.encode())

    assert (process.returncode, out) == (1, b"")
    assert b"latarnik.env" in err
    assert b"Traceback" not in err
    assert not (tmp_path / "new").exists()
