"""`latarnik render`: the PDF of FA(3) documents, and of receipts (UPO), from files."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.commands.files import write_whole
from app.commands.rendering_check import missing, report
from app.commands.speaking import AT_FAULT, WRONG_USAGE, emit, fail, read_bytes, refusal, say, say_trial
from app.drawing import each_of
from app.rendering import DocumentRenderer
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from ksef.environments import ENVIRONMENTS
from ksef.fa3.validator import require_schema
from ksef.upo_view import is_receipt, read_receipt
from templates.pdf import draw_receipt

LANGUAGES = ("pl", "en", "pl-en", "uk")
PAPERS = (Paper.VISUALISATION, Paper.TRANSACTION_CONFIRMATION, Paper.PLAIN_INVOICE)
_LINK = re.compile(r"https?://[\x21-\x7e]{1,1000}")
"""More than any link of KOD II has (some 480 characters with an RSA key), less than a code can hold."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw, as it was typed.

    Attributes:
        language: one of `LANGUAGES`.
        env: whose address stands behind KOD I; a document of any but prod is marked as without legal force.
        paper: one of `PAPERS`.
        ksef_number: the number KSeF gave.
        issuer_link: behind KOD II.
        check: hold the drawing against every value of the XML.
    """

    language: str = "pl"
    env: str = "prod"
    paper: str = Paper.VISUALISATION.value
    ksef_number: str | None = None
    issuer_link: str | None = None
    check: bool = False

    @property
    def trial(self) -> str | None:
        """What the mark names, see `Marks`."""
        return None if self.env == "prod" else self.env.upper()


def render_one(file: Path, out: Path | None, wish: Wish) -> None:
    """Draw one document beside the XML, or where `out` says.

    Raises:
        SystemExit: status 1 with a sentence when it cannot be drawn (then no file is left behind), or when
            the drawing lacks a value of the XML.
    """
    paper = _checked(wish)
    if paper is Paper.TRANSACTION_CONFIRMATION:
        _check_confirmation(wish)
    target = out or file.with_suffix(".pdf")
    xml = read_bytes(file)
    try:
        drawn = _draw(wish, paper, xml)
        write_whole(target, drawn)
        checked = wish.check and not is_receipt(xml)
        found = missing(xml, drawn, wish.language) if checked else []
    except LatarnikError as error:
        fail(f"{file}: {_sentence(error)}")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}.")
    say_trial(wish.trial)
    say(f"Drawn: {target}")
    if checked:
        report(str(file), xml, found)
    if found:
        fail(f"{file}: the drawing lacks {len(found)} of its values; they are listed under missing.")


def render_folder(folder: Path, out: Path | None, wish: Wish) -> None:
    """Draw every XML of a folder on all cores; a bad one is reported and the rest goes on.

    Raises:
        SystemExit: status 1 when any failed.
    """
    paper = _checked(wish)
    if wish.ksef_number or wish.issuer_link or paper is Paper.TRANSACTION_CONFIRMATION:
        fail("A KSeF number and a link of KOD II belong to one document, not to --batch.", WRONG_USAGE)
    if out is None:
        fail("--batch wants --out DIR for the PDFs.", WRONG_USAGE)
    if not folder.is_dir():
        fail(f"{folder} is no folder.")
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        fail(f"{out} cannot be a folder for the PDFs: {error.strerror}.")
    say_trial(wish.trial)
    files = sorted(folder.glob("*.xml"))
    failed = 0
    try:
        for line in each_of(partial(_drawn, wish, paper, out), files):
            failed += bool(line["problems"])
            emit(line)
    except Refused as error:
        fail(f"{folder}: {_sentence(error)} The documents after the last line above were not drawn.")
    if failed:
        raise SystemExit(AT_FAULT)


def _draw(wish: Wish, paper: Paper, xml: bytes) -> bytes:
    if is_receipt(xml):
        return draw_receipt(read_receipt(xml), xml, wish.language, trial=wish.trial)
    if not wish.check:  # which names what a page leaves out, of whatever document
        require_schema(xml)  # half a document, drawn, would look like a whole one
    number = KsefNumber.parse(wish.ksef_number) if wish.ksef_number else None
    renderer = DocumentRenderer(ENVIRONMENTS[wish.env].qr, trial=wish.trial)
    return renderer.draw(xml, number, wish.language, paper=paper, issuer_link=wish.issuer_link)


def _drawn(wish: Wish, paper: Paper, folder: Path, file: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    target = folder / f"{file.stem}.pdf"
    whole, problems = False, []
    try:
        xml = file.read_bytes()
        drawn = _draw(wish, paper, xml)
        write_whole(target, drawn)
        whole = True
        problems = (
            [f"missing: {each}" for each in missing(xml, drawn, wish.language)]
            if wish.check and not is_receipt(xml)
            else []
        )
    except LatarnikError as error:
        problems = [_sentence(error)]
    except OSError as error:
        problems = [str(error.strerror)]
    spent = round((time.perf_counter() - begun) * 1000, 1)
    return {"file": str(file), "out": str(target) if whole else None, "ms": spent, "problems": problems}


def _checked(wish: Wish) -> Paper:
    """The paper of a wish that makes sense."""
    known = {"language": LANGUAGES, "environment": tuple(ENVIRONMENTS), "paper": tuple(map(str, PAPERS))}
    for what, value in (("language", wish.language), ("environment", wish.env), ("paper", wish.paper)):
        if value not in known[what]:
            fail(f"There is no {what} {value}. There are: {', '.join(known[what])}.", WRONG_USAGE)
    if wish.issuer_link is not None and not _LINK.fullmatch(wish.issuer_link):
        fail("--issuer-link wants an address of at most 1000 characters, https://...", WRONG_USAGE)
    paper = Paper(wish.paper)
    if paper is Paper.PLAIN_INVOICE and (wish.issuer_link or wish.ksef_number):
        fail("A plain invoice has no codes: no --issuer-link and no --ksef-number.", WRONG_USAGE)
    if wish.check and paper is not Paper.VISUALISATION:
        fail("--check is for a visualisation: the other papers say less than the XML.", WRONG_USAGE)
    return paper


def _check_confirmation(wish: Wish) -> None:
    if wish.issuer_link is None:
        fail("A transaction confirmation bears KOD II: give --issuer-link URL.", WRONG_USAGE)
    if wish.ksef_number:
        fail(
            "With a KSeF number the buyer gets the visualisation, not a transaction confirmation.",
            WRONG_USAGE,
        )


def _sentence(error: LatarnikError) -> str:
    return refusal(error, "pl")
