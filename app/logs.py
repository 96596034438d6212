"""Structured logs without personal data: numbers that identify people and secrets are masked at the last door."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Any, TextIO

from app.heap import left_out

# 5 MB for coloured traces, which here are plain text before any renderer sees them, and for a command line of httpx
with left_out("click", "rich", "pygments"):
    import httpx  # noqa: F401 - imported here first, so that everybody has it without its command line
    import structlog

_VALUE = (
    r"(?:\\+[\"'].*?[\"']"  # between quotation marks that are themselves quoted
    r'|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
    r"|(?:bearer|basic)\s+[^\s\"',;}]+|[^\s\"',;}&]+)"
)
_MASKS = (
    (re.compile(r"\bbot\d{5,}:[\w-]{20,}"), "bot***"),
    (re.compile(r"\b\d{6,}:[\w-]{30,}"), "***"),  # a BotFather token
    (re.compile(r"(?<=://)[^\s/@]+@(?=[\w\[])"), "***@"),  # user and password of an address
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"\b(LOGIN|AUTH(?:ENTICATE)?) \S+(?: \S+)?"), r"\1 ***"),  # as IMAP and SMTP are spoken
    (re.compile(r"\b[\w.+-]+@[\w-]+(\.[\w-]+)+"), "***@***"),
    (re.compile(r"eyJ[\w-]{10,}\.[\w-]+\.[\w-]+"), "jwt***"),
    (re.compile(r"/(dostep|zgoda|faktura)/[\w-]{20,}"), r"/\1/***"),
    (re.compile(r"\bstart(=|\s+)[\w-]{16,}"), r"start\1***"),  # of an invitation
    (re.compile(r"([?&]code=)[^\s&\"']+"), r"\1***"),  # of a log-in by OAuth
    (re.compile(r"(?i)\|\s*(nip|internalid)-[\w-]+\s*\|\s*[0-9a-f]{32,}"), "ksef-token***"),
    (re.compile(r"-----BEGIN [^-]+-----.*?(-----END [^-]+-----|$)", re.DOTALL), "pem***"),
    (re.compile(r"(?<![\w.])(PL[ ]?)?\d{2}([ ]?\d{4}){6}(?!\d)"), "account***"),
    (re.compile(r"(?<![\w.])(PL[ -]?)?\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?![\d])"), "nip***"),
    (re.compile(r"(?<![\w.])\d{11}(?!\d)"), "pesel***"),
    (
        re.compile(
            r"(?i)(passw(?:or)?d|passphrase|has[łl]o|secret|token|authorization)([\\\"']*\s*[:=]\s*)" + _VALUE
        ),
        r"\1\2***",
    ),
    (
        re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= )"),
        r"\1(***)",
    ),  # what PostgreSQL says of a value that is there
    (re.compile(r"(?<![\w+/=-])[\w+/-]{43}=(?!=)"), "key***"),  # 32 octets, in either base64
    (
        re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{32,}"),
        "code***",
    ),  # of a link: 192 random bits and more; no number of an invoice, of KSeF or of a job has small and large letters
)
KEPT_DAYS = 30
"""How many days of logs are kept; docs/privacy.md promises as many."""
_SECRET_KEYS = re.compile(r"(?i)password|secret|token|authorization|private")


def masked(text: str) -> str:
    """The text with NIPs, PESELs, accounts, e-mail addresses, tokens and keys taken out.

    >>> masked("NIP 526-025-02-74, jan@firma.pl")
    'NIP nip***, ***@***'
    """
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: "***" if _SECRET_KEYS.search(str(key)) else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean(item) for item in value]
    return value if isinstance(value, int | float | bool | None) else masked(str(value))


def mask_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the last door before the text leaves."""
    return {key: "***" if _SECRET_KEYS.search(key) else _clean(value) for key, value in event.items()}


def set_up_logs(level: str, form: str, file: Path | None = None) -> None:
    """Send structlog and the standard library's loggers through one masked line format.

    Args:
        level: how much.
        form: console or json.
        file: where to; turned over at midnight and dropped after `KEPT_DAYS`. None for stderr.

    Raises:
        OSError: the file cannot be written.
    """
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_event,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=file is None and sys.stderr.isatty())
    )
    handler = _ToStderr(sys.stderr) if file is None else _kept_in(file)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "aiogram", "alembic", "pikepdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Discreet(logging.Handler):
    """Where a line cannot be written, the standard library would print it, and the error in it, past every mask."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say so, and nothing of the line."""
        with suppress(OSError, ValueError):
            why = type(sys.exception()).__name__
            sys.stderr.write(f"a line of {record.name} could not be written to the log ({why})\n")


class _ToStderr(_Discreet, logging.StreamHandler[TextIO]):
    """The log of a process whose output somebody else keeps."""


class _OwnersAlone(_Discreet, TimedRotatingFileHandler):
    def _open(self) -> Any:
        """Open it anew, after every midnight too."""
        Path(self.baseFilename).touch(mode=0o600, exist_ok=True)
        return super()._open()


def _kept_in(file: Path) -> logging.Handler:
    """A file for its owner alone, whose days are dropped one by one."""
    return _OwnersAlone(file, when="midnight", backupCount=KEPT_DAYS, encoding="utf-8", utc=True)
