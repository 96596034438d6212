"""The chats: what a person with a phone can see and do."""

from aiohttp import BodyPartReader, web

from sandbox.control.answers import Json, Problem, file_answer, long_poll, optional_text, read_json, text_of
from sandbox.stage import Stage
from sandbox.telegram import TelegramApi

KINDS = ("photo", "voice", "sticker")


class Chats:
    """Messages, documents and taps of the people in the sandbox."""

    def __init__(self, stage: Stage) -> None:
        self._telegram: TelegramApi = stage.stand_ins.telegram

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        chat = "/api/chats/{user}"
        return [
            web.get(f"{chat}/messages", self._messages),
            web.post(f"{chat}/messages", self._say),
            web.post(f"{chat}/documents", self._send_document),
            web.post(f"{chat}/taps", self._tap),
            web.get(f"{chat}/files/{{file}}", self._file),
        ]

    async def _messages(self, request: web.Request) -> web.Response:
        user = self._user(request)
        after, wait = long_poll(request)
        return web.json_response(await self._telegram.wait_messages(user, after, wait))

    async def _say(self, request: web.Request) -> web.Response:
        user, body = self._user(request), await read_json(request)
        kind = optional_text(body, "kind")
        if kind is not None:
            return web.json_response({"message_id": await self._send_kind(user, kind)})
        text = text_of(body, "text")
        if not text.strip():
            raise Problem(400, "`text` is empty.")
        return web.json_response({"message_id": await self._telegram.user_sends_text(user, text)})

    async def _send_kind(self, user: int, kind: str) -> int:
        if kind not in KINDS:
            raise Problem(400, f"`kind` must be one of {', '.join(KINDS)}.")
        send = {
            "photo": self._telegram.user_sends_photo,
            "voice": self._telegram.user_sends_voice,
            "sticker": self._telegram.user_sends_sticker,
        }[kind]
        return await send(user)

    async def _send_document(self, request: web.Request) -> web.Response:
        user = self._user(request)
        if not request.content_type.startswith("multipart/"):
            raise Problem(400, "A document comes as multipart/form-data.")
        name, mime, data, caption = "", "", b"", None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.filename:
                name, mime, data = (
                    part.filename,
                    part.headers.get("Content-Type", ""),
                    bytes(await part.read()),
                )
            elif part.name == "caption":
                caption = await part.text()
        if not name:
            raise Problem(400, "There is no file in the request.")
        number = await self._telegram.user_sends_document(user, name, data, mime or None, caption or None)
        return web.json_response({"message_id": number})

    async def _tap(self, request: web.Request) -> web.Response:
        user, body = self._user(request), await read_json(request)
        number, label = body.get("message_id"), text_of(body, "label")
        if not isinstance(number, int):
            raise Problem(400, "`message_id` must be a number.")
        message = next((one for one in self._telegram.messages(user) if one["message_id"] == number), None)
        if message is None:
            raise Problem(404, f"There is no message {number} in this chat.")
        _demand_button(message, label)
        return web.json_response(await self._telegram.user_taps(user, number, label))

    async def _file(self, request: web.Request) -> web.Response:
        self._user(request)
        try:
            name, mime, data = self._telegram.file(request.match_info["file"])
        except KeyError:
            raise Problem(404, "There is no such file.") from None
        return file_answer(name, mime, data)

    def _user(self, request: web.Request) -> int:
        text = request.match_info["user"]
        try:
            user = int(text)
            self._telegram.messages(user, after=2**62)
        except (ValueError, LookupError):
            raise Problem(404, f"There is no person {text} in the sandbox.") from None
        return user


def _demand_button(message: Json, label: str) -> None:
    labels = [button["text"] for row in message["buttons"] for button in row]
    if label not in labels:
        there = ", ".join(labels) or "none"
        raise Problem(
            409, f"Message {message['message_id']} has no button {label!r} now; there are: {there}."
        )
