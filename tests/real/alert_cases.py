"""When each alert comes and when it does not: series as `promtool test rules` writes them, a value for each minute.

Two processes on the same books show the same figures, so a trouble of the books is one alert, not two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DAY = 86400
LONG = 200
"""Minutes that a series goes on: longer than any alert waits."""


@dataclass(frozen=True)
class Case:
    """One alert in one situation.

    Attributes:
        why: the situation in words.
        series: what Prometheus saw, by series, from minute 0 on.
        minute: when it is looked at.
        fires: the labels of the alert that comes, but for its severity; None where none comes.
    """

    alert: str
    why: str
    series: Mapping[str, str]
    minute: int
    fires: Mapping[str, str] | None = None


def seen(figure: str, value: float | str, processes: str = "ab") -> dict[str, str]:
    """The same figure of some processes; a number stays what it is."""
    name, _, labels = figure.rstrip("}").partition("{")
    ours, values = [labels] if labels else [], value if isinstance(value, str) else f"{value}x{LONG}"
    every = [", ".join([*ours, "job='latarnik'", f"instance='{one}'"]) for one in processes]
    return {f"{name}{{{each}}}": values for each in every}


def standing(verdict: str) -> dict[str, str]:
    """How KSeF is doing, as both processes see it."""
    return {
        series: value
        for each in ("all_well", "lighthouse_down", "failure", "us", "unknown")
        for series, value in seen(
            f"latarnik_ksef_standing{{standing='{each}'}}", int(each == verdict)
        ).items()
    }


def of_the_books(
    alert: str, figure: str, labels: Mapping[str, str], *, ill: float, well: float, minutes: int
) -> list[Case]:
    """An alert about the books, while KSeF works.

    Args:
        alert: its name.
        figure: with the labels it has there.
        labels: those that the one alert keeps.
        ill: a value just beyond the border.
        well: one just before it.
        minutes: how long it must last.
    """
    passed = f"{ill}x{minutes} {well}x{LONG}"
    cases = [
        Case(alert, "lasts", seen(figure, ill), minutes + 1, labels),
        Case(alert, "is-no-trouble", seen(figure, well), minutes + 1),
        Case(alert, "is-over", seen(figure, passed), minutes + 2),
    ]
    if minutes:
        cases.append(Case(alert, "is-young", seen(figure, ill), minutes - 1))
    return [
        Case(one.alert, one.why, {**one.series, **standing("all_well")}, one.minute, one.fires)
        for one in cases
    ]


def of_a_process(
    alert: str, figure: str, labels: Mapping[str, str], *, ill: float, well: float, minutes: int
) -> list[Case]:
    """An alert about one process; the other one is well."""
    other, told = seen(figure, well, "b"), {"job": "latarnik", "instance": "a", **labels}
    return [
        Case(alert, "lasts", {**seen(figure, ill, "a"), **other}, minutes + 1, told),
        Case(alert, "is-no-trouble", {**seen(figure, well, "a"), **other}, minutes + 1),
        Case(alert, "is-young", {**seen(figure, ill, "a"), **other}, minutes - 1),
    ]


LETTERS, SUBMIT = (f"latarnik_jobs_oldest_seconds{{kind='{kind}'}}" for kind in ("Deliver", "Submit"))
TODAY = seen("latarnik_invoices_waiting{term='today'}", 1)
OFFLINE = "latarnik_certificate_expires_seconds{type='Offline'}"

CASES = [
    *of_a_process("LatarnikAway", "up", {}, ill=0, well=1, minutes=2),
    *of_a_process("LatarnikLoopStopped", "latarnik_loop_running{loop='outbox'}", {"loop": "outbox"}, ill=0, well=1, minutes=1),
    *of_a_process("LatarnikDatabaseAway", "latarnik_database_up", {}, ill=0, well=1, minutes=2),
    *of_a_process("LatarnikDatabaseSlow", "latarnik_database_answer_seconds", {}, ill=2.1, well=2, minutes=10),
    *of_a_process("LatarnikDiskNearlyFull", "latarnik_disk_free_ratio", {}, ill=0.049, well=0.05, minutes=5),
    *of_a_process("LatarnikMemory", "process_resident_memory_bytes", {}, ill=1.1e9, well=1e9, minutes=15),
    *of_the_books("LatarnikInboxStandsStill", "latarnik_inbox_oldest_seconds{channel='telegram'}", {"channel": "telegram"}, ill=301, well=300, minutes=2),
    *of_the_books("LatarnikWorkSetAside", "latarnik_set_aside{where='jobs'}", {"where": "jobs"}, ill=1, well=0, minutes=5),
    *of_the_books("LatarnikWorkWaits", LETTERS, {"kind": "Deliver"}, ill=1801, well=1800, minutes=5),
    *of_the_books("LatarnikWorkWaits", SUBMIT, {"kind": "Submit"}, ill=1801, well=1800, minutes=5),
    Case("LatarnikWorkWaits", "waits-by-law", {**seen(SUBMIT, 9999), **standing("failure")}, 60),
    Case("LatarnikWorkWaits", "letters-wait-for-nobodys-law", {**seen(LETTERS, 9999), **standing("failure")}, 60, {"kind": "Deliver"}),
    Case("LatarnikWorkWaits", "only-the-lighthouse-is-dark", {**seen(SUBMIT, 9999), **standing("lighthouse_down")}, 60, {"kind": "Submit"}),
    *of_the_books("LatarnikPapersDeferred", "latarnik_deliveries_deferred{way='email'}", {"way": "email"}, ill=1, well=0, minutes=30),
    *of_the_books("LatarnikTermMissed", "latarnik_invoices_waiting{term='late'}", {"term": "late"}, ill=1, well=0, minutes=0),
    *of_the_books("LatarnikTermToday", "latarnik_invoices_waiting{term='today'}", {"term": "today"}, ill=1, well=0, minutes=30),
    Case("LatarnikTermToday", "ksef-is-away", {**TODAY, **standing("failure")}, 60),
    Case("LatarnikOurConnection", "lasts", standing("us"), 6, {"standing": "us"}),
    Case("LatarnikOurConnection", "is-young", standing("us"), 4),
    Case("LatarnikOurConnection", "is-ksefs-fault", standing("failure"), 60),
    Case("LatarnikNobodyLooks", "lasts", standing("unknown"), 21, {"standing": "unknown"}),
    Case("LatarnikNobodyLooks", "is-young", standing("unknown"), 19),
    Case("LatarnikNobodyLooks", "is-known", standing("failure"), 60),
    *of_the_books("LatarnikLimitOfKsefNear", "latarnik_ksef_limit_used_ratio{group='invoiceSend'}", {"group": "invoiceSend"}, ill=0.91, well=0.9, minutes=10),
    *of_the_books("LatarnikCertificateEnds", OFFLINE, {"type": "Offline"}, ill=14 * DAY - 1, well=14 * DAY, minutes=60),
    Case("LatarnikCertificateEnds", "has-ended", seen(OFFLINE, 0), 90),
    *of_the_books("LatarnikCertificateEnded", OFFLINE, {"type": "Offline"}, ill=0, well=60, minutes=5),
    *of_the_books("LatarnikBackupOld", "latarnik_backup_age_seconds", {"job": "latarnik"}, ill=2 * DAY + 1, well=2 * DAY, minutes=15),
    Case("LatarnikBackupOld", "none-was-ever-made", standing("all_well"), 60),
    *of_the_books("LatarnikJournalGrows", "latarnik_database_bytes{part='journal'}", {"part": "journal"}, ill=2**29 + 1, well=2**29, minutes=15),
    Case("LatarnikJournalGrows", "the-books-may-be-large", seen("latarnik_database_bytes{part='books'}", 2**33), 60),
]  # fmt: skip
