"""What the bot says of itself, groups, and the person's side."""

import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)

from sandbox.telegram import UserError

OLA, GROUP = 1001, -100_200


async def test_commands_belong_to_a_scope_and_a_language(bot, chat):
    mine = [BotCommand(command="lista", description="Ostatnie faktury")]
    theirs = [BotCommand(command="list", description="Last invoices")]

    assert await bot.set_my_commands(mine, scope=BotCommandScopeAllPrivateChats())
    assert await bot.set_my_commands(theirs, scope=BotCommandScopeChat(chat_id=chat), language_code="en")

    (listed,) = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats())
    (english,) = await bot.get_my_commands(scope=BotCommandScopeChat(chat_id=chat), language_code="en")
    assert (listed.command, listed.description) == ("lista", "Ostatnie faktury")
    assert english.command == "list"
    assert await bot.get_my_commands() == []
    assert await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == []


async def test_descriptions_fall_back_to_the_common_one(bot):
    assert await bot.set_my_description("Wystawia faktury")
    assert await bot.set_my_short_description("Faktury", language_code="pl")
    assert await bot.set_my_name("Latarnik")

    assert (await bot.get_my_description(language_code="uk")).description == "Wystawia faktury"
    assert (await bot.get_my_short_description(language_code="pl")).short_description == "Faktury"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_my_name()).name == "Latarnik"


async def test_menu_buttons_differ_by_chat(bot, chat):
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.set_chat_menu_button(
        chat, MenuButtonWebApp(text="Formularz", web_app=WebAppInfo(url="https://a.example/f"))
    )

    assert (await bot.get_chat_menu_button()).type == "commands"
    assert (await bot.get_chat_menu_button(chat)).web_app.url == "https://a.example/f"


async def test_a_chat_tells_who_it_is(bot, chat):
    found = await bot.get_chat(chat)

    assert (found.id, found.type, found.first_name, found.username) == (OLA, "private", "Ola Latarnik", "ola")


async def test_in_a_group_the_bot_hears_refuses_and_leaves(bot, telegram):
    telegram.add_group(GROUP, "Księgowość", by=OLA)
    await telegram.user_sends_text(OLA, "/start@latarnik_bot", chat=GROUP)
    joined, spoken = await bot.get_updates()

    await bot.send_message(spoken.message.chat.id, "Rozmawiam tylko prywatnie.")
    assert await bot.leave_chat(GROUP)

    assert joined.my_chat_member.new_chat_member.status == "member"
    assert (spoken.message.chat.type, spoken.message.chat.title, spoken.message.from_user.id) == (
        "group",
        "Księgowość",
        OLA,
    )
    assert telegram.messages(GROUP)[-1]["text"] == "Rozmawiam tylko prywatnie."
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the group chat"):
        await bot.send_message(GROUP, "jeszcze")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(OLA, "prywatnie")


async def test_others_messages_in_a_group_stay(bot, telegram, refusal):
    telegram.add_group(GROUP, "Księgowość", by=OLA)
    message_id = await telegram.user_sends_text(OLA, "moja", chat=GROUP)

    assert (
        await refusal("deleteMessage", chat_id=GROUP, message_id=message_id)
        == "Bad Request: message can't be deleted"
    )


async def test_a_long_text_is_sent_in_pieces(bot, telegram):
    first = await telegram.user_sends_text(OLA, "ż" * 5000)

    pieces = telegram.messages(OLA)
    assert [len(piece["text"]) for piece in pieces] == [4096, 904]
    assert pieces[0]["message_id"] == first


async def test_a_forwarded_message_names_its_author(bot, telegram):
    telegram.add_user(7, "Ewa")
    await telegram.user_sends_text(OLA, "faktura dla nas", forwarded_from=7)

    (update,) = await bot.get_updates()

    assert update.message.forward_origin.sender_user.first_name == "Ewa"
    assert update.message.from_user.id == OLA


async def test_an_answer_to_the_bots_message_quotes_it(bot, telegram, chat):
    sent = await bot.send_message(chat, "Podaj NIP")
    await telegram.user_sends_text(OLA, "5260250274", reply_to=sent.message_id)

    (update,) = await bot.get_updates(offset=-1)

    assert update.message.reply_to_message.text == "Podaj NIP"
    assert update.message.reply_to_message.from_user.is_bot


async def test_a_keyboard_in_place_of_letters_is_shown_and_removed(bot, telegram, chat):
    await bot.send_message(chat, "Tak?", reply_markup={"keyboard": [[{"text": "Tak"}, "Nie"]]})
    shown = telegram.messages(chat)[-1]

    await bot.send_message(chat, "Dobrze", reply_markup={"remove_keyboard": True})

    assert (shown["keyboard"], shown["buttons"]) == ([["Tak", "Nie"]], [])
    assert telegram.messages(chat)[-1]["keyboard"] == []


async def test_waiting_ends_with_the_first_change_or_the_time(bot, telegram, chat):
    last = telegram.messages(chat)[-1]["seq"]

    nothing = await telegram.wait_messages(chat, last, 0.01)
    await bot.send_message(chat, "nowa")
    (new,) = await telegram.wait_messages(chat, last, 20)

    assert nothing == []
    assert new["text"] == "nowa"
    assert new["seq"] == new["message_id"] > last


async def test_what_a_person_cannot_do(telegram, chat):
    with pytest.raises(UserError, match="no user 5"):
        await telegram.user_sends_text(5, "kim jestem")
    with pytest.raises(UserError):
        await telegram.user_sends_text(OLA, "  ")
    with pytest.raises(UserError):
        await telegram.user_sends_document(OLA, "pusty.pdf", b"")
    with pytest.raises(UserError):
        await telegram.user_edits_text(OLA, 999, "x")


async def test_an_emptied_world_goes_on_counting(bot, telegram, chat):
    before = (await bot.get_updates())[-1].update_id
    last = telegram.messages(chat)[-1]["message_id"]
    telegram.reset()
    telegram.add_user(OLA, "Ola")

    message_id = await telegram.user_sends_text(OLA, "od nowa")

    (update,) = await bot.get_updates()
    assert update.update_id > before
    assert message_id > last
    assert len(telegram.messages(OLA)) == 1


async def test_the_worlds_log_hears_of_every_message(bot, telegram, chat, world):
    sent = await bot.send_message(chat, "x")

    event = (await world.events.after(0, 0))[-1]
    assert (event.kind, event.data["what"], event.data["chat"]) == ("telegram", "sent", chat)
    assert event.data["message_id"] == sent.message_id
