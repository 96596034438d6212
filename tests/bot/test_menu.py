"""The menu of commands, as Telegram shows it in three languages."""

import asyncio

import pytest

from bot.menu import COMMANDS


@pytest.fixture
async def introduced(poller, telegram, bot):
    """The bot has started; it is stopped as soon as its menus are there."""
    task = asyncio.create_task(poller())
    for _ in range(2000):
        if await bot.get_my_commands(language_code="uk"):
            break
        await asyncio.sleep(0.01)
    task.cancel()
    return bot


@pytest.mark.parametrize(
    ("language", "words"),
    [(None, "Do kiedy co przesłać"), ("en", "What is due when"), ("uk", "Що до коли надіслати")],
)
async def test_it_names_every_command_in_the_language_of_the_reader(introduced, language, words):
    menu = await introduced.get_my_commands(language_code=language)

    assert tuple(each.command for each in menu) == COMMANDS
    assert words in {each.description for each in menu}
    assert {"gotowosc", "certyfikat", "jpk"} <= {each.command for each in menu}
