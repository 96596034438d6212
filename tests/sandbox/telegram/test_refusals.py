"""What the real server refuses is refused, with its own words."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter

OLA = 1001
CANT_PARSE_BUTTON = "Bad Request: can't parse inline keyboard button: "


def button(**fields):
    return {"inline_keyboard": [[{"text": "Wystaw", **fields}]]}


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "Bad Request: message text is empty"),
        ("  \n ", "Bad Request: text must be non-empty"),
        ("ż" * 4097, "Bad Request: message is too long"),
        ("a" * 32769, "Bad Request: text is too long"),
    ],
)
async def test_texts_that_cannot_be_sent(refusal, chat, text, description):
    assert await refusal("sendMessage", chat_id=chat, text=text) == description


async def test_4096_characters_count_after_the_tags_are_gone(bot, chat):
    sent = await bot.send_message(chat, "<b>" + "ż" * 4096 + "</b>", parse_mode="HTML")

    assert len(sent.text) == 4096


async def test_empty_tags_are_no_text(refusal, chat):
    assert (
        await refusal("sendMessage", chat_id=chat, text="<b> </b>", parse_mode="HTML")
        == "Bad Request: text must be non-empty"
    )


async def test_captions_end_at_1024(refusal, bot, telegram, chat):
    await telegram.user_sends_document(OLA, "a.pdf", b"x", "application/pdf")
    file_id = (await bot.get_updates())[-1].message.document.file_id

    assert (await bot.send_document(chat, file_id, caption="ż" * 1024)).caption == "ż" * 1024
    assert (
        await refusal("sendDocument", chat_id=chat, document=file_id, caption="ż" * 1025)
        == "Bad Request: message caption is too long"
    )


async def test_64_bytes_of_callback_data_are_32_polish_letters(refusal, bot, chat):
    await bot.send_message(chat, "Faktura", reply_markup=button(callback_data="ż" * 32))

    refused = await refusal(
        "sendMessage", chat_id=chat, text="x", reply_markup=button(callback_data="ż" * 32 + "a")
    )
    assert refused == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("{", "Bad Request: can't parse reply keyboard markup JSON object"),
        ([], "Bad Request: object expected as reply markup"),
        (
            {"inline_keyboard": {}},
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array',
        ),
        (
            {"inline_keyboard": ["x"]},
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"inline_keyboard": [[{}]]}, CANT_PARSE_BUTTON + 'Can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": 5}]]}, CANT_PARSE_BUTTON + 'Field "text" must be of type String'),
        (button(), CANT_PARSE_BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (button(callback_data=""), CANT_PARSE_BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (button(callback_data="a", style="pink"), CANT_PARSE_BUTTON + "Invalid button style specified"),
        (
            button(url="http://localhost:8080/"),
            "Bad Request: inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
        ),
        (
            button(web_app={"url": "http://a.example"}),
            "Bad Request: inline keyboard button Web App URL 'http://a.example' is invalid: Only HTTPS links are allowed",
        ),
        (button(copy_text={"text": "9" * 257}), "Bad Request: BUTTON_COPY_TEXT_INVALID"),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]},
            "Bad Request: reply markup is too long",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
            "Bad Request: reply markup is too long",
        ),
    ],
)
async def test_keyboards_that_cannot_be_sent(refusal, chat, markup, description):
    assert await refusal("sendMessage", chat_id=chat, text="x", reply_markup=markup) == description


@pytest.mark.parametrize(
    ("method", "values", "description"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"text": "x", "chat_id": 5}, "Bad Request: chat not found"),
        ("sendMessage", {"text": "x", "chat_id": "@nikt"}, "Bad Request: chat not found"),
        ("sendMessage", {"text": "x", "chat_id": OLA, "parse_mode": "BBCode"}, "Bad Request: unsupported parse_mode"),
        ("sendMessage", {"text": "x", "chat_id": OLA, "reply_parameters": {"message_id": 999}}, "Bad Request: message to be replied not found"),
        ("editMessageText", {"text": "x", "chat_id": OLA, "message_id": 999}, "Bad Request: message to edit not found"),
        ("editMessageText", {"text": "x", "chat_id": OLA}, "Bad Request: message identifier is not specified"),
        ("editMessageText", {"text": "x", "chat_id": OLA, "message_id": 1}, "Bad Request: message can't be edited"),
        ("deleteMessage", {"chat_id": OLA, "message_id": 999}, "Bad Request: message to delete not found"),
        ("copyMessage", {"chat_id": OLA, "from_chat_id": OLA, "message_id": 999}, "Bad Request: message to copy not found"),
        ("pinChatMessage", {"chat_id": OLA, "message_id": 999}, "Bad Request: message to pin not found"),
        ("setMessageReaction", {"chat_id": OLA, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "✅"}]}, "Bad Request: REACTION_INVALID"),
        ("sendChatAction", {"chat_id": OLA, "action": "dancing"}, "Bad Request: wrong parameter action in request"),
        ("sendDocument", {"chat_id": OLA}, "Bad Request: there is no document in the request"),
        ("sendDocument", {"chat_id": OLA, "document": "attach://nic"}, "Bad Request: there is no document in the request"),
        ("sendDocument", {"chat_id": OLA, "document": "nieznany"}, "Bad Request: wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"chat_id": OLA, "document": "https://a.example/b.pdf"}, "Bad Request: failed to get HTTP URL content"),
        ("sendMediaGroup", {"chat_id": OLA, "media": []}, "Bad Request: media group must include 2-10 items"),
        ("getFile", {}, "Bad Request: file_id not specified"),
        ("getFile", {"file_id": "x"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
        ("leaveChat", {"chat_id": OLA}, "Bad Request: chat member status can't be changed in private chats"),
        ("setWebhook", {"url": "http://bot.example/hook"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ("setWebhook", {"url": "https://bot.example/hook"}, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"),
        ("setWebhook", {"url": "http://127.0.0.1/h", "secret_token": "a b"}, "Bad Request: secret token contains unallowed characters"),
        ("setWebhook", {"url": "http://127.0.0.1/h", "secret_token": "a" * 257}, "Bad Request: secret token is too long"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ],
)  # fmt: skip
async def test_calls_the_server_refuses(refusal, chat, method, values, description):
    assert await refusal(method, **values) == description


async def test_a_document_has_no_text_to_edit_and_a_text_no_caption(refusal, bot, telegram, chat):
    text = await bot.send_message(chat, "x")
    await telegram.user_sends_document(OLA, "a.pdf", b"x")
    document = await bot.send_document(chat, (await bot.get_updates())[-1].message.document.file_id)

    assert (
        await refusal("editMessageText", chat_id=chat, message_id=document.message_id, text="y")
        == "Bad Request: there is no text in the message to edit"
    )
    assert (
        await refusal("editMessageCaption", chat_id=chat, message_id=text.message_id, caption="y")
        == "Bad Request: there is no caption in the message to edit"
    )


async def test_after_48_hours_nothing_is_deleted(bot, chat, world):
    sent = await bot.send_message(chat, "x")
    world.clock.advance(48 * 3600 + 1)

    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(chat, sent.message_id)


async def test_the_bot_cannot_write_first(bot, telegram):
    with pytest.raises(
        TelegramForbiddenError, match="Forbidden: bot can't initiate conversation with a user"
    ):
        await bot.send_message(OLA, "dzień dobry")

    await telegram.user_sends_text(OLA, "cześć, nigdy nie nacisnęłam startu")

    assert (await bot.send_message(OLA, "dzień dobry")).text == "dzień dobry"


async def test_a_person_who_blocked_the_bot_is_not_reached(bot, telegram, chat):
    telegram.block(OLA, on=True)

    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(chat, "x")
    telegram.block(OLA, on=False)
    await bot.send_message(chat, "x")

    changes = [update.my_chat_member.new_chat_member.status for update in (await bot.get_updates())[1:]]
    assert changes == ["kicked", "member"]


async def test_a_deleted_account_is_not_reached(bot, telegram, chat):
    telegram.deactivate(OLA)

    with pytest.raises(TelegramForbiddenError, match="Forbidden: user is deactivated"):
        await bot.send_message(chat, "x")


async def test_a_flood_names_its_pause_and_ends(bot, telegram, chat):
    telegram.flood(2, 7)

    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(chat, "x")
        assert refused.value.retry_after == 7
        assert refused.value.message.endswith("Too Many Requests: retry after 7")
    await bot.send_message(chat, "x")

    assert [message["text"] for message in telegram.messages(chat)] == ["/start", "x"]


async def test_a_flood_for_one_person_leaves_the_others(bot, telegram, chat):
    telegram.add_user(7, "Ewa")
    await telegram.user_sends_text(7, "hej")
    telegram.flood(1, 3, user=7)

    await bot.send_message(chat, "x")

    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(7, "x")


async def test_the_usual_pace_is_kept_when_wanted(bot, telegram, chat):
    telegram.natural_flood(on=True)
    await bot.send_message(chat, "pierwsza w tej sekundzie")

    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(chat, "druga w tej sekundzie")

    assert refused.value.retry_after == 1


async def test_a_file_too_big_to_download(refusal, bot, telegram, chat):
    await telegram.user_sends_document(OLA, "duży.zip", bytes((20 << 20) + 1))
    file_id = (await bot.get_updates())[-1].message.document.file_id

    assert await refusal("getFile", file_id=file_id) == "Bad Request: file is too big"
