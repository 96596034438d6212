"""The papers that are no invoice, as qpdf and poppler read them."""

import pytest

from ksef.upo_view import read_receipt
from templates.evidence import evidence_paper
from templates.pdf import draw_receipt
from tests.real.paper_readers import said
from tests.templates.test_receipts import upo

AT = "2026-11-02T10:15:00+00:00"
OUTAGE = {
    "outage": {
        "key": "failure:17", "kind": "failure", "began": AT, "ended": None, "announced": AT, "version": 2,
        "disputed_end": True, "odd_end": False, "withdrawn": None,
    },
    "messages": [{
        "title": "Awaria KSeF", "text": "Trwa usuwanie awarii.", "type": "FAILURE_START", "category": "FAILURE", "start": AT,
        "end": None, "published": AT, "id": "a1", "version": 1, "fetched_at": AT, "sha256": "ab" * 32, "file": "messages/001-a1-v1.json",
    }],
    "changes": [{"seq": 1, "at": AT, "before": "all_well", "verdict": "failure"}],
    "looks": [{"first": AT, "last": AT, "looks": 30, "beacon": "failure", "api": False, "login": None, "network": True, "details": {}}] * 300,
    "files": [{"file": "messages/001-a1-v1.json", "sha256": "ab" * 32}],
}  # fmt: skip
PAPERS = {
    "a receipt": lambda: draw_receipt(read_receipt(upo(1)), upo(1)),
    "a receipt for sixty": lambda: draw_receipt(read_receipt(upo(60)), upo(60)),
    "one of a receipt for sixty": lambda: draw_receipt(
        read_receipt(upo(60)), upo(60), only=f"9990001137-20261120-{7:012X}-26"
    ),
    "the evidence of an outage": lambda: evidence_paper(OUTAGE),
}


@pytest.mark.parametrize("what", PAPERS)
def test_it_is_sound_tagged_and_archival(what, tmp_path):
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(PAPERS[what]())

    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", pdf)
    assert "Tagged:          yes" in said("pdfinfo", pdf)
    told = said("pdfinfo", "-meta", pdf)
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert said("pdftotext", pdf, "-").strip()
