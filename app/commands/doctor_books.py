"""What a doctor says of the books: database, companies, what waits, what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.clock import SystemClock
from app.commands.doctor_history import HISTORY, finding_about_history
from app.commands.findings import Finding, missing, well
from app.installation import database_sentence
from app.logs import masked
from app.watching.last_copy import TOO_OLD, last_copy
from invoicing.model.verdict import Verdict
from storage.database import Database
from storage.queue import Parked

_DATABASE = {
    "schema-missing": "there are no tables yet; run: latarnik migrate",
    "schema-other": "the schema is of an older version; run: latarnik upgrade",
    "schema-newer": "the books are of a newer version than this program; install that version again",
    "secret-key-other": "secrets were sealed with another key; bring back the right key file",
    "books-moved": "these books were moved to another database; LATARNIK_DATABASE_URL must name that one",
    "restore-unfinished": "a restore was cut off; run it again with --replace",
}


_VERDICTS = {
    Verdict.ALL_WELL: "KSeF works",
    Verdict.FAILURE: "a failure of KSeF is announced (art. 106ne)",
    Verdict.MAINTENANCE: "works at KSeF are announced (art. 106nh)",
    Verdict.TOTAL_FAILURE_CLAIMED: "the lighthouse says total failure; it counts once a person confirms it (art. 106ng)",
    Verdict.KSEF_SILENT: "KSeF does not answer, and nobody has announced anything",
    Verdict.LOGIN_DOWN: "KSeF answers but lets nobody in, and nobody has announced anything",
    Verdict.US: "nothing answers at all: look at this machine's connection",
    Verdict.LIGHTHOUSE_DOWN: "KSeF works; only the lighthouse does not answer",
    Verdict.UNKNOWN: "not known: nobody has looked for a quarter of an hour, or the lighthouse says something new",
}


async def findings_about_books(database: Database, *, real: bool) -> list[Finding]:
    """What is wrong with the database itself, or how everything in it stands; `real` invoices want a copy."""
    problems = await database.check()
    here = [
        missing("database", _DATABASE.get(each) or database_sentence(each))
        for each in problems
        if each not in HISTORY
    ]
    if here:
        return here
    if damage := await database.damage():
        return [missing("database", f"{database_sentence('database-damaged')} ({damage})")]
    async with database.units.reading() as work:
        companies = await work.companies.all()
        waiting, stuck = await work.invoices.count_waiting(), await work.invoices.count_stuck()
        verdict = (await work.verdicts.current()).known(SystemClock().now())
        copied = await last_copy(work)
    parked = await database.queue.parked()
    words = (
        _counted(len(companies), "company", "companies")
        if companies
        else "no company yet; run: latarnik company add"
    )
    on_the_way = _counted(waiting, "invoice", "invoices")
    queue = f"{on_the_way} on the way to KSeF; without an answer of KSeF: {stuck}"
    return [
        _sealed(await database.stale_secrets()),
        await finding_about_history(database),
        _copy(copied, real=real),
        Finding("companies", well=bool(companies), words=words),
        Finding("verdict", well=verdict is Verdict.UNKNOWN or verdict.ksef_works, words=_VERDICTS[verdict]),
        Finding("queue", well=not stuck, words=queue),
        Finding("set aside", well=not parked, words=_set_aside(parked)),
    ]


def _sealed(stale: int) -> Finding:
    if not stale:
        return well("database", "schema and key are in order")
    secrets = _counted(stale, "secret is", "secrets are")
    return missing("database", f"{secrets} sealed with an older key; run: latarnik rotate-key")


def _copy(made: datetime | None, *, real: bool) -> Finding:
    way = "run: latarnik backup FILE, every day and to another disk"
    if made is None:
        return Finding(
            "backup", well=not real, words=f"no copy of the books was made with latarnik yet; {way}"
        )
    words = f"the last copy of the books is of {made:%Y-%m-%d %H:%M}"
    if SystemClock().now() - made >= TOO_OLD:
        return missing("backup", f"{words}; {way}")
    return well("backup", words)


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _set_aside(parked: Sequence[Parked]) -> str:
    """What failed too often to be tried again by itself, with how it failed."""
    if not parked:
        return "nothing failed for good"
    shown = "; ".join(f"{one.key} ({masked(one.error)[:120]})" for one in parked[:5])
    tasks = _counted(len(parked), "task", "tasks")
    return (
        f"{tasks} failed too often, to be looked at by you: {shown}; when the cause is gone: latarnik retry"
    )
