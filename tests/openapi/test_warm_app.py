"""A copy of the imported app is the app: with its own environment and outputs, mortal, and no orphan."""

import asyncio
import json
import os
import signal

import pytest
import pytest_asyncio

from tests.openapi.warm_app import WarmApp

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm():
    app = WarmApp()
    yield app
    app.close()


@pytest.fixture
def bare():
    return {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}


async def said(warm, folder, environment, *words):
    """Status, and what was written to both outputs."""
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        copy = await warm.begin(["latarnik", *words], folder, environment, out.fileno(), err.fileno())
        status = await copy.wait()
        return status, (folder / "out").read_text(), (folder / "err").read_text()


async def test_a_copy_does_what_its_command_line_says_and_ends_with_its_status(warm, tmp_path, bare):
    status, out, err = await said(
        warm, tmp_path, bare, "parse", "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
    )
    assert (status, json.loads(out)["buyer"]["nip"], err) == (0, "5260250274", "")

    status, out, err = await said(warm, tmp_path, bare, "parse", "--nothing-of-the-kind")
    assert (status, out) == (2, "")
    assert "latarnik parse" in err


async def test_the_settings_are_those_of_its_own_environment_and_folder(warm, tmp_path, bare):
    _, _, without = await said(warm, tmp_path, bare, "run", "--role", "bot")
    assert "LATARNIK_TELEGRAM_TOKEN is not set" in without

    wrong = bare | {"LATARNIK_TELEGRAM_TOKEN": "no token"}
    _, _, given = await said(warm, tmp_path, wrong, "run", "--role", "bot")
    assert "LATARNIK_TELEGRAM_TOKEN: it is no token" in given

    (tmp_path / ".env").write_text("LATARNIK_WEB_PORT=a lot\n")
    _, _, read = await said(warm, tmp_path, bare, "run", "--role", "bot")
    assert "LATARNIK_WEB_PORT" in read


async def waiting(warm, folder, environment):
    """A copy that reads from somebody who never writes."""
    os.mkfifo(folder / "sentences")
    with (folder / "out").open("w") as out:
        line = ["latarnik", "parse", "--batch", str(folder / "sentences")]
        return await warm.begin(line, folder, environment, out.fileno(), out.fileno())


async def test_a_copy_leads_a_session_of_its_own_and_a_kill_ends_it(warm, tmp_path, bare):
    copy = await waiting(warm, tmp_path, bare)
    assert copy.returncode is None
    os.killpg(copy.pid, 0)

    os.kill(copy.pid, signal.SIGKILL)
    assert await copy.wait() == copy.returncode == -signal.SIGKILL


async def test_a_copy_ends_with_whoever_asked_for_it(tmp_path, bare):
    warm = WarmApp()
    copy = await waiting(warm, tmp_path, bare)
    death = os.pidfd_open(copy.pid)
    warm.close()

    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    loop.add_reader(death, ended.set_result, None)
    await asyncio.wait_for(ended, 60)
    loop.remove_reader(death)
    os.close(death)
