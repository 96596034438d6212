"""`latarnik render --check`: the page holds every value of the XML, or the command says which it lacks."""

import pytest

OVERLONG = ("<P_7>", "<P_7>\u3042")  # hiragana, which no font at hand has


def test_a_page_that_says_everything_is_reported_with_what_needs_no_word(latarnik, document, leftovers_of):
    answer = latarnik("render", "--check", document())

    (line,) = answer.lines
    assert (answer.status, line["missing"], leftovers_of()) == (0, [], ["faktura.pdf"])
    assert line["values"] > len(line["omitted"]) > 0
    assert all(line["omitted"].values())


@pytest.mark.parametrize("lang", ["en", "uk", "pl-en"])
def test_the_check_reads_the_language_of_the_page(latarnik, document, lang):
    assert latarnik("render", "--check", "--lang", lang, document()).lines[0]["missing"] == []


def test_a_character_that_no_font_has_is_marked_and_counts_as_said(latarnik, document):
    answer = latarnik("render", "--check", document("faktura.xml", OVERLONG))

    assert (answer.status, answer.lines[0]["missing"]) == (0, [])


def test_a_code_that_nobody_knows_stands_as_it_is(latarnik, document):
    odd = document("faktura.xml", ("<FormaPlatnosci>6", "<FormaPlatnosci>99"))

    assert latarnik("render", "--check", odd).lines[0]["missing"] == []


def test_what_the_page_has_no_place_for_is_named_and_is_a_fault(latarnik, document):
    strange = document("faktura.xml", ("</Platnosc>", "<Dopisek>nikt tego nie zna</Dopisek></Platnosc>"))

    answer = latarnik("render", "--check", strange)

    assert answer.lines[0]["missing"] == ["Fa/Platnosc/Dopisek = nikt tego nie zna"]
    assert answer.status == 1
    assert "lacks 1 of its values" in answer.err


def test_in_a_folder_the_lacking_values_are_problems_of_their_document(latarnik, document):
    document("w/1.xml")
    document("w/2.xml", ("</Platnosc>", "<Dopisek>nikt tego nie zna</Dopisek></Platnosc>"))

    answer = latarnik("render", "--check", "--batch", "w", "--out", "pdf")

    assert [line["problems"] for line in answer.lines] == [
        [],
        ["missing: Fa/Platnosc/Dopisek = nikt tego nie zna"],
    ]
    assert (answer.status, answer.lines[1]["out"]) == (1, "pdf/2.pdf")


def test_other_papers_are_not_held_against_the_xml(latarnik, document):
    answer = latarnik("render", "--check", "--paper", "plain_invoice", document())

    assert (answer.status, "--check is for a visualisation" in answer.err) == (2, True)


def test_many_documents_are_drawn_by_several_processes_in_their_order(latarnik, document):
    names = [f"w/{number:02}.xml" for number in range(18)]
    for name in names:
        document(name)
    document("w/05.xml", ("<NIP>5265877635</NIP>", ""))

    answer = latarnik("render", "--batch", "w", "--out", "pdf")

    assert [line["file"] for line in answer.lines] == names
    assert [bool(line["problems"]) for line in answer.lines] == [name == "w/05.xml" for name in names]


@pytest.fixture
def leftovers_of(tmp_path):
    """Files beside the documents."""
    return lambda: sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".pdf")
