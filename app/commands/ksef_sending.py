"""`latarnik ksef send` and `latarnik ksef upo`: documents of other programs go to KSeF, and their proof comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from app.commands.documents import as_line
from app.commands.files import write_whole
from app.commands.ksef_company import Desk, at_desk
from app.commands.speaking import AT_FAULT, advice, emit, fail, refusal, say, say_trial
from app.outbox import Outbox
from app.practice import trial_of
from app.work import ksef_handlers
from invoicing.model.errors import InvalidKsefNumber, LatarnikError
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.lifecycle import Status, is_final
from invoicing.services.jobs import Job
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, SendBatch, Submit
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.records import StoredInvoice
from invoicing.services.sending.adopting import Adopting, Foreign
from invoicing.services.sending.setting_aside import SettingAside
from ksef.fa3.reader import read_document
from ksef.fa3.validator import validate

TAKEN_AT_ONCE = 200
"""Documents written down in one transaction, and looked up at once while they are on their way."""
LOOK_EVERY = 0.3
TOLD_EVERY = 5.0


@dataclass
class Progress:
    """What is on its way: file by invoice, in the order of the command; and what will not get there by itself."""

    waiting: dict[UUID, Path] = field(default_factory=dict)
    aside: dict[UUID, str] = field(default_factory=dict)  # invoices and batches, with the reason
    total: int = 0
    failed: int = 0


def send_files(files: Sequence[Path], nip: str, *, offline: bool, patience: float) -> None:
    """Check, take on and send; one JSON line a file as soon as its verdict is there.

    Raises:
        SystemExit: status 1 when any file was refused, or is still on its way when patience ends; also while the
            company is frozen, and nothing is taken on then.
    """
    progress = Progress()

    async def act(desk: Desk) -> None:
        async with desk.database.units.reading() as work:
            await require_not_frozen(work, desk.company.id)
        await desk.usual.of(desk.company.id).access.authorized(_knock)
        await _take_on(desk, files, progress, offline=offline)
        if progress.waiting:
            say_trial(trial_of(desk.settings))
            await _bring_home(desk, progress, patience)

    at_desk(nip, act)
    if progress.failed:
        raise SystemExit(AT_FAULT)


async def _knock(token: str) -> None:
    """A company without a way into KSeF hears of it before anything is taken on."""
    del token


async def _take_on(desk: Desk, files: Sequence[Path], progress: Progress, *, offline: bool) -> None:
    adopt = Adopting(desk.database.units, desk.clock)
    for some in _chunks(files):
        good = [(file, document) for file in some if (document := _checked(file, progress))]
        taken = await adopt(desk.company, [document for _, document in good], offline=offline)
        for (file, _), said in zip(good, taken, strict=True):
            if isinstance(said, LatarnikError):
                _refuse(progress, file, _problem(said))
            else:
                progress.waiting[said.id] = file
    progress.total = len(progress.waiting)


def _checked(file: Path, progress: Progress) -> Foreign | None:
    """The document; None when it was refused, which has been told."""
    try:
        xml = file.read_bytes()
    except OSError as error:
        _refuse(progress, file, {"code": "file", "message": str(error.strerror)})
        return None
    errors = [line for line in map(as_line, validate(xml)) if line["severity"] == "error"]
    if errors:
        _refuse(progress, file, *errors)
        return None
    try:
        return Foreign(xml, read_document(xml))
    except LatarnikError as error:
        _refuse(progress, file, _problem(error))
        return None


def _refuse(progress: Progress, file: Path, *problems: dict[str, str]) -> None:
    progress.failed += 1
    emit({"file": str(file), "status": "refused", "problems": list(problems)})


def _problem(error: LatarnikError) -> dict[str, str]:
    return {"code": error.reason, "message": refusal(error, "pl")}


async def _bring_home(desk: Desk, progress: Progress, patience: float) -> None:
    """Work on the queue until every file has its verdict; another worker beside us shares the work."""
    aside = SettingAside(desk.database.units, desk.clock)

    async def tell_aside(job: Job, error: Exception) -> None:
        await aside.job(job, error)
        if isinstance(job, Submit | CheckSubmission):
            progress.aside[job.invoice_id] = _reason(error)
        elif isinstance(job, SendBatch | CheckBatch):
            progress.aside[job.batch_id] = _reason(error)

    handlers = ksef_handlers(desk.settings, desk.clock, desk.database, desk.usual)
    outbox = Outbox(desk.database.queue, handlers, desk.clock, tell_aside)
    work = asyncio.create_task(outbox())
    try:
        await _watch(desk, progress, patience)
    finally:
        await outbox.stop(5.0)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await desk.usual.close()
    for file in progress.waiting.values():
        progress.failed += 1
        emit({"file": str(file), "status": "waiting"})
    if progress.waiting:
        say(
            f"{len(progress.waiting)} still on their way: `latarnik run` goes on with them, or the same command."
        )


async def _watch(desk: Desk, progress: Progress, patience: float) -> None:
    end, told = time.monotonic() + patience, time.monotonic()
    while progress.waiting and time.monotonic() < end:
        settled = await _look(desk, progress)
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            say(f"{progress.total - len(progress.waiting)} of {progress.total} have their verdict")
        if not settled:
            await asyncio.sleep(LOOK_EVERY)


async def _look(desk: Desk, progress: Progress) -> bool:
    """Print what has come home among the first that wait; whether anything had."""
    first = list(progress.waiting)[:TAKEN_AT_ONCE]
    async with desk.database.units.reading() as work:
        stored = [await work.invoices.get(each) for each in first]
    said = [(each.id, line) for each in stored if (line := _line(each, progress)) is not None]
    for invoice, line in said:
        progress.failed += line["status"] != Status.ACCEPTED.value
        emit({"file": str(progress.waiting.pop(invoice)), **line})
    return bool(said)


def _line(stored: StoredInvoice, progress: Progress) -> dict[str, Any] | None:
    """What is said of an invoice; None while it is on its way."""
    reason = progress.aside.get(stored.id) or (
        progress.aside.get(stored.batch_id) if stored.batch_id else None
    )
    if reason is not None and not is_final(stored.status):
        problem = {"code": reason, "message": advice(reason, {}, "pl")}
        return {"number": stored.invoice.number, "status": "set-aside", "problems": [problem]}
    if not is_final(stored.status):
        return None
    received = stored.received_by_ksef_at
    return {
        "number": stored.invoice.number,
        "status": stored.status.value,
        "ksef_number": str(stored.ksef_number) if stored.ksef_number else None,
        "received_by_ksef_at": received.isoformat() if received else None,
        "upo_sha256": stored.receipt.hex() if stored.receipt else None,
        "verdict": list(stored.rejection),
    }


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, LatarnikError) else "error"


def save_upo(number: str, nip: str, out: Path) -> None:
    """Write the receipt of an invoice, by its number or its KSeF number.

    Raises:
        SystemExit: status 1 when there is no such invoice, or no receipt of it yet.
    """

    async def act(desk: Desk) -> None:
        async with desk.database.units.reading() as work:
            try:
                stored = await work.invoices.by_ksef_number(desk.company.id, KsefNumber.parse(number))
            except InvalidKsefNumber:
                stored = await work.invoices.by_number(desk.company.id, number)
            if stored is None:
                fail(f"The books hold no invoice {number} of this company.")
            if stored.receipt is None:
                fail(advice("document-not-ready", {"number": number, "form": "upo"}, "pl"))
            upo = await work.receipts.get(stored.receipt)
        try:
            write_whole(out, upo)
        except OSError as error:
            fail(f"{out} cannot be written: {error.strerror}.")
        say_trial(trial_of(desk.settings))
        emit({"number": stored.invoice.number, "ksef_number": str(stored.ksef_number), "file": str(out)})

    at_desk(nip, act)


def _chunks(files: Sequence[Path]) -> Iterator[Sequence[Path]]:
    return (files[start : start + TAKEN_AT_ONCE] for start in range(0, len(files), TAKEN_AT_ONCE))
