"""`latarnik outages`: what was announced or seen, and the evidence of it as one file."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

from invoicing.model.announcements import Announcement
from invoicing.model.offline import OutageKind
from invoicing.services.outages.books import LighthouseReport

BEGAN = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def announce(database) -> None:
    failure = Announcement("17", OutageKind.FAILURE, False, "a", 1, BEGAN, None, BEGAN, b"a" * 32)
    async with database.units() as work:
        await work.outages.record(LighthouseReport(OutageKind.FAILURE, (failure,), "{}"), BEGAN)


async def test_an_outage_is_listed_and_its_evidence_written(aside, database, tmp_path):
    await announce(database)
    listed = await aside("outages", "list")
    assert [(line["key"], line["ended"]) for line in listed.lines] == [("failure:17", None)]

    file = tmp_path / "evidence.zip"
    exported = await aside("outages", "export", "failure:17", "-o", str(file))
    assert (exported.status, exported.lines[0]["file"]) == (0, str(file))
    with zipfile.ZipFile(file) as package:
        assert package.namelist()[0] == "index.html"


async def test_an_outage_nobody_knows_is_said_so_in_words(aside, database, tmp_path):
    answer = await aside("outages", "export", "failure:18", "-o", str(tmp_path / "evidence.zip"))

    assert answer.status == 1
    assert "failure:18" in answer.err
    assert not (tmp_path / "evidence.zip").exists()
