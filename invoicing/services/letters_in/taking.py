"""Files and quotations that come with words: which of them are read, and what is asked or answered instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.services.access.login_desk import Download
from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.letters_in.documents import DocumentDesk
from invoicing.services.letters_in.files import READABLE, FileKind, kind_by_name, kind_of
from invoicing.services.letters_in.orders import Understanding, question_about_quoted
from invoicing.services.letters_in.tables import BadTable, lines_of
from invoicing.services.messages import Channel, Incoming, IncomingFile, Json, Quoted, Reply
from invoicing.services.parsing.understood import Intent
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import answer, naming_company
from invoicing.services.talking import Act

LARGEST = 1_000_000
"""Bytes of a file in a chat that is fetched."""
_MOST_WORDS = 2000  # characters of an order in a file
_LEANING = 3  # words from which a text may mean what lies beside it
_NAMED = 5  # files in an answer

Taken = Incoming | Act
"""What came, with what its files say; or what to answer instead."""


class FilesIn:
    """Reads what came along with words, for letters and chats alike; the words decide what becomes of it."""

    def __init__(
        self, clock: Clock, understand: Understanding, desk: DocumentDesk, download: Download | None = None
    ) -> None:
        self._clock, self._understand, self._desk, self._download = clock, understand, desk, download

    async def __call__(self, incoming: Incoming, standing: Standing) -> Taken:
        """The incoming, filled in, or an answer.

        Raises:
            Unavailable: the chat does not give the file now.
            Refused: files that cannot be what somebody wants of them.
        """
        files = await self._files(incoming)
        told = [(kind_of(file), file) for file in files]
        documents = [file for kind, file in told if kind is FileKind.DOCUMENT]
        if documents:
            return await self._judged(documents, incoming, standing)
        tables = [file for kind, file in told if kind is FileKind.TABLE]
        if tables:
            return self._with_table(tables, incoming, standing)
        thin = self._says_nothing(incoming.text)
        texts = [file for kind, file in told if kind is FileKind.TEXT]
        if texts and thin:
            return self._with_text(texts, incoming, standing)
        unread = [(kind, file) for kind, file in told if kind not in READABLE]
        if unread and thin and incoming.quoted is None and not _is_short_answer(incoming.text):
            return _answering(incoming, standing, _unreadable(unread))
        return self._asked(incoming, standing) or _in_words(incoming)

    async def _files(self, incoming: Incoming) -> Sequence[IncomingFile]:
        """The files with their bytes; of a chat only one that may be of use is fetched."""
        file = incoming.document
        if file is None:
            return incoming.attachments
        if self._download is None or file.size > LARGEST or kind_by_name(file.name) not in READABLE:
            return [file if file.size > LARGEST else replace(file, content=b"")]
        try:
            return [replace(file, content=await self._download(file.reference, LARGEST))]
        except Refused as why:
            if "too-large" in why.reason:
                return [file]
            raise Refused("file-gone") from why

    async def _judged(self, files: Sequence[IncomingFile], incoming: Incoming, standing: Standing) -> Act:
        judged = await self._desk.judged(files)

        async def act(work: UnitOfWork) -> Sequence[Show]:
            reply = await self._desk.shown(work, judged, standing)
            if standing.among > 1:
                reply = naming_company(reply, standing.company)
            return await _where_it_is_tapped(work, incoming, standing, reply)

        return act

    def _with_table(self, tables: Sequence[IncomingFile], incoming: Incoming, standing: Standing) -> Taken:
        if len(tables) > 1:
            raise Refused("tables-many", count=str(len(tables)))
        (table,) = tables
        try:
            lines = lines_of(table.content or b"")
        except BadTable as bad:
            rows: list[Json] = [{"row": e.row, "code": e.code, "value": e.value} for e in bad.problems]
            data: dict[str, Json] = {"file": table.name, "rows": rows, "count": bad.count}
            return _answering(incoming, standing, Reply("table-rows", data))
        return replace(_in_words(incoming), lines=lines, forwarded=False)

    def _with_text(self, texts: Sequence[IncomingFile], incoming: Incoming, standing: Standing) -> Taken:
        """The text is the sentence; one that a chat sends on is somebody else's."""
        words = " ".join((texts[0].content or b"").decode("utf-8-sig", "replace").split())
        if len(texts) > 1 or not words or len(words) > _MOST_WORDS:
            raise Refused("text-file-long", limit=str(_MOST_WORDS))
        if not incoming.forwarded:
            return replace(_in_words(incoming), text=words)
        quoted = replace(incoming, quoted=Quoted(words, forwarded=True), attachments=())
        return self._asked(quoted, standing) or _in_words(incoming)

    def _asked(self, incoming: Incoming, standing: Standing) -> Act | None:
        ours = standing.company.profile.seller.nip
        question = question_about_quoted(incoming, self._understand, self._clock.today(), ours)
        return _answering(incoming, standing, question) if question else None

    def _says_nothing(self, text: str) -> bool:
        """Whether the words beside a file order nothing by themselves."""
        if not text.strip():
            return True
        heard = self._understand(text, self._clock.today())
        priced = any(line.price is not None for line in heard.lines)
        return (
            not priced
            and heard.buyer.nip is None
            and heard.intent in {Intent.OTHER, Intent.GREETING, Intent.ISSUE}
        )


def _is_short_answer(text: str) -> bool:
    """Whether it is "tak", "nie" or the like; a picture beside it belongs to a signature."""
    return 0 < len(text.split()) < _LEANING


def _in_words(incoming: Incoming) -> Incoming:
    """What is left to be understood, once the file was read or the words make up for it."""
    return incoming if incoming.document is None else replace(incoming, media=None, document=None)


def _unreadable(files: Sequence[tuple[FileKind, IncomingFile]]) -> Reply:
    named: list[Json] = [{"name": file.name, "kind": kind.value} for kind, file in files[:_NAMED]]
    return Reply("file-unreadable", {"files": named})


def _answering(incoming: Incoming, standing: Standing, reply: Reply) -> Act:
    async def act(work: UnitOfWork) -> Sequence[Show]:
        del work
        return [answer(incoming, reply, standing.person.language)]

    return act


async def _where_it_is_tapped(
    work: UnitOfWork, incoming: Incoming, standing: Standing, reply: Reply
) -> Sequence[Show]:
    """Buttons are for Telegram: a letter's answer says that they wait there."""
    language = standing.person.language
    if incoming.sender.channel is Channel.TELEGRAM:
        return [answer(incoming, reply, language)]
    chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
    by_mail = replace(
        reply, options=(), data={**reply.data, "by_mail": True, "in_telegram": chat is not None}
    )
    said = answer(incoming, by_mail, language)
    if chat is None or not reply.options:
        return [said]
    return [Show(Channel.TELEGRAM, chat, reply, incoming.key, language), said]


OnFiles = Callable[[Incoming, Standing], Awaitable[Taken]]
"""What `FilesIn` is to the front door."""
