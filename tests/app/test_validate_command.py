"""`latarnik validate`: what KSeF would say of a document, before it says so."""

from pathlib import Path

import pytest

DOCUMENTS = Path(__file__).parents[1] / "golden" / "fa3"
WRONG_SELLER = ("<NIP>", "<NIP>0000000000</NIP><NIP>")


@pytest.mark.parametrize("name", sorted(path.stem for path in DOCUMENTS.glob("*.xml")))
def test_what_our_writer_makes_is_valid(latarnik, name):
    file = DOCUMENTS / f"{name}.xml"

    answer = latarnik("validate", file)

    assert answer.lines == [{"file": str(file), "valid": True, "problems": []}]
    assert (answer.status, answer.err) == (0, "")


def test_an_invalid_document_is_told_problem_by_problem(latarnik, document):
    answer = latarnik("validate", document("zła.xml", ("</P_15>", "abc</P_15>")))

    (line,) = answer.lines
    assert (line["file"].endswith("zła.xml"), line["valid"], answer.status) == (True, False, 1)
    assert line["problems"]
    for problem in line["problems"]:
        assert set(problem) == {"code", "place", "message", "severity"}
        assert all(problem.values())
        assert problem["severity"] in {"error", "warning"}


def test_what_ksef_accepts_but_is_probably_wrong_is_a_warning_and_valid(latarnik, document):
    answer = latarnik("validate", document("suma.xml", ("492.00</P_15>", "493.00</P_15>")))

    (line,) = answer.lines
    assert {problem["severity"] for problem in line["problems"]} == {"warning"}
    assert (line["valid"], answer.status) == (True, 0)


def test_several_files_are_all_judged_and_one_bad_one_sets_the_status(latarnik, document):
    files = [document("1.xml"), document("2.xml", WRONG_SELLER), document("3.xml", of="exempt")]

    answer = latarnik("validate", *files)

    assert [line["file"] for line in answer.lines] == [str(file) for file in files]
    assert [line["valid"] for line in answer.lines] == [True, False, True]
    assert answer.status == 1


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"<Faktura/>", b"\xff\xfe\x00", b"%PDF-1.7", b"<a>" * 9999]
)
def test_what_is_no_invoice_at_all_is_an_error_with_a_sentence(latarnik, tmp_path, content):
    (tmp_path / "file.xml").write_bytes(content)

    answer = latarnik("validate", "file.xml")

    (line,) = answer.lines
    assert (line["valid"], answer.status) == (False, 1)
    assert line["problems"][0]["severity"] == "error"
    assert line["problems"][0]["message"]


def test_a_file_that_is_not_there_is_named_and_the_others_are_judged(latarnik, document):
    answer = latarnik("validate", "nowhere.xml", document())

    assert "nowhere.xml" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert [line["valid"] for line in answer.lines] == [True]
    assert answer.status == 1
