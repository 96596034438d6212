"""One letter of every kind, as tests and pictures show them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from invoicing.model.correction import Correction, Original
from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.delivery.letters import InvoiceLetter, Occasion, PaymentReminder, Words
from templates.drills import DrillLetters
from templates.letters import LetterWording
from templates.render import render_mail_reply

NUMBER = KsefNumber("9990001137-20261120-010080DD2B5E-26")
LINK = "https://qr.ksef.mf.gov.pl/invoice/9990001137/20-11-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
FILES = ("FV-2026-11-1.pdf", "FV-2026-11-1.xml")
SAMPLES = Path(__file__).parent / "samples"


def invoice(**changes) -> Invoice:
    values = {
        "number": "FV/2026/11/1",
        "kind": InvoiceKind.VAT,
        "issue_date": date(2026, 11, 20),
        "seller": Seller(Nip("9990001137"), "Latarnia Morska sp. z o.o.", Address("ul. Portowa 7"), "biuro@latarnia.example"),
        "buyer": Buyer(BuyerKind.DOMESTIC, "Klient & Syn", Address("ul. Prosta 1"), Nip("5260250274")),
        "lines": (Line("konsultacje", Decimal(2), "godz.", Decimal(617), VatRate.STANDARD),),
        "price_kind": PriceKind.NET,
        "due_date": date(2026, 12, 4),
        "bank_account": "96999000120000000000000001",
    }  # fmt: skip
    return Invoice(**(values | changes))


def correction(quantity: str, reason: str | None = "zwrot towaru", **changes) -> Invoice:
    before = invoice()
    original = Original("FV/2026/11/1", date(2026, 11, 20), "5265877635-20250826-0100001AF629-AF")
    values = {
        "number": "KOR/2026/11/1",
        "kind": InvoiceKind.CORRECTING,
        "lines": (replace(before.lines[0], quantity=Decimal(quantity)),),
        "correction": Correction((original,), before=before.content, reason=reason),
        "due_date": None,
        "bank_account": None,
    }
    return invoice(**(values | changes))


def sample(code: str, variant: str) -> dict:
    return json.loads((SAMPLES / f"{code}.json").read_text(encoding="utf-8"))[variant]


def about(paper: Paper = Paper.VISUALISATION, of: Invoice | None = None, **changes) -> InvoiceLetter:
    numbered = NUMBER if paper is Paper.VISUALISATION else None
    link = LINK if paper is not Paper.PLAIN_INVOICE else None
    values = {"ksef_number": numbered, "verification_link": link, "files": FILES}
    return InvoiceLetter(of or invoice(), paper, **(values | changes))


def _to_buyers(letter: InvoiceLetter) -> Callable[[str], Words]:
    return lambda language: LetterWording().invoice(letter, language)


def _reply(code: str, variant: str) -> Callable[[str], Words]:
    return lambda language: render_mail_reply(code, sample(code, variant), language)


def _asking(code: str, variant: str, *labels: str) -> Callable[[str], Words]:
    """A reply whose buttons are numbers."""
    choices = [{"label": each, "about": ""} for each in labels]
    return lambda language: render_mail_reply(code, sample(code, variant) | {"choices": choices}, language)


REMINDER = PaymentReminder(about(), Decimal("517.82"), date(2026, 12, 9))
PRO_FORMA = about(
    Paper.PLAIN_INVOICE,
    invoice(number="PF/2026/11/1", kind=InvoiceKind.PRO_FORMA),
    files=("pro-forma-PF-2026-11-1.pdf",),
)
INVOICES: dict[str, InvoiceLetter] = {
    "invoice": about(),
    "confirmation": about(Paper.TRANSACTION_CONFIRMATION, files=("Potwierdzenie-FV-2026-11-1.pdf",)),
    "early": about(Paper.EARLY_VISUALISATION),
    "plain": about(Paper.PLAIN_INVOICE, files=FILES[:1]),
    "number": about(occasion=Occasion.NUMBER),
    "correction": about(of=correction("1"), files=("KOR-2026-11-1.pdf", "KOR-2026-11-1.xml")),
    "copy": about(occasion=Occasion.COPY),
}
"""Letters that hand a paper over."""
LETTERS: dict[str, Callable[[str], Words]] = {
    **{name: _to_buyers(letter) for name, letter in INVOICES.items()},
    "reminder": lambda language: LetterWording().reminder(REMINDER, language),
    "pro-forma": lambda language: LetterWording().pro_forma(PRO_FORMA, language),
    "command": _reply("mail-draft", "incomplete"),
    "command-correction": _reply("mail-draft", "correction"),
    "card": _asking("mail-agree", "usual", "issue-offline24"),
    "list": _asking("invoices", "unpaid", "pick-1", "pick-2", "page-next"),
    "issued-by-letter": _reply("accepted", "letter_sent"),
    "no-command": lambda language: render_mail_reply("mail-sorry", {}, language),
    "said-in-chat": _reply(
        "help", next(iter(json.loads((SAMPLES / "help.json").read_text(encoding="utf-8"))))
    ),
    "drill": lambda language: DrillLetters().letter("CW/2026/1", "Latarnia Morska sp. z o.o.", language),
}
"""Every kind of letter, written in a language."""
