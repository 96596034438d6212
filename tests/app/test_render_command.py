"""`latarnik render`: the PDF of a document, whole or not at all."""

import io

import pikepdf
import pypdf
import pytest

NUMBER = "5265877635-20250826-0100001AF629-AF"
NO_SELLER = ("<NIP>5265877635</NIP>", "")
BAD = {
    "no XML": (("<?xml", "xml"),),
    "another form": (("<Faktura ", "<Rachunek "), ("</Faktura>", "</Rachunek>")),
    "a seller without a NIP": (NO_SELLER,),
    "a NIP that cannot be": (("5265877635", "5265877636"),),
    "no day of issue": (("<P_1>2026-11-20</P_1>", ""),),
    "no number": (("<P_2>FV/2026/11/7</P_2>", ""),),
    "an element nobody knows": (("<P_2>", "<P_2X>"), ("</P_2>", "</P_2X>")),
    "a day that is none": (("<P_1>2026-11-20", "<P_1>20.11.2026"),),
}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def links_of(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in notes if "/A" in note}


@pytest.fixture
def leftovers(tmp_path):
    """Files beside the documents."""
    return lambda: sorted(
        path.name for path in tmp_path.rglob("*") if path.suffix != ".xml" and path.is_file()
    )


def test_the_pdf_stands_beside_the_document_with_its_number(latarnik, document, leftovers):
    file = document("faktura.xml")

    answer = latarnik("render", file)

    pdf = file.with_suffix(".pdf").read_bytes()
    assert "FV/2026/11/7" in text_of(pdf)
    assert "OFFLINE" in text_of(pdf)
    assert (answer.status, answer.out, leftovers()) == (0, "", ["faktura.pdf"])


def test_the_pdf_goes_where_it_is_wanted_with_its_ksef_number(latarnik, document, tmp_path, leftovers):
    latarnik("render", document(), "-o", tmp_path / "inna.pdf", "--ksef-number", NUMBER)

    words = text_of((tmp_path / "inna.pdf").read_bytes())
    assert NUMBER in words
    assert "OFFLINE" not in words
    assert leftovers() == ["inna.pdf"]


@pytest.mark.parametrize(
    ("env", "host"),
    [("test", "qr-test.ksef.mf.gov.pl"), ("demo", "qr-demo.ksef.mf.gov.pl"), ("prod", "qr.ksef.mf.gov.pl")],
)
def test_the_code_leads_to_the_environment_of_the_invoice(latarnik, document, env, host):
    file = document()

    latarnik("render", file, "--env", env)

    links = links_of(file.with_suffix(".pdf").read_bytes())
    assert any(link.startswith(f"https://{host}/invoice/5265877635/20-11-2026/") for link in links), links


@pytest.mark.parametrize(("lang", "word"), [("pl", "Sprzedawca"), ("en", "Seller"), ("uk", "Продавець")])
def test_the_pdf_speaks_the_language_that_is_asked_for(latarnik, document, lang, word):
    file = document()

    latarnik("render", file, "--lang", lang)

    assert word.casefold() in text_of(file.with_suffix(".pdf").read_bytes()).casefold()


@pytest.mark.parametrize("what", BAD)
def test_a_bad_document_leaves_no_file_and_a_sentence(latarnik, document, leftovers, what):
    answer = latarnik("render", document("zła.xml", *BAD[what]))

    assert "zła.xml" in answer.sentence
    assert (answer.status, leftovers()) == (1, [])


def test_a_bad_document_leaves_the_pdf_of_before_as_it_was(latarnik, document, tmp_path, leftovers):
    (tmp_path / "faktura.pdf").write_bytes(b"of before")

    latarnik("render", document("faktura.xml", NO_SELLER))

    assert (tmp_path / "faktura.pdf").read_bytes() == b"of before"
    assert leftovers() == ["faktura.pdf"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.xml",),
        ("faktura.xml", "-o", "no/such/folder/f.pdf"),
        ("faktura.xml", "-o", "."),
        ("faktura.xml", "--ksef-number", NUMBER[:-1] + "0"),
        ("--batch", "nowhere", "--out", "pdf"),
        ("--batch", "faktura.xml", "--out", "pdf"),
        ("--batch", ".", "--out", "faktura.xml"),
    ],
)
def test_a_wrong_place_or_number_gets_a_sentence(latarnik, document, leftovers, arguments):
    document("faktura.xml")

    answer = latarnik("render", *arguments)

    assert answer.sentence
    assert (answer.status, leftovers()) == (1, [])


@pytest.mark.parametrize("arguments", [("--lang", "de"), ("--env", "moon"), ("--batch", ".", "--out", "pdf")])
def test_a_wish_that_makes_no_sense_is_wrong_usage(latarnik, document, leftovers, arguments):
    document("faktura.xml")

    assert latarnik("render", "faktura.xml", *arguments).status == 2
    assert leftovers() == []


LINK = "https://qr.ksef.mf.gov.pl/certificate/Nip/5265877635/5265877635/01F20A5D352AE590/hash/signature"


@pytest.mark.parametrize(
    ("arguments", "labels"),
    [
        (("--issuer-link", LINK), {"OFFLINE", "CERTYFIKAT"}),
        (("--issuer-link", LINK, "--paper", "transaction_confirmation"), {"OFFLINE", "CERTYFIKAT"}),
        (("--issuer-link", LINK, "--ksef-number", NUMBER), {NUMBER, "CERTYFIKAT"}),
        (("--paper", "plain_invoice"), set()),
    ],
)
def test_each_paper_bears_its_own_codes(latarnik, document, arguments, labels):
    file = document("faktura.xml")

    latarnik("render", file, *arguments)

    pdf = file.with_suffix(".pdf").read_bytes()
    words = text_of(pdf).splitlines()
    assert {label for label in ("OFFLINE", "CERTYFIKAT", NUMBER) if label in words} == labels
    assert (LINK in links_of(pdf)) == ("CERTYFIKAT" in labels)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--paper", "receipt"),
        ("--paper", "nothing"),
        ("--paper", "transaction_confirmation"),
        ("--paper", "transaction_confirmation", "--issuer-link", LINK, "--ksef-number", NUMBER),
        ("--paper", "plain_invoice", "--issuer-link", LINK),
        ("--paper", "plain_invoice", "--ksef-number", NUMBER),
        ("--issuer-link", ""),
        ("--issuer-link", "javascript:alert(1)"),
        ("--issuer-link", "https://" + "a" * 3000),
    ],
)
def test_a_paper_that_makes_no_sense_is_wrong_usage(latarnik, document, leftovers, arguments):
    document("faktura.xml")

    answer = latarnik("render", "faktura.xml", *arguments)

    assert answer.sentence
    assert (answer.status, leftovers()) == (2, [])


@pytest.mark.parametrize(
    "arguments",
    [("--issuer-link", LINK), ("--ksef-number", NUMBER), ("--paper", "transaction_confirmation")],
)
def test_what_belongs_to_one_document_goes_with_no_batch(latarnik, document, leftovers, arguments):
    document("w/1.xml")

    answer = latarnik("render", "--batch", "w", "--out", "pdf", *arguments)

    assert (answer.status, leftovers()) == (2, [])


@pytest.mark.parametrize("arguments", [(), ("--batch", ".")])
def test_a_document_or_a_folder_with_a_place_for_pdfs_is_wanted(latarnik, document, leftovers, arguments):
    document("faktura.xml")

    assert latarnik("render", *arguments).status == 2
    assert leftovers() == []


def test_a_folder_is_drawn_on_after_a_bad_document(latarnik, document, tmp_path, leftovers):
    document("w/1.xml")
    document("w/2.xml", NO_SELLER)
    (tmp_path / "w/3.xml").mkdir()
    document("w/4.xml", of="exempt")

    answer = latarnik("render", "--batch", "w", "--out", "pdf")

    assert [line["file"] for line in answer.lines] == ["w/1.xml", "w/2.xml", "w/3.xml", "w/4.xml"]
    assert [line["out"] for line in answer.lines] == ["pdf/1.pdf", None, None, "pdf/4.pdf"]
    assert [bool(line["problems"]) for line in answer.lines] == [False, True, True, False]
    assert all(set(line) == {"file", "out", "ms", "problems"} for line in answer.lines)
    assert (answer.status, leftovers()) == (1, ["1.pdf", "4.pdf"])


def test_a_folder_of_good_documents_is_no_fault(latarnik, document):
    document("w/1.xml")

    answer = latarnik("render", "--batch", "w", "--out", "pdf")

    assert (answer.status, answer.err, len(answer.lines)) == (0, "", 1)


def test_a_receipt_becomes_a_paper_too(latarnik, tmp_path):
    (tmp_path / "upo.xml").write_text(
        '<Potwierdzenie xmlns="http://upo.schematy.mf.gov.pl/KSeF/v4-3"><Dokument>'
        f"<NumerKSeFDokumentu>{NUMBER}</NumerKSeFDokumentu><NumerFaktury>FV/1</NumerFaktury></Dokument></Potwierdzenie>",
        encoding="utf-8",
    )

    answer = latarnik("render", "upo.xml")

    words = text_of((tmp_path / "upo.pdf").read_bytes())
    assert (answer.status, NUMBER in words, "Urzędowe poświadczenie odbioru" in words) == (0, True, True)
