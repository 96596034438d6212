"""Files that people send: tables and documents, sound ones and ones that something has happened to."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.sayings import STRANGE

GOLDEN = Path(__file__).parents[1] / "golden" / "fa3"
DOCUMENTS = [each.read_bytes() for each in sorted(GOLDEN.glob("*.xml"))]
TABLE = "Nazwa;Ilość;J.m.;Cena netto;VAT\nKonsultacje;2;godz.;200,00;23\nDojazd;1;;50,00;8\n"


@st.composite
def tables(draw) -> bytes:
    """A table of lines, as some program writes it."""
    text = TABLE
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        more = draw(st.sampled_from([*STRANGE, ";", '"', "\n", ",", "=1+1", "9" * 30, "-"]))
        text = text[:at] + more + text[at + draw(st.integers(0, 4)) :]
    coding = draw(st.sampled_from(["utf-8", "cp1250", "utf-16", "utf-8-sig"]))
    return text.encode(coding, "replace")


@st.composite
def documents(draw) -> bytes:
    """A real document with some bytes gone, doubled or put in."""
    raw = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(0, 3))):
        at, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 40))
        put = draw(
            st.sampled_from(
                [b"", b"&#0;", b"&#x1F;", b"<", b">", b"]]>", b"\x00", b"\xff", raw[at : at + length]]
            )
        )
        raw = raw[:at] + put + raw[at + length :]
    return raw


def files() -> st.SearchStrategy[tuple[str, bytes]]:
    """A name and what is in it."""
    contents = st.one_of(tables(), documents(), st.binary(max_size=200))
    names = st.sampled_from(
        ["a.csv", "faktura.xml", "a.txt", "a.xlsx", "a", "\u202evsc.a", "a.pdf", "../a.csv", "a.zip", ""]
    )
    return st.tuples(names, contents)
