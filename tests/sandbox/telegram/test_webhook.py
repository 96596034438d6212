"""Updates delivered to the bot's own address."""

import asyncio

import aiohttp
import pytest
from aiogram.exceptions import TelegramConflictError
from aiohttp import web

OLA = 1001
SECRET = "tajne_Haslo-1"


class Receiver:
    """The bot's side: keeps what came, answers what it was told."""

    def __init__(self):
        self.came = []
        self.answers = []
        self.url = ""

    async def take(self, request):
        self.came.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self):
        return [update["message"]["text"] for _, update in self.came]


@pytest.fixture
async def receiver(telegram):
    telegram.methods.webhook.pause = 0.01
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await telegram.methods.webhook.close()
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(bot, telegram, receiver, until):
    await telegram.user_sends_text(OLA, "przed")
    assert await bot.set_webhook(receiver.url, secret_token=SECRET)
    await telegram.user_sends_text(OLA, "po")

    await until(lambda: len(receiver.came) == 2)

    assert receiver.texts() == ["przed", "po"]
    assert {secret for secret, _ in receiver.came} == {SECRET}
    await until(lambda: telegram.state.updates.count() == 0)


async def test_what_was_not_taken_comes_again(bot, telegram, receiver, until):
    receiver.answers = [
        web.Response(status=500),
        web.Response(status=302, headers={"Location": receiver.url}),
    ]
    await bot.set_webhook(receiver.url)
    await telegram.user_sends_text(OLA, "uparta")
    await telegram.user_sends_text(OLA, "druga")

    await until(lambda: len(receiver.came) == 4)

    assert receiver.texts() == ["uparta", "uparta", "uparta", "druga"]
    info = await bot.get_webhook_info()
    assert info.url == receiver.url
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"


async def test_one_persons_trouble_does_not_hold_up_another(bot, telegram, receiver, until):
    telegram.add_user(7, "Ewa")
    telegram.methods.webhook.pause = 3600
    receiver.answers = [web.Response(status=500)]
    await bot.set_webhook(receiver.url)
    await telegram.user_sends_text(OLA, "zatrzymana")
    await until(lambda: len(receiver.came) == 1)

    await telegram.user_sends_text(7, "przechodzi")

    await until(lambda: receiver.texts() == ["zatrzymana", "przechodzi"])
    await until(lambda: telegram.state.updates.count() == 1)
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_a_dead_address_is_reported(bot, telegram, receiver, until, unused_address):
    await bot.set_webhook(unused_address)
    await telegram.user_sends_text(OLA, "nikt nie słucha")

    await until(lambda: "last_error_message" in telegram.methods.webhook.info())

    assert (await bot.get_webhook_info()).last_error_date


@pytest.fixture
async def unused_address():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return f"http://127.0.0.1:{port}/hook"


@pytest.mark.parametrize("kind", ["json", "multipart"])
async def test_a_method_in_the_answer_is_carried_out(bot, telegram, receiver, kind):
    values = {"method": "sendMessage", "chat_id": str(OLA), "text": "od razu"}
    receiver.answers = [web.json_response(values) if kind == "json" else multipart(values)]
    await bot.set_webhook(receiver.url)
    sent = await telegram.user_sends_text(OLA, "hej")

    (answer,) = await telegram.wait_messages(OLA, sent, 20)

    assert (answer["from"], answer["text"]) == ("bot", "od razu")


def multipart(values):
    with aiohttp.MultipartWriter("form-data") as writer:
        for name, value in values.items():
            writer.append(value).set_content_disposition("form-data", name=name)
    return web.Response(body=writer)


async def test_an_answer_cannot_take_the_webhook_away(bot, telegram, receiver, until):
    receiver.answers = [
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "sendMessage"}),
    ]
    await bot.set_webhook(receiver.url)
    await telegram.user_sends_text(OLA, "raz")
    await telegram.user_sends_text(OLA, "dwa")

    await until(lambda: len(receiver.came) == 2)
    await until(lambda: telegram.state.updates.count() == 0)

    info = await bot.get_webhook_info()
    assert info.url == receiver.url
    assert info.last_error_message == "Bad Request: message text is empty"


async def test_polling_and_a_webhook_exclude_each_other(bot, telegram, receiver, until):
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await until(lambda: telegram.state.updates.polling)
    await bot.set_webhook(receiver.url)

    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == []


async def test_a_webhook_taken_away_gives_the_rest_to_polling(bot, telegram, receiver):
    telegram.methods.webhook.pause = 3600
    receiver.answers = [web.Response(status=500)]
    await bot.set_webhook(receiver.url)
    await telegram.user_sends_text(OLA, "czeka")
    await bot.delete_webhook()

    assert [update.message.text for update in await bot.get_updates()] == ["czeka"]
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == []


async def test_an_address_gone_for_23_hours_is_dropped(bot, telegram, receiver, world, until):
    receiver.answers = [web.Response(status=410) for _ in range(500)]
    await bot.set_webhook(receiver.url)
    await telegram.user_sends_text(OLA, "hej")
    await until(lambda: receiver.came)

    world.clock.advance(23 * 3600)

    await until(lambda: telegram.methods.webhook.target is None)
    assert (await bot.get_webhook_info()).url == ""


async def test_the_answers_say_what_was_done(call, receiver):
    said = [
        (await call("setWebhook", url=receiver.url))[1]["description"],
        (await call("setWebhook", url=receiver.url))[1]["description"],
        (await call("setWebhook", url=""))[1]["description"],
        (await call("deleteWebhook"))[1]["description"],
    ]

    assert said == [
        "Webhook was set",
        "Webhook is already set",
        "Webhook was deleted",
        "Webhook is already deleted",
    ]
