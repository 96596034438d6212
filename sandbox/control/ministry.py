"""KSeF: its switches and the invoices it has; and the wire to it."""

from aiohttp import web

from sandbox.control.answers import Problem, file_answer, optional_text, read_json
from sandbox.stage import Stage


class Ministry:
    """The hand that breaks KSeF and the lighthouse, and the eye on what arrived."""

    def __init__(self, stage: Stage) -> None:
        self._stand_ins = stage.stand_ins

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [
            web.post("/api/ksef", self._switch),
            web.post("/api/network", self._network),
            web.get("/api/ksef/invoices", self._invoices),
            web.get("/api/ksef/invoices/{number}/xml", self._document),
        ]

    async def _switch(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        faults = body.get("faults")
        if faults is not None and not isinstance(faults, dict):
            raise Problem(400, "`faults` must be an object.")
        try:
            self._stand_ins.switch_ksef(
                optional_text(body, "state"), faults, optional_text(body, "lighthouse")
            )
        except ValueError as refusal:
            raise Problem(400, f"KSeF cannot be switched so: {refusal}.") from None
        return web.json_response({})

    async def _network(self, request: web.Request) -> web.Response:
        up = (await read_json(request)).get("up")
        if not isinstance(up, bool):
            raise Problem(400, "`up` must be true or false.")
        self._stand_ins.network.is_up = up
        self._stand_ins.world.events.add("network", up=up)
        return web.json_response({})

    async def _invoices(self, _: web.Request) -> web.Response:
        return web.json_response(self._stand_ins.ksef.invoices())

    async def _document(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        document = self._stand_ins.ksef.document(number)
        if document is None:
            raise Problem(404, f"KSeF has no invoice {number}.")
        return file_answer(f"{number}.xml", "application/xml", document)
