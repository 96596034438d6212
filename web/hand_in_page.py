"""The one-time page over HTTP: no cookies, no scripts, nothing fetched, nothing written to disk or to a log."""

from __future__ import annotations

from aiohttp import web

from invoicing.model.errors import Refused
from invoicing.services.access.handing_in import HandedCertificate, HandIn, Kept
from invoicing.services.access.page import PATH
from templates.page_style import style_source
from templates.web_page import hand_in_page, kept_page, sorry_page
from web.forms import fields
from web.hardening import Sorry, guarded, html

LARGEST = 128 * 1024
"""Bytes of a whole form; certificates and keys are a few thousand."""


def add_hand_in_page(app: web.Application, hand_in: HandIn) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is."""
    page = HandInPage(hand_in)
    sorry = Sorry(
        sorry_page,
        _refused,
        form="access-form",
        too_large="access-form-too-large",
        style=style_source(),
    )
    app.router.add_get(f"{PATH}/{{code}}", guarded(page.show, sorry))
    app.router.add_post(f"{PATH}/{{code}}", guarded(page.take, sorry))


class HandInPage:
    """Shows the forms and takes what is handed in."""

    def __init__(self, hand_in: HandIn) -> None:
        self._hand_in = hand_in

    async def show(self, request: web.Request) -> web.Response:
        """The forms, as often as somebody looks while the link lives."""
        return await self._forms(request)

    async def take(self, request: web.Request) -> web.Response:
        """What was handed in; files that will not serve bring the forms back."""
        code = request.match_info["code"]
        step = await self._hand_in.look(code)
        language = step.standing.person.language
        handed = await fields(request, LARGEST)
        try:
            return _html(await self._kept(code, handed, language))
        except Refused as refusal:
            if refusal.reason.startswith("access-link-"):
                raise
            return await self._forms(request, refusal)

    async def _kept(self, code: str, fields: dict[str, bytes], language: str) -> str:
        if fields.get("what") == b"token":
            token, until = (fields.get(name, b"").decode(errors="replace") for name in ("token", "until"))
            return _done(language, await self._hand_in.token(code, token, until))
        handed = HandedCertificate(
            fields.get("certificate", b""), fields.get("key") or None, fields.get("password") or None
        )
        return _done(language, await self._hand_in.certificate(code, handed))

    async def _forms(self, request: web.Request, refusal: Refused | None = None) -> web.Response:
        step = await self._hand_in.look(request.match_info["code"])
        seller = step.standing.company.profile.seller
        page = hand_in_page(
            step.standing.person.language,
            company=seller.name,
            nip=seller.nip.digits,
            until=step.link.expires_at.isoformat(),
            wrong=(refusal.reason, refusal.details) if refusal else None,
            left=step.attempts_left,
        )
        return _html(page, 422 if refusal else 200)


def _refused(refusal: Refused) -> tuple[str, int]:
    return refusal.reason, 404 if refusal.reason == "access-link-unknown" else 410


def _html(page: str, status: int = 200) -> web.Response:
    return html(page, style_source(), status)


def _done(language: str, kept: Kept) -> str:
    return kept_page(language, what=kept.what, until=kept.until.isoformat(), foreign_nip=kept.foreign_nip)
