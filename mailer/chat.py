"""The way out by e-mail: a reply becomes an answer in the thread."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from invoicing.model.errors import Refused
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.ids import other_letter_id
from invoicing.services.jobs import Show
from invoicing.services.letters_out import Attachment, Letter, Postman
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import FileToShow
from mailer.loops import OURS
from templates.render import render_mail_reply

_MARK = re.compile(r"\s*\[L-[a-z2-7]{8}\]", re.IGNORECASE)
_TYPES = {".pdf": "application/pdf", ".xml": "application/xml", ".zip": "application/zip", ".csv": "text/csv"}
"""What a reader of mail is told, so that it shows a paper instead of keeping it."""


class MailChat:
    """Shows replies as letters (port `Showing`); the Message-ID comes from the job's key, so a repeat is the same letter."""

    def __init__(self, postman: Postman, domain: str) -> None:
        self._postman, self._domain = postman, domain

    async def show(self, show: Show, files: Sequence[FileToShow]) -> str | None:
        """Send the answer; returns its Message-ID. Files that no mailbox takes are named instead.

        Raises:
            Unavailable, Refused: as the postman says.
        """
        letter = self._letter(show, files)
        try:
            await self._postman.send(letter)
        except Refused as error:
            if error.reason != "letter-too-large" or not files:
                raise
            await self._postman.send(self._letter(replace(show, reply=_too_large(show, files)), []))
        return letter.message_id

    def _letter(self, show: Show, files: Sequence[FileToShow]) -> Letter:
        reply = show.reply
        subject, text, html = render_mail_reply(reply.code, reply.data, show.language, reply.options)
        message_id = f"<{OURS}{hashlib.sha256(show.key.encode()).hexdigest()[:32]}@{self._domain}>"
        return Letter(
            message_id=message_id,
            to=show.chat,
            subject=marked(_answer_subject(show.subject) or subject, show.mark),
            text=text,
            html=html,
            attachments=tuple(Attachment(file.name, _type_of(file.name), file.content) for file in files),
            in_reply_to=show.thread,
            references=show.references,
            auto_submitted="auto-replied" if show.thread else "auto-generated",
            reply_to=show.reply_to,
            company_id=show.company_id,
            returned_as=reference_of(other_letter_id(message_id)),  # so it is taken for no invoice
        )


def _too_large(show: Show, files: Sequence[FileToShow]) -> Reply:
    names: list[Json] = [file.name for file in files]
    size = -(-sum(len(file.content) for file in files) // 1_000_000)
    return replace(show.reply, code="files-too-large", data={"files": names, "megabytes": size}, options=())


def _type_of(name: str) -> str:
    return _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def _answer_subject(subject: str | None) -> str | None:
    if not subject:
        return None
    return subject if subject.lower().startswith(("re:", "odp:")) else f"Re: {subject}"


def marked(subject: str, mark: str | None) -> str:
    """The subject with the person's secret of today, in place of an older one.

    >>> marked("Re: faktura [L-abcdefgh]", "qrstuvwx"), marked("Lista", None)
    ('Re: faktura [L-qrstuvwx]', 'Lista')
    """
    return f"{_MARK.sub('', subject)} [L-{mark}]" if mark else subject
