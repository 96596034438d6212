"""The sandbox as a person starts it: one command, one link, one way to end it."""

import json
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@contextmanager
def started(*arguments: str, app: list[str]):
    """The sandbox's process, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--headless", *arguments, "--app", shlex.join(app)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=20)


def state_of(page: str) -> dict:
    with urllib.request.urlopen(f"{page}/api/state") as answer:
        return json.load(answer)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_link_is_printed_when_all_is_ready_and_a_signal_ends_all(app_of_mood, number):
    with started("--port", "0", app=app_of_mood("stubborn")) as process:
        link = process.stdout.readline().strip()
        state = state_of(link.rstrip("/"))
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)

    assert link.startswith("http://127.0.0.1:")
    assert link.endswith("/")
    assert state["app"]["ready"] is True
    assert (process.returncode, out) == (0, "")
    assert not is_alive(state["app"]["pid"])
    assert not Path(state["app"]["log"]).parent.exists()


def test_for_machines_the_addresses_are_one_line_of_json(app_of_mood):
    with started("--port", "0", "--json", app=app_of_mood()) as process:
        line = json.loads(process.stdout.readline())

        assert set(line) == {"page", "urls"}
        assert line["urls"]["page"] == line["page"]


def test_a_killed_sandbox_takes_the_app_with_it(app_of_mood):
    with started("--port", "0", "--json", app=app_of_mood()) as process:
        pid = state_of(json.loads(process.stdout.readline())["page"])["app"]["pid"]
        descriptor = os.pidfd_open(pid)
        process.kill()
        process.wait(timeout=20)

    ended, _, _ = select.select([descriptor], [], [], 20)
    os.close(descriptor)
    assert ended, "the app outlived the sandbox"


def test_a_folder_keeps_the_state_and_the_next_start_finds_it(app_of_mood, tmp_path):
    folder = str(tmp_path / "kept")
    for _ in range(2):
        with started("--port", "0", "--data", folder, app=app_of_mood()) as process:
            assert process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)

    assert (tmp_path / "kept" / "app" / "latarnik.sqlite3").read_text() == "company\n"
    assert oct((tmp_path / "kept" / "keys" / "ksef-key.pem").stat().st_mode)[-3:] == "600"


def test_a_half_made_beginning_is_made_anew(app_of_mood, tmp_path):
    folder = str(tmp_path / "kept")
    for mood in ("poor", "good"):
        with started("--port", "0", "--data", folder, app=app_of_mood(mood)) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)

    assert (tmp_path / "kept" / "app" / "latarnik.sqlite3").read_text() == "company\n"


def test_a_taken_port_is_named_in_one_sentence(app_of_mood):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started("--port", str(port), app=app_of_mood()) as process:
            out, err = process.communicate(timeout=20)

    assert (process.returncode, out) == (1, "")
    assert err.count("\n") == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in err


@pytest.mark.parametrize(
    ("mood", "words"), [("dies", "LATARNIK_MAIL_FROM is not set"), ("poor", "9990001137 is already there")]
)
def test_an_app_that_does_not_start_is_shown_with_its_last_words(app_of_mood, mood, words):
    with started("--port", "0", app=app_of_mood(mood)) as process:
        out, err = process.communicate(timeout=20)

    assert (process.returncode, out) == (1, "")
    assert words in err
    assert "Traceback" not in err


def test_an_absent_program_is_named(tmp_path):
    with started("--port", "0", app=[str(tmp_path / "latarnik")]) as process:
        _, err = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "cannot be run" in err
