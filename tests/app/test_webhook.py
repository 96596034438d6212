"""With LATARNIK_TELEGRAM_WEBHOOK Telegram pushes to our address; people notice no difference, not even after a kill."""

import pytest

from sandbox.demo import free_port
from tests.app.stage import running, until


@pytest.fixture
async def pushed(stage, home, tmp_path):
    """A company whose owner is in, and settings under which updates are pushed."""
    stage.telegram.methods.webhook.pause = stage.telegram.methods.webhook.longest_pause = 0.05
    port = free_port()
    stage.settings |= {
        "web_port": str(port),
        "public_address": f"http://127.0.0.1:{port}",
        "telegram_webhook": "true",
    }
    code = await stage.company_moves_in(tmp_path)
    async with running(stage.settings, tmp_path):
        await stage.owner_enters(code)
    yield stage
    await stage.telegram.methods.webhook.close()


async def test_an_invoice_is_issued_by_pushes_alone(pushed, tmp_path):
    async with running(pushed.settings, tmp_path) as app:
        await pushed.issue()
        assert app.troubles("bot") == []
    assert pushed.telegram.methods.webhook.target is not None


async def test_pages_and_the_bot_may_be_two_processes(pushed, tmp_path):
    async with (
        running(pushed.settings, tmp_path, "--role", "web"),
        running(pushed.settings, tmp_path, "--role", "bot", "--role", "worker"),
    ):
        await pushed.issue()


async def test_what_is_written_while_the_app_is_dead_is_answered_once_when_it_lives(pushed, tmp_path):
    async with running(pushed.settings, tmp_path) as app:
        app.process.kill()
        await app.process.wait()
    said = await pushed.say("/pomoc")
    async with running(pushed.settings, tmp_path):
        await pushed.hear("Co potrafię", after=said)
        again = await pushed.say("/szkice")
        await until(lambda: pushed.from_bot(again), "the next answer")
    helped = [message for message in pushed.from_bot(said) if "Co potrafię" in message["text"]]
    assert len(helped) == 1


def test_without_a_public_address_it_is_refused_in_a_sentence(latarnik, home):
    answer = latarnik("run", data_dir=home, telegram_webhook="true")

    assert answer.status != 0
    assert "LATARNIK_TELEGRAM_WEBHOOK needs LATARNIK_PUBLIC_ADDRESS" in answer.err
