"""`latarnik month`: a month of a company as a PDF, or a sentence."""

import io

import pypdf


async def test_a_month_is_drawn_whole_or_not_at_all(aside, company, tmp_path):
    out = tmp_path / "m.pdf"

    done = await aside("month", "--company", "9990001137", "--month", "2026-11", "-o", out)

    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(out.read_bytes())).pages)
    assert (done.status, "Latarnia Morska" in words, "0 invoices" in done.err) == (0, True, True)


async def test_what_cannot_be_drawn_gets_a_sentence(aside, company, tmp_path):
    unknown = await aside("month", "--company", "5260250274", "-o", tmp_path / "a.pdf")
    wrong = await aside("month", "--company", "5260250275", "-o", tmp_path / "b.pdf")
    tongue = await aside("month", "--company", "9990001137", "--lang", "de", "-o", tmp_path / "c.pdf")
    nowhere = await aside("month", "--company", "9990001137", "-o", tmp_path / "none" / "d.pdf")

    assert [each.status for each in (unknown, wrong, tongue, nowhere)] == [1, 1, 2, 1]
    assert all(each.err.strip() for each in (unknown, wrong, tongue, nowhere))
    assert list(tmp_path.glob("*.pdf")) == []
