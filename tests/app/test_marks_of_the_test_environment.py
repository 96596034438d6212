"""While KSeF is not the real one, every card, paper and letter says that it has no legal force."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader

from app.practice import trial_of
from app.rendering import DocumentRenderer, PageRenderer
from app.settings import Settings
from invoicing.model.company import CompanyProfile
from invoicing.model.kinds import InvoiceKind
from invoicing.model.look import OURS
from invoicing.model.papers import Paper
from invoicing.services.conversation.trial import DOCUMENTS
from invoicing.services.papers.month import Month
from invoicing.services.records import Company
from ksef.fa3.writer import Fa3Writer
from ksef.upo_view import read_receipt
from templates.pdf import draw_month, draw_receipt
from templates.print_sheet import with_protocol
from tests.app.stage import running, until
from tests.app.test_pro_forma_paper import CONTENT, MOMENT
from tests.templates.test_receipts import upo

XML = Fa3Writer()(replace(CONTENT, kind=InvoiceKind.VAT, number="FV/2026/11/1"), MOMENT)
BUYER = "ksiegowosc@klient.example"
DAY = date(2026, 11, 20)
QR = "https://qr.example"
MARK = "Środowisko testowe KSeF (TEST): dokument bez mocy prawnej"


@pytest.mark.parametrize(("environment", "mark"), [("test", "TEST"), ("demo", "DEMO"), ("prod", None)])
def test_only_the_production_environment_is_without_a_mark(environment, mark):
    assert trial_of(Settings(ksef_environment=environment)) == mark


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(
    ("language", "words"),
    [("pl", "bez mocy prawnej"), ("en", "without legal force"), ("uk", "без юридичної сили")],
)
async def test_every_paper_says_so_and_a_real_one_does_not(paper, language, words):
    link = f"{QR}/certificate/x"

    marked = read(
        await DocumentRenderer(QR, trial="TEST")(XML, None, language, paper=paper, issuer_link=link)
    )
    real = read(await DocumentRenderer(QR)(XML, None, language, paper=paper, issuer_link=link))

    assert "(TEST)" in marked
    assert words in marked
    assert words not in real


async def test_the_page_behind_a_link_says_so():
    page = (await PageRenderer(QR, trial="DEMO")(XML, None, "pl", paper=Paper.PLAIN_INVOICE)).decode()

    assert MARK.replace("TEST", "DEMO") in page


def receipt(trial):
    return draw_receipt(read_receipt(upo(1)), upo(1), trial=trial)


def month(trial):
    company = Company(UUID(int=1), CompanyProfile(CONTENT.seller))
    return draw_month(Month(company, DAY.replace(day=1), DAY, (), {}, {}, OURS), trial=trial)


def protocol(trial):
    facts = {"seller": "A", "buyer": "B", "number": "FV/2026/11/1", "paper": "visualisation"}
    return with_protocol(month(None), **facts, ksef_number=None, sha256="0" * 64, issued=DAY, trial=trial)


@pytest.mark.parametrize("paper", [receipt, month, protocol], ids=lambda paper: paper.__name__)
def test_receipts_months_and_protocols_say_so_too(paper):
    assert MARK in read(paper("TEST"))
    assert "bez mocy prawnej" not in read(paper(None))


@pytest.mark.parametrize("environment", ["test", "demo", "prod"])
@pytest.mark.parametrize("kind", ["an invoice", "a receipt"])
def test_what_the_command_line_draws_of_another_environment_says_so(latarnik, tmp_path, environment, kind):
    (tmp_path / "x.xml").write_bytes(XML if kind == "an invoice" else upo(1))

    done = latarnik("render", tmp_path / "x.xml", "-o", tmp_path / "x.pdf", "--env", environment)

    marked = environment != "prod"
    assert done.status == 0
    assert (f"({environment.upper()})" in read((tmp_path / "x.pdf").read_bytes())) is marked
    assert (f"KSeF's {environment.upper()} environment, without legal force" in done.err) is marked


@pytest.mark.parametrize(("environment", "marked"), [("test", True), ("demo", True), ("prod", False)])
@pytest.mark.usefixtures("company", "undecided")
async def test_a_month_an_export_and_markers_say_so_on_the_command_line(aside, tmp_path, environment, marked):
    months = "--company", "9990001137", "--month", "2026-11"
    told = [
        await aside("month", *months, "-o", tmp_path / "m.pdf", ksef_environment=environment),
        await aside("export", *months, "-o", tmp_path / "e", ksef_environment=environment),
        await aside("jpk", *months, ksef_environment=environment),
    ]

    assert [each.status for each in told] == [0, 0, 0]
    assert ["without legal force" in each.err for each in told] == [marked] * 3
    assert ("bez mocy prawnej" in read((tmp_path / "m.pdf").read_bytes())) is marked


NO_DOCUMENTS = {
    "access-missing": "how many wait for a way into KSeF",
    "access-wanted": "the same",
    "contact": "a buyer",
    "contacts": "buyers",
    "contacts-choose": "buyers",
    "drill": "a drill is named one",
    "errors": "sentences of refusals",
    "labels": "words on buttons",
    "law-turns": "the law",
    "limit": "a sum of the month",
    "limit-crossed": "a sum of the month",
    "limit-near": "a sum of the month",
    "onboarding": "a company",
    "problems": "sentences about faults",
}
"""Replies that name numbers or amounts and show no document, and what they are about."""


def test_every_reply_that_names_a_number_or_an_amount_is_marked_or_shows_no_document():
    folder = Path(__file__).parents[2] / "templates" / "chat" / "pl"
    naming = {
        path.stem for path in folder.glob("*.j2") if re.search(r"\b(number|gross)\b", path.read_text("utf-8"))
    }

    assert naming - DOCUMENTS - set(NO_DOCUMENTS) == set()


async def test_the_first_invoice_in_the_test_environment_is_marked_from_the_card_to_the_buyers_mailbox(
    stage, company, tmp_path
):
    async with running(stage.settings, tmp_path):
        await stage.owner_enters(company)
        await stage.issue()
        card = await stage.hear("492,00", MARK)
        accepted = await stage.hear("KSeF", "FV/", MARK, after=card["message_id"])
        await until(lambda: stage.mail.mailbox(BUYER), "the letter to the buyer")

    [letter] = stage.mail.mailbox(BUYER)
    assert accepted
    assert letter["subject"].startswith("[TEST] ")


def test_every_reply_that_is_marked_exists():
    chat = Path(__file__).parents[2] / "templates" / "chat" / "pl"
    mail = chat.parents[1] / "mail" / "pl"

    assert {
        code for code in DOCUMENTS if not any((folder / f"{code}.j2").exists() for folder in (chat, mail))
    } == set()


def read(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\u00a0", " ")
