"""aiogram's own models read what the emulator answers to methods about messages."""

import pytest
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
)

from sandbox.telegram.files import small_picture

ISSUE = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Wystaw", callback_data="issue", style="success"),
            InlineKeyboardButton(text="Strona", url="http://127.0.0.1:8080/d/1"),
        ],
        [InlineKeyboardButton(text="Konto", copy_text=CopyTextButton(text="96 9990 0012"))],
    ]
)


async def test_the_bot_knows_itself(bot, token):
    me = await bot.get_me()

    assert me.is_bot
    assert me.id == int(token.partition(":")[0])
    assert me.username == "latarnik_bot"
    assert me.can_read_all_group_messages is False


async def test_a_card_with_buttons_reaches_the_person(bot, telegram, chat):
    sent = await bot.send_message(
        chat, "<b>Faktura</b> 1 &lt; 2 🔦 <i>ż</i>", parse_mode=ParseMode.HTML, reply_markup=ISSUE
    )

    (card,) = telegram.messages(chat, after=sent.message_id - 1)
    assert sent.text == card["text"] == "Faktura 1 < 2 🔦 ż"
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [
        ("bold", 0, 7),
        ("italic", 17, 1),
    ]
    assert sent.reply_markup.model_dump() == ISSUE.model_dump()
    assert card["html"] == "<b>Faktura</b> 1 &lt; 2 🔦 <i>ż</i>"
    assert card["buttons"] == [
        [{"text": "Wystaw", "style": "success"}, {"text": "Strona", "url": "http://127.0.0.1:8080/d/1"}],
        [{"text": "Konto", "copy": "96 9990 0012"}],
    ]
    assert (card["from"], card["edited"], card["document"], card["kind"]) == ("bot", False, None, "text")


async def test_an_edited_message_comes_again_with_the_same_id(bot, telegram, chat):
    sent = await bot.send_message(chat, "Wystawiam", reply_markup=ISSUE)
    seen = telegram.messages(chat)[-1]["seq"]

    edited = await bot.edit_message_text("Wystawiona", chat_id=chat, message_id=sent.message_id)

    (again,) = telegram.messages(chat, after=seen)
    assert (again["message_id"], again["text"], again["edited"], again["buttons"]) == (
        sent.message_id,
        "Wystawiona",
        True,
        [],
    )
    assert edited.edit_date
    assert edited.message_id == sent.message_id
    assert edited.reply_markup is None


async def test_a_keyboard_changes_without_the_text(bot, chat):
    sent = await bot.send_message(chat, "Faktura", reply_markup=ISSUE)
    fewer = InlineKeyboardMarkup(inline_keyboard=ISSUE.inline_keyboard[:1])

    edited = await bot.edit_message_reply_markup(chat_id=chat, message_id=sent.message_id, reply_markup=fewer)

    assert edited.text == "Faktura"
    assert edited.reply_markup.model_dump() == fewer.model_dump()


async def test_the_same_content_again_is_an_error(bot, chat):
    sent = await bot.send_message(chat, "Faktura", reply_markup=ISSUE)

    with pytest.raises(
        TelegramBadRequest, match="message is not modified: specified new message content and reply markup"
    ):
        await bot.edit_message_text(
            "<b></b>Faktura ",
            chat_id=chat,
            message_id=sent.message_id,
            reply_markup=ISSUE,
            parse_mode=ParseMode.HTML,
        )
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=chat, message_id=sent.message_id, reply_markup=ISSUE)


async def test_a_document_with_a_polish_name_arrives_whole(bot, telegram, chat):
    sent = await bot.send_document(
        chat,
        BufferedInputFile(b"%PDF-1.7", "faktura-ż ó.pdf"),
        caption="Oto <b>ona</b>",
        parse_mode=ParseMode.HTML,
    )

    (shown,) = telegram.messages(chat, after=sent.message_id - 1)
    assert sent.document.file_name == shown["document"]["name"] == "faktura-ż ó.pdf"
    assert sent.document.mime_type == "application/pdf"
    assert sent.caption == shown["text"] == "Oto ona"
    assert shown["document"]["url"] == f"/api/chats/{chat}/files/{sent.document.file_id}"
    assert telegram.file(sent.document.file_id) == ("faktura-ż ó.pdf", "application/pdf", b"%PDF-1.7")


async def test_a_file_sent_once_goes_again_by_its_id(bot, chat):
    first = await bot.send_document(chat, BufferedInputFile(b"%PDF-1.7", "a.pdf"))

    again = await bot.send_document(chat, first.document.file_id)

    assert again.document == first.document


async def test_the_bot_downloads_what_a_person_sent(bot, telegram, chat):
    await telegram.user_sends_document(
        chat, "zamówienie.pdf", b"%PDF-1.4", "application/pdf", caption="proszę"
    )
    message = (await bot.get_updates())[-1].message

    file = await bot.get_file(message.document.file_id)
    content = await bot.download_file(file.file_path)

    assert message.caption == "proszę"
    assert file.file_path.startswith("documents/file_")
    assert content.read() == b"%PDF-1.4"


async def test_a_photo_and_its_new_caption(bot, telegram, chat):
    sent = await bot.send_photo(chat, BufferedInputFile(small_picture(), "kod.png"), caption="kod")

    edited = await bot.edit_message_caption(chat_id=chat, message_id=sent.message_id, caption="kod QR")

    assert (sent.photo[-1].width, sent.photo[-1].height) == (32, 32)
    assert edited.caption == "kod QR"
    assert telegram.messages(chat)[-1]["kind"] == "photo"


async def test_the_file_of_a_message_is_replaced(bot, telegram, chat):
    sent = await bot.send_document(chat, BufferedInputFile(b"one", "1.pdf"))

    edited = await bot.edit_message_media(
        InputMediaDocument(media=BufferedInputFile(b"two", "2.pdf"), caption="druga"),
        chat_id=chat,
        message_id=sent.message_id,
    )

    assert edited.document.file_name == "2.pdf"
    assert telegram.file(edited.document.file_id)[2] == b"two"


async def test_two_documents_go_as_one_album(bot, telegram, chat):
    files = [
        InputMediaDocument(media=BufferedInputFile(name.encode(), name))
        for name in ("faktura.pdf", "faktura.xml")
    ]

    sent = await bot.send_media_group(chat, files)

    assert [message.document.file_name for message in sent] == ["faktura.pdf", "faktura.xml"]
    assert len({message.media_group_id for message in sent}) == 1
    assert telegram.file(sent[1].document.file_id)[2] == b"faktura.xml"


async def test_an_album_of_documents_takes_no_photo(bot, chat):
    mixed = [
        InputMediaDocument(media=BufferedInputFile(b"x", "a.pdf")),
        InputMediaPhoto(media=BufferedInputFile(small_picture(), "b.png")),
    ]

    with pytest.raises(TelegramBadRequest, match="document can't be mixed with other media types"):
        await bot.send_media_group(chat, mixed)


async def test_an_answer_quotes_the_message_it_answers(bot, chat):
    first = await bot.send_message(chat, "pytanie")

    answer = await bot.send_message(
        chat, "odpowiedź", reply_parameters=ReplyParameters(message_id=first.message_id)
    )

    assert answer.reply_to_message.text == "pytanie"


async def test_deleted_messages_are_gone_for_the_person(bot, telegram, chat):
    first, second, third = [await bot.send_message(chat, str(number)) for number in range(3)]
    seen = telegram.messages(chat)[-1]["seq"]

    assert await bot.delete_message(chat, first.message_id)
    assert await bot.delete_messages(chat, [second.message_id, 999_999])

    assert [message["text"] for message in telegram.messages(chat)] == ["/start", "2"]
    assert [
        (one["message_id"], one["deleted"], one["text"]) for one in telegram.messages(chat, after=seen)
    ] == [
        (first.message_id, True, ""),
        (second.message_id, True, ""),
    ]
    assert third.message_id == telegram.messages(chat)[-1]["message_id"]


async def test_a_copy_has_the_content_and_a_new_id(bot, telegram, chat):
    sent = await bot.send_document(chat, BufferedInputFile(b"x", "a.pdf"), caption="stara")

    copied = await bot.copy_message(chat, chat, sent.message_id, caption="nowa")

    shown = telegram.messages(chat)[-1]
    assert (shown["message_id"], shown["text"], shown["document"]["name"]) == (
        copied.message_id,
        "nowa",
        "a.pdf",
    )


async def test_small_signs_reach_the_person(bot, telegram, chat):
    message_id = telegram.messages(chat)[0]["message_id"]

    assert await bot.send_chat_action(chat, "typing")
    assert await bot.set_message_reaction(chat, message_id, [ReactionTypeEmoji(emoji="👀")])
    assert await bot.pin_chat_message(chat, message_id)

    assert telegram.chat_action(chat) == "typing"
    await bot.send_message(chat, "już")
    assert telegram.chat_action(chat) is None
    assert telegram.messages(chat)[0]["reaction"] == "👀"
    assert (await bot.get_chat(chat)).pinned_message.message_id == message_id
