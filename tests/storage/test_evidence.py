"""The evidence of an outage: one file that says what was announced when, and proves it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest

from invoicing.model.announcements import Announcement
from invoicing.model.errors import Refused
from invoicing.model.offline import OutageKind
from invoicing.model.verdict import Beacon, Signals, Verdict
from invoicing.services.ksef_records import Notice
from invoicing.services.outages.books import LighthouseReport, Probe
from invoicing.services.outages.evidence import EvidenceOf, outbreaks
from templates.completeness.page_text import PageText, body_text
from templates.evidence import evidence_page, evidence_paper

HOUR = timedelta(hours=1)


def message(**changes) -> str:
    said = {
        "id": "../../a<b>",
        "eventId": 17,
        "category": "FAILURE",
        "type": "FAILURE_START",
        "title": "Awaria <KSeF>",
        "text": "Trwa usuwanie.",
        "start": "2026-11-02T10:15:00+00:00",
        "end": None,
        "version": 1,
        "published": "2026-11-02T10:20:00+00:00",
    }
    return json.dumps(said | changes, ensure_ascii=False)


@pytest.fixture
async def told(database, noon):
    """A failure announced at noon, seen by us before and after, ended next day."""
    end = message(
        id="b",
        type="FAILURE_END",
        version=2,
        end="2026-11-03T09:00:00+00:00",
        published="2026-11-04T08:00:00+00:00",
    )
    raws = [message(), end]
    announcements = []
    async with database.units() as work:
        for n, raw in enumerate(raws):
            digest = hashlib.sha256(raw.encode()).digest()
            at = noon + n * 24 * HOUR
            await work.notices.add(Notice(str(json.loads(raw)["id"]), n + 1, raw, digest, at))
            ended = noon + 22 * HOUR if n else None
            announcements.append(
                Announcement(
                    "17",
                    OutageKind.FAILURE,
                    bool(n),
                    str(n),
                    n + 1,
                    noon,
                    ended,
                    noon + n * 45 * HOUR,
                    digest,
                )
            )
        await work.outages.record(LighthouseReport(None, tuple(announcements), "raw"), noon)
        for hours, beacon in ((-9, Beacon.AVAILABLE), (0, Beacon.FAILURE), (1, Beacon.FAILURE)):
            await work.verdicts.look(Probe(noon + hours * HOUR, Signals(beacon, api=False), {"api": "503"}))
        await work.verdicts.change(Verdict.ALL_WELL, Verdict.FAILURE, noon, {"signals": {"api": False}})
    return raws


async def opened(database, key="failure:17") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(await EvidenceOf(database.units, evidence_page, evidence_paper)(key)))


async def test_messages_are_in_it_byte_for_byte(database, told):
    package = await opened(database)

    files = [name for name in package.namelist() if name.startswith("messages/")]
    assert [package.read(name).decode() for name in files] == told
    assert all(".." not in name for name in files)


async def test_every_file_can_be_checked_against_its_digest(database, told):
    package = await opened(database)

    sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(package.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(package.read(name)).hexdigest() == said for name, said in sums.items())


async def test_the_page_on_top_tells_it_in_warsaw_time(database, told):
    package = await opened(database)
    page = package.read("index.html").decode()

    assert package.namelist()[0] == "index.html"
    for words in (
        "02.11.2026, 11:15",
        "02.11.2026, 12:00",
        "Awaria &lt;KSeF&gt;",
        "wersja 2",
        "na inny dzień",
    ):
        assert words in page
    assert "http://" not in page
    assert "https://" not in page


async def test_the_paper_for_printing_says_the_same_as_the_page(database, told):
    package = await opened(database)
    paper = PageText(body_text(package.read("index.pdf")))

    assert package.namelist()[1] == "index.pdf"
    files = [name for name in package.namelist() if name.startswith("messages/")]
    digests = [hashlib.sha256(package.read(name)).hexdigest() for name in files]
    wanted = [
        *digests,
        *files,
        "02.11.2026, 12:00",
        "Awaria <KSeF>",
        "Trwa usuwanie.",
        "na inny dzień",
        "nie (503)",
    ]
    assert [each for each in sorted(wanted, key=len, reverse=True) if not paper.take(each)] == []


async def test_only_looks_of_that_time_are_in_it(database, told, noon):
    looks = json.loads((await opened(database)).read("looks.json"))

    assert [look["first"] for look in looks] == [noon.isoformat(), (noon + HOUR).isoformat()]


async def test_the_same_books_make_the_same_bytes(database, told):
    evidence = EvidenceOf(database.units, evidence_page, evidence_paper)

    assert await evidence("failure:17") == await evidence("failure:17")
    times = {entry.date_time for entry in (await opened(database)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}  # no trace of when it was packed


async def test_what_nobody_announced_has_evidence_too(database, noon):
    async with database.units() as work:
        await work.verdicts.look(Probe(noon, Signals(Beacon.AVAILABLE, api=False), {"api": "ReadTimeout"}))
        await work.verdicts.change(Verdict.ALL_WELL, Verdict.KSEF_SILENT, noon, {})
        await work.verdicts.change(Verdict.KSEF_SILENT, Verdict.ALL_WELL, noon + HOUR, {})
    async with database.units.reading() as work:
        (silence,) = await outbreaks(work)

    package = await opened(database, silence.key)
    page = package.read("index.html").decode()
    assert (silence.began_at, silence.ended_at) == (noon, noon + HOUR)
    assert "ReadTimeout" in page
    assert PageText(body_text(package.read("index.pdf"))).take("nie (ReadTimeout)")
    assert "nie ogłoszono" in page


async def test_an_outage_that_is_not_in_the_books_is_said_so(database):
    with pytest.raises(Refused, match="outage-unknown"):
        await EvidenceOf(database.units, evidence_page, evidence_paper)("failure:18")
