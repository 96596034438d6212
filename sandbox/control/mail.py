"""The mailboxes, letters from anybody, and the mail server's faults."""

from aiohttp import web

from sandbox.control.answers import Problem, file_answer, number_in, optional_text, read_json, text_of
from sandbox.mail.addresses import address_in, is_served
from sandbox.stage import Stage

LETTER_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)
LINKS_OUTSIDE = '<base target="_blank">'


class Mail:
    """What people under .example find in their mailboxes, and what they write."""

    def __init__(self, stage: Stage) -> None:
        self._mail = stage.stand_ins.mail

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        letter = "/api/mailboxes/{address}/{letter}"
        return [
            web.get("/api/mailboxes", self._addresses),
            web.get("/api/mailboxes/{address}", self._mailbox),
            web.get(letter, self._letter),
            web.get(f"{letter}/raw", self._raw),
            web.get(f"{letter}/html", self._html),
            web.get(f"{letter}/attachments/{{name}}", self._attachment),
            web.post("/api/mail", self._send),
            web.post("/api/mailserver", self._misbehave),
        ]

    async def _addresses(self, _: web.Request) -> web.Response:
        return web.json_response(self._mail.addresses())

    async def _mailbox(self, request: web.Request) -> web.Response:
        return web.json_response(self._mail.mailbox(_address(request)))

    async def _letter(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(self._mail.letter(_address(request), _number(request)))
        except KeyError:
            raise _no_letter() from None

    async def _raw(self, request: web.Request) -> web.Response:
        try:
            raw = self._mail.raw(_address(request), _number(request))
        except KeyError:
            raise _no_letter() from None
        return file_answer(f"{request.match_info['letter']}.eml", "text/plain", raw)

    async def _html(self, request: web.Request) -> web.Response:
        """The letter as a web page without scripts, for a frame."""
        try:
            html = self._mail.letter(_address(request), _number(request))["html"]
        except KeyError:
            raise _no_letter() from None
        headers = {"Content-Security-Policy": LETTER_POLICY, "X-Content-Type-Options": "nosniff"}
        return web.Response(text=f"{LINKS_OUTSIDE}{html or ''}", content_type="text/html", headers=headers)

    async def _attachment(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        try:
            mime, data = self._mail.attachment(_address(request), _number(request), name)
        except KeyError:
            raise Problem(404, f"This letter has no attachment {name}.") from None
        return file_answer(name, mime, data)

    async def _send(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        raw, authentic = optional_text(body, "raw"), body.get("authentic", True)
        if not isinstance(authentic, bool):
            raise Problem(400, "`authentic` must be true or false.")
        default = None if raw is None else ""
        try:
            number = await self._mail.send(
                text_of(body, "from"),
                text_of(body, "to"),
                text_of(body, "subject", default),
                text_of(body, "text", default),
                in_reply_to=optional_text(body, "in_reply_to"),
                raw=raw,
                authentic=authentic,
                signed_by=optional_text(body, "signed_by"),
            )
        except ValueError as refusal:
            raise Problem(400, f"The letter cannot be sent: {refusal}.") from None
        return web.json_response({"id": number})

    async def _misbehave(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        fault, character = optional_text(body, "fault"), optional_text(body, "character")
        if fault is None and character is None:
            raise Problem(400, "Give `fault`, `character` or both.")
        try:
            self._mail.fault(optional_text(body, "address"), fault, character)
        except ValueError as refusal:
            raise Problem(400, f"The mail server cannot do this: {refusal}.") from None
        return web.json_response({})


def _address(request: web.Request) -> str:
    text = request.match_info["address"]
    try:
        address = address_in(text)
    except ValueError:
        raise Problem(400, f"{text} is no e-mail address.") from None
    if not is_served(address):
        raise Problem(404, f"There is no mailbox {address}: mailboxes are under .example.")
    return address


def _number(request: web.Request) -> int:
    return int(number_in(request.match_info["letter"], "id"))


def _no_letter() -> Problem:
    return Problem(404, "There is no such letter in this mailbox.")
