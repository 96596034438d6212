"""Modes have their ground and terms are those of the law's table, whatever was announced when; read from the bare tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from invoicing.model.offline import OutageKind
from tests.fuzz.invariants import Issued, rows
from tests.fuzz.law import NO_DUTY, Told, term

WARSAW = ZoneInfo("Europe/Warsaw")
FRESH = timedelta(minutes=15)
"""So long the lighthouse's word is its word of now."""
LAWFUL = {
    OutageKind.FAILURE: {"emergency"},
    OutageKind.MAINTENANCE: {"unavailability", "offline24"},
    OutageKind.TOTAL_FAILURE: {None, "offline24"},  # nobody has vouched for it
    None: {None, "offline24"},
}
"""What may be issued into KSeF by what the lighthouse says (law facts, 2.1)."""


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said).replace(tzinfo=UTC) if said else None


def timeline(path: Path, company: str) -> list[Told]:
    """What the books know of events, for a company."""
    common = rows(
        path,
        "SELECT kind, began_at, ended_at FROM announced_outages WHERE withdrawn_at IS NULL AND kind != 'total_failure'",
    )
    own = rows(
        path, f"SELECT 'total_failure', began_at, ended_at FROM total_failures WHERE company_id = '{company}'"
    )
    return [_told(*row) for row in (*common, *own)]


def _told(kind: str, began: str, ended: str | None) -> Told:
    over = _moment(ended)
    return Told(kind, _moment(began).astimezone(WARSAW).date(), over and over.astimezone(WARSAW).date(), over)


def modes_have_their_ground(fresh: list[Issued], world, path: Path) -> None:
    """The mode of what was just issued is one that the event in force at that moment gives, as far as it was seen."""
    for one in fresh:
        moment, day = _moment(one.at), _moment(one.at).astimezone(WARSAW).date()
        told = timeline(path, one.company)
        covering = {each.kind for each in told if each.start <= day <= (each.end or date.max)}
        if one.mode == "total_failure" or one.status == "outside":
            vouched = "total_failure" in covering
            assert one.mode is None or vouched, f"{one.number}: a total failure that nobody vouched for"
            continue
        assert not _vouched(path, one.company, moment), (
            f"{one.number}: {one.mode} in a confirmed total failure"
        )
        assert one.mode != "emergency" or "failure" in covering, f"{one.number}: emergency without a failure"
        assert one.mode != "unavailability" or "maintenance" in covering, f"{one.number}: without works"
        seen = [seen for seen, at in world.grounds.values() if at == moment]
        assert not seen or any(_allows(word, one.mode, moment) for word in seen), (
            f"{one.number}: {one.mode} after {seen}"
        )


def _vouched(path: Path, company: str, moment: datetime) -> bool:
    """Whether an owner had vouched for a total failure before that moment, and not yet for its end."""
    wanted = f"SELECT began_at, confirmed_at, ended_at FROM total_failures WHERE company_id = '{company}'"
    return any(
        max(_moment(began), _moment(confirmed)) < moment and (ended is None or _moment(ended) > moment)
        for began, confirmed, ended in rows(path, wanted)
    )


def _allows(word, mode: str | None, moment: datetime) -> bool:
    """An old word forbids nothing any more, and a failure whose end nobody read still allows its mode."""
    if word is None:
        return mode in {None, "offline24"}
    state, at = word
    if moment - at <= FRESH:
        return mode in LAWFUL[state]
    return mode in {None, "offline24"} or (mode == "emergency" and state is OutageKind.FAILURE)


def terms_are_lawful(data, path: Path, company: str) -> None:
    """Each row of what is told: so many invoices, in that mode, until that day."""
    said = Counter()
    for row in data["rows"]:
        day = NO_DUTY if row["no_duty"] else row["deadline"] and date.fromisoformat(row["deadline"])
        said[row["mode"], day, row["rejected"]] += row["count"]
    assert said == _waiting(path, company), f"{said} told; {_waiting(path, company)} by the law"


def _waiting(path: Path, company: str) -> Counter:
    """The same counted by the table; of one day and mode the earliest term is the safe one for all."""
    wanted = (
        "SELECT status, offline_mode, issue_date, issued_at FROM invoices "
        f"WHERE company_id = '{company}' AND (status IN ('issued', 'sent') OR (status = 'rejected' AND offline_mode IS NOT NULL))"
    )
    told, groups = timeline(path, company), defaultdict(list)
    for status, mode, day, at in rows(path, wanted):
        issued = date.fromisoformat(day)
        until = term(mode or "offline24", issued, _moment(at), told)
        groups[mode or "offline24", mode is None, issued, status == "rejected"].append(until)
    found = Counter()
    for (mode, _, _, rejected), days in groups.items():
        earliest = min(days, key=lambda day: (day == NO_DUTY, day or date.max))
        found[mode, earliest, rejected] += len(days)
    return found
