"""While KSeF is not the real one, every card, paper and letter says that it has no legal force."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.practice import trial_of
from app.rendering import DocumentRenderer, PageRenderer
from app.settings import Settings
from invoicing.model.kinds import InvoiceKind
from invoicing.model.papers import Paper
from invoicing.services.conversation.trial import DOCUMENTS
from ksef.fa3.writer import Fa3Writer
from tests.app.stage import running, until
from tests.app.test_pro_forma_paper import CONTENT, MOMENT

XML = Fa3Writer()(replace(CONTENT, kind=InvoiceKind.VAT, number="FV/2026/11/1"), MOMENT)
BUYER = "ksiegowosc@klient.example"
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
