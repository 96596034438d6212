"""KSeF: its switches and the invoices it has; the wire to it, and the tax-payer register."""

from datetime import date
from decimal import Decimal

from aiohttp import web

from sandbox import demo
from sandbox.control.answers import Json, Problem, file_answer, optional_text, read_json, text_of
from sandbox.ksef.other_programs import Wish
from sandbox.register_entries import entry_of
from sandbox.stage import Stage
from sandbox.vies import FAULTS

_NOBODYS_ACCOUNT = "61109010140000071219812874"
_NIP = 10


class Ministry:
    """The hand that breaks KSeF and the lighthouse, and the eye on what arrived."""

    def __init__(self, stage: Stage) -> None:
        self._stand_ins = stage.stand_ins

    def routes(self) -> list[web.RouteDef]:
        """Where this is reached."""
        return [
            web.post("/api/ksef", self._switch),
            web.post("/api/network", self._network),
            web.post("/api/vies", self._vies),
            web.post("/api/register", self._register),
            web.get("/api/ksef/invoices", self._invoices),
            web.post("/api/ksef/invoices", self._send),
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

    async def _vies(self, request: web.Request) -> web.Response:
        """Break VIES, or make numbers invalid; what is not named stays as it is."""
        body, vies = await read_json(request), self._stand_ins.vies
        states, mode = body.get("states", vies.wrongs.states), optional_text(body, "mode")
        if not isinstance(states, dict) or not set(states.values()) <= FAULTS:
            raise Problem(
                400, f"`states` must be codes by member state; there are {', '.join(sorted(FAULTS))}."
            )
        try:
            vies.switches.set_mode(mode or vies.switches.mode)
        except ValueError as refusal:
            raise Problem(400, f"VIES cannot be switched so: {refusal}.") from None
        vies.wrongs.states = states
        vies.wrongs.invalid = _texts(body, "invalid", vies.wrongs.invalid)
        vies.wrongs.strangers = _texts(body, "strangers", vies.wrongs.strangers)
        return web.json_response({"asked": vies.asked})

    async def _register(self, request: web.Request) -> web.Response:
        """Write an entry of the tax-payer register anew."""
        body = await read_json(request)
        accounts = body.get("accounts")
        if accounts is not None and not (
            isinstance(accounts, list) and all(isinstance(each, str) for each in accounts)
        ):
            raise Problem(400, "`accounts` must be a list of texts.")
        try:
            self._stand_ins.register.change(text_of(body, "nip"), optional_text(body, "status"), accounts)
        except ValueError as refusal:
            raise Problem(400, f"The register cannot be changed so: {refusal}.") from None
        return web.json_response({})

    async def _invoices(self, _: web.Request) -> web.Response:
        return web.json_response(self._stand_ins.ksef.invoices())

    async def _send(self, request: web.Request) -> web.Response:
        """Another firm sends an invoice with a program of its own: its file, or what shall be on it."""
        body = await read_json(request)
        programs = self._stand_ins.ksef.other_programs
        try:
            xml = optional_text(body, "xml")
            document = (
                _wish(body).document(self._stand_ins.world.clock.today_in_warsaw())
                if xml is None
                else xml.encode()
            )
            number = programs.send(document)
        except (ValueError, ArithmeticError) as refusal:
            raise Problem(400, f"KSeF cannot be given this invoice: {refusal}.") from None
        return web.json_response({"ksef_number": number})

    async def _document(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        document = self._stand_ins.ksef.document(number)
        if document is None:
            raise Problem(404, f"KSeF has no invoice {number}.")
        return file_answer(f"{number}.xml", "application/xml", document)


def _texts(body: Json, name: str, before: set[str]) -> set[str]:
    said = body.get(name)
    if said is None:
        return before
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise Problem(400, f"`{name}` must be a list of texts.")
    return set(said)


def _wish(body: Json) -> Wish:
    """What is said of the invoice; the rest is what the register knows of its seller.

    Raises:
        ValueError: something that was said cannot be.
    """
    nip = text_of(body, "seller_nip")
    entry = entry_of(nip) if len(nip) == _NIP and nip.isdecimal() else None
    listed = entry.accounts[0] if entry and entry.accounts else ""
    return Wish(
        seller_nip=nip,
        seller_name=optional_text(body, "seller_name") or (entry.name if entry else "Sprzedawca"),
        buyer_nip=optional_text(body, "buyer_nip") or demo.NIP,
        third_nip=optional_text(body, "third_nip"),
        number=text_of(body, "number"),
        gross=Decimal(text_of(body, "gross")),
        account=optional_text(body, "account") or listed or _NOBODYS_ACCOUNT,
        what=optional_text(body, "what") or "Liny cumownicze",
        issued=_day(body, "issued"),
        due=_day(body, "due"),
    )


def _day(body: Json, name: str) -> date | None:
    said = optional_text(body, name)
    return date.fromisoformat(said) if said else None
