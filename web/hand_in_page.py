"""The one-time page over HTTP: no cookies, no scripts, nothing fetched, nothing written to disk or to a log."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import BodyPartReader, web

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.access.handing_in import HandedCertificate, HandIn, Kept
from invoicing.services.access.page import PATH
from templates.web_page import hand_in_page, kept_page, sorry_page, style_source, wished_language
from web.hardening import Handler, html

log = logging.getLogger(__name__)

LARGEST = 128 * 1024
"""Bytes of a whole form; certificates and keys are a few thousand."""
_PATIENCE = 30.0  # seconds for a form to arrive


def add_hand_in_page(app: web.Application, hand_in: HandIn) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is."""
    page = HandInPage(hand_in)
    app.router.add_get(f"{PATH}/{{code}}", _guarded(page.show))
    app.router.add_post(f"{PATH}/{{code}}", _guarded(page.take))


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
        fields = await _fields(request)
        try:
            return _html(await self._kept(code, fields, language))
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


def _guarded(handler: Handler) -> Handler:
    """Whatever goes wrong is said on a page of ours, and no word of it holds what was handed in."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        language = wished_language(request.headers.get("Accept-Language", ""))
        try:
            return await handler(request)
        except Refused as refusal:
            status = 404 if refusal.reason == "access-link-unknown" else 410
            return _html(sorry_page(language, refusal.reason, refusal.details), status)
        except web.HTTPRequestEntityTooLarge:
            return _html(sorry_page(language, "access-form-too-large"), 413)
        except (web.HTTPBadRequest, ValueError, AssertionError):  # what aiohttp makes of a broken form
            return _html(sorry_page(language, "access-form"), 400)
        except (Unavailable, TimeoutError):
            return _html(sorry_page(language, "unavailable"), 503)

    return guarded


async def _fields(request: web.Request) -> dict[str, bytes]:
    """The form's fields in memory; aiohttp's own reading would put files into a folder.

    Raises:
        web.HTTPRequestEntityTooLarge: more than `LARGEST`.
        web.HTTPBadRequest: no form, or one of a length that nobody told.
    """
    if not request.content_type == "multipart/form-data" or request.content_length is None:
        raise web.HTTPBadRequest
    if request.content_length > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length)
    fields: dict[str, bytes] = {}
    async with asyncio.timeout(_PATIENCE):
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest
            fields[part.name or ""] = bytes(await part.read(decode=False))
    return fields


def _html(page: str, status: int = 200) -> web.Response:
    return html(page, style_source(), status)


def _done(language: str, kept: Kept) -> str:
    return kept_page(language, what=kept.what, until=kept.until.isoformat(), foreign_nip=kept.foreign_nip)
