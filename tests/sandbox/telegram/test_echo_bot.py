"""A plain aiogram bot lives on the emulator as it would on the real server."""

import asyncio
import contextlib

import pytest
from aiogram import Dispatcher, F
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

OLA = 1001
EKO = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Jeszcze raz", callback_data="again")]]
)


def echo_bot() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(F.document)
    async def give_back(message: Message) -> None:
        content = await message.bot.download(message.document)
        await message.answer_document(BufferedInputFile(content.read(), message.document.file_name))

    @dispatcher.message()
    async def repeat(message: Message) -> None:
        await message.answer(message.text or message.content_type, reply_markup=EKO)

    @dispatcher.callback_query()
    async def again(query: CallbackQuery) -> None:
        await query.message.edit_text(f"{query.message.text}!")
        await query.answer("Gotowe", show_alert=True)

    return dispatcher


@pytest.fixture
async def echo(bot):
    dispatcher = echo_bot()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    yield dispatcher
    with contextlib.suppress(RuntimeError):
        await dispatcher.stop_polling()
    await polling


async def test_the_echo_answers_a_text_and_a_tap(echo, telegram):
    sent = await telegram.user_sends_text(OLA, "hej")
    (answer,) = await telegram.wait_messages(OLA, sent, 20)

    outcome = await telegram.user_taps(OLA, answer["message_id"], "Jeszcze raz")

    assert (outcome["answered"], outcome["alert"]) == (True, "Gotowe")
    assert telegram.messages(OLA, answer["seq"])[-1]["text"] == "hej!"


async def test_the_echo_gives_a_document_back(echo, telegram):
    sent = await telegram.user_sends_document(OLA, "żółw.xml", b"<Faktura/>", "application/xml")

    (answer,) = await telegram.wait_messages(OLA, sent, 20)

    file_id = answer["document"]["url"].rpartition("/")[2]
    assert telegram.file(file_id) == ("żółw.xml", "application/xml", b"<Faktura/>")


async def test_everything_a_person_can_send_is_read_by_the_models(echo, telegram, until):
    telegram.add_user(7, "Ewa", None)
    await telegram.user_sends_sticker(OLA)
    await telegram.user_sends_photo(OLA)
    await telegram.user_sends_voice(OLA)
    await telegram.user_sends_text(OLA, "przekazana", forwarded_from=7)

    def answers() -> list[str]:
        return [message["text"] for message in telegram.messages(OLA) if message["from"] == "bot"]

    await until(lambda: len(answers()) == 4)
    assert sorted(answers()) == ["photo", "przekazana", "sticker", "voice"]


async def test_a_thousand_people_are_answered(echo, telegram, until):
    for user in range(2000, 3000):
        telegram.add_user(user, f"Osoba {user}")
        await telegram.user_sends_text(user, f"tekst {user}")

    await until(lambda: all(len(telegram.messages(user)) == 2 for user in range(2000, 3000)), seconds=90)

    assert [message["text"] for message in telegram.messages(2999)] == ["tekst 2999", "tekst 2999"]
