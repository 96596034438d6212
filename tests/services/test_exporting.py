"""A month to take away: every document with its drawing and a table; killed in the middle it comes all the same, once."""

import csv
import hashlib
import io
import random
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.exporting import Exporting, Packer
from app.packing import ZipParts
from invoicing.model.document import BuyerView, DocumentView, RateGroup, RateTotalView
from invoicing.model.errors import InvalidDocument
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.exporting.reading import MonthReader
from invoicing.services.exporting.records import Row
from invoicing.services.exporting.talk import asked_month
from invoicing.services.finding.records import Direction
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.papers.documents import Documents
from invoicing.services.received.documents import TheirDocuments
from invoicing.services.records import Role
from templates.month_table import COLUMNS, month_table
from tests.services.correcting import issued
from tests.services.fakes import Crash, ksef_number, no_issuer_links, receipt_page, render
from tests.services.house import OLA, SELLER

VIEW = DocumentView(
    buyer=BuyerView(nip=SELLER.nip.digits),
    totals=(RateTotalView(RateGroup.STANDARD, "100.00", "23.00"),),
    supply_date="2026-11-18",
)


def reads(xml):
    if xml != b"<theirs/>":
        raise InvalidDocument("document-broken")
    return VIEW


def packed_by(house, folder: Path, limit=45_000_000) -> Exporting:
    documents = Documents(house.units, render, no_issuer_links, receipt_page)
    theirs = TheirDocuments(house.units, render)
    reader = MonthReader(house.units, documents, theirs, reads, month_table().folder)
    return Exporting(house.units, Packer(reader, month_table(), limit), folder)


@pytest.fixture
def spool(house, tmp_path):
    """A worker that packs."""
    house.exporting = packed_by(house, tmp_path)
    house.handlers[ExportMonth] = house.exporting
    return tmp_path


async def arrives(house, number, xml=b"<theirs/>", ordinal=1) -> None:
    at = house.clock.now()
    entry = KsefEntry(
        ksef_number("5252248481", ordinal), number, "Vat", date(2026, 11, 19), "5252248481", "Bosman", SELLER.nip.digits,
        "My", "123.00", "PLN", hashlib.sha256(xml or b"").digest(), at, at, at, offline=False, xml=xml,
    )  # fmt: skip
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await work.ksef.add(company.id, SubjectRole.BUYER, entry, None, at)


def packages(house, chat=OLA):
    """The zip files in the chat, in order."""
    messages = [each for each in house.telegram.chats[chat].values() if each.code == "export"]
    return [file for message in messages for file in message.files]


def opened(files) -> dict[str, bytes]:
    content: dict[str, bytes] = {}
    for file in files:
        with zipfile.ZipFile(io.BytesIO(file.content)) as package:
            content |= {name: package.read(name) for name in package.namelist()}
    return content


def table(content: dict[str, bytes]) -> list[dict[str, str]]:
    (name,) = [each for each in content if each.endswith(".csv")]
    assert content[name].startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content[name].decode("utf-8-sig")), delimiter=";"))


async def test_a_month_comes_as_xml_pdf_and_a_table(house, spool):
    ours = await issued(house)
    await arrives(house, "B/1")

    await house.say("eksport listopada")

    (package,) = packages(house)
    content = opened([package])
    assert package.name == "eksport-2026-11.zip"
    assert list(content) == [
        "wystawione/000001-FV-2026-11-1.xml",
        "wystawione/000001-FV-2026-11-1.pdf",
        "otrzymane/000002-5252248481-B-1.xml",
        "otrzymane/000002-5252248481-B-1.pdf",
        "faktury-2026-11.csv",
    ]
    assert content["wystawione/000001-FV-2026-11-1.xml"] == ours.xml
    first, second = table(content)
    assert (first["Numer"], first["Netto"], first["VAT"], first["Brutto"]) == (
        "FV/2026/11/1", "400,00", "92,00", "492,00",
    )  # fmt: skip
    assert (first["Rodzaj"], first["Stan w KSeF"], first["NIP kontrahenta"]) == (
        "sprzedaż", "przyjęta", "5260250274",
    )  # fmt: skip
    assert (second["Rodzaj"], second["Netto"], second["VAT"], second["Brutto"]) == (
        "zakup", "100,00", "23,00", "123,00",
    )  # fmt: skip
    assert second["Data sprzedaży"] == "2026-11-18"
    assert house.one("export-progress").data["done"] == 2


async def test_the_same_month_makes_the_same_package(house, spool):
    await issued(house)
    await house.say("eksport listopada")
    house.clock.advance(minutes=5)
    await house.say("/eksport 2026-11")

    first, second = packages(house)

    assert first.content == second.content


async def test_a_month_without_invoices_is_said_at_once(house, spool):
    await house.say("eksport października")

    assert house.last().code == "export-progress"
    assert house.last().data["count"] == 0
    assert packages(house) == []


async def test_what_waits_for_its_number_comes_without_a_pdf_and_the_table_says_why(house, spool):
    house.ksef.down = True
    await house.backlog(1)
    await house.say("eksport listopada")

    content = opened(packages(house))

    (row,) = table(content)
    assert (row["Plik PDF"], row["Uwagi"], row["Stan w KSeF"]) == ("", "PDF po numerze KSeF", "czeka na KSeF")
    assert row["Plik XML"] in content


@pytest.mark.parametrize(
    ("xml", "note"), [(None, "KSeF nie dał jeszcze pliku"), (b"<broken/>", "pliku nie da się odczytać")]
)
async def test_a_document_that_is_missing_or_broken_leaves_its_line(house, spool, xml, note):
    await arrives(house, "B/1", xml)

    await house.say("eksport listopada")

    (row,) = table(opened(packages(house)))
    assert (row["Numer"], row["Netto"], row["Brutto"], row["Uwagi"]) == ("B/1", "", "123,00", note)


async def test_a_large_month_comes_in_parts_that_a_chat_takes(house, spool):
    for _ in range(6):
        await issued(house)
    await house.say("eksport listopada")
    (one,) = packages(house)
    house.exporting = house.handlers[ExportMonth] = packed_by(house, spool / "small", 6_000)
    house.clock.advance(minutes=1)

    await house.say("eksport listopada")

    parts = packages(house)[1:]
    assert len(parts) > 1
    assert [part.name for part in parts] == [f"eksport-2026-11-{n}.zip" for n in range(1, len(parts) + 1)]
    assert all(len(part.content) <= 6_000 for part in parts)
    assert opened(parts) == opened([one])


async def test_long_work_says_how_far_it_is(house, spool, monkeypatch):
    monkeypatch.setattr("app.exporting.TELLS_EVERY", 2)
    for _ in range(5):
        await issued(house)

    await house.say("eksport listopada")

    message = house.one("export-progress")
    assert (message.data["done"], message.data["count"]) == (5, 5)
    assert max(house.telegram.edits.values()) >= 3


@pytest.mark.parametrize("fatal", range(1, 6))
async def test_killed_at_any_commit_it_comes_whole_and_each_part_once(house, spool, fatal):
    for _ in range(3):
        await issued(house)
    house.exporting = house.handlers[ExportMonth] = packed_by(house, spool, 4_000)
    await house.receive(house.incoming("eksport listopada"))
    house.units.begun, house.units.dies_at = 0, fatal
    try:
        await house.work()
    except Crash:
        house.units.dies_at = None
        await house.restart()
        house.handlers[ExportMonth] = house.exporting
        await house.work()
    house.units.dies_at = None

    names = [part.name for part in packages(house)]
    assert len(set(names)) > 1
    assert sorted(set(names)) == [f"eksport-2026-11-{n}.zip" for n in range(1, len(set(names)) + 1)]
    assert len(names) - len(set(names)) <= 1  # the one that was on its way when the process died
    assert len(table(opened(packages(house)))) == 3
    assert not list((spool / "exports").glob(".packing-*"))


async def test_a_package_that_is_gone_is_packed_anew(house, spool):
    await issued(house)
    await house.receive(house.incoming("eksport listopada"))
    for leased in await house.database.queue.lease_jobs(house.clock.now(), 16):
        await house._keep(leased)
    assert [each.unlink() for each in (spool / "exports").rglob("*.zip")]

    await house.work()

    (package,) = packages(house)
    assert len(table(opened([package]))) == 1


async def test_an_office_takes_away_only_its_own_company(house, spool, office):
    await issued(house)
    await office.client("Bosman", "3003", Role.ACCOUNTANT)

    await house.say("eksport listopada", "3003")

    assert house.last("3003").data["count"] == 0


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("eksport października", date(2026, 10, 1)),
        ("eksport faktur za październik 2025", date(2025, 10, 1)),
        ("/eksport 2026-10", date(2026, 10, 1)),
        ("/eksport", date(2026, 10, 1)),
        ("eksport z tego miesiąca", date(2026, 11, 1)),
        ("export October", date(2026, 10, 1)),
        ("експорт за жовтень", date(2026, 10, 1)),
        ("eksport 15.10.2026", None),
        ("eksport towarów do Niemiec 500 zł", None),
        ("faktura za eksport", None),
        ("", None),
    ],
)
def test_the_month_is_said_in_words_or_numbers(words, month):
    assert asked_month(words, date(2026, 11, 20)) == month


ROW = Row(
    Direction.ISSUED, "FV/1", date(2026, 11, 20), "", "Klient", "5260250274", Decimal("-1.50"), None,
    Decimal("-1.50"), "PLN", None, None, "accepted", "offline24", "",
)  # fmt: skip


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x")', "+48", "-2+3", "@SUM(A1)", "|x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(evil):
    line = month_table().line(replace(ROW, party=evil, number=evil), "pl")

    (cells,) = list(csv.reader(io.StringIO(line), delimiter=";"))
    cells_of = dict(zip(COLUMNS, cells, strict=True))
    assert cells_of["party"].startswith("'")
    assert cells_of["number"].startswith("'")
    assert (cells_of["net"], cells_of["vat"], cells_of["mode"]) == ("-1,50", "", "offline24")


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_table_has_a_title_for_each_column_and_words_for_each_state(language):
    words = month_table()
    head = words.head(language)
    line = words.line(replace(ROW, status="not-issued", note="no-pdf-yet"), language)

    assert head.count(";") == line.count(";") == len(COLUMNS) - 1
    assert "not-issued" not in line
    assert "no-pdf-yet" not in line


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("note", ["", "no-pdf-yet"])
def test_a_table_of_the_test_environment_says_so_in_its_name_and_in_each_line(language, note):
    real, trial, row = month_table(), month_table("TEST"), replace(ROW, note=note)

    said = last_cell(trial.line(row, language))
    assert "(TEST)" in said
    assert said.endswith(last_cell(real.line(row, language)))
    assert "TEST" not in real.line(row, language)
    assert trial.name(date(2026, 11, 1), language).endswith("-2026-11-TEST.csv")
    assert real.name(date(2026, 11, 1), language).endswith("-2026-11.csv")


def last_cell(line):
    (cells,) = list(csv.reader(io.StringIO(line), delimiter=";"))
    return dict(zip(COLUMNS, cells, strict=True))["note"]


def test_a_semicolon_or_a_quote_in_a_name_stays_in_its_cell():
    line = month_table().line(replace(ROW, party='Firma; "Rufa"\nul.'), "pl")

    (cells,) = list(csv.reader(io.StringIO(line), delimiter=";"))
    assert dict(zip(COLUMNS, cells, strict=True))["party"] == 'Firma; "Rufa" ul.'


def test_a_file_larger_than_a_part_has_one_of_its_own(tmp_path):
    parts = ZipParts(tmp_path, "e", 1_500)
    for ordinal in range(3):
        size = 2_000 if ordinal == 1 else 64
        parts.add(f"{ordinal}.bin", random.Random(ordinal).randbytes(size), date(1970, 1, 1))

    assert [path.name for path in parts.close()] == ["e-1.zip", "e-2.zip", "e-3.zip"]
