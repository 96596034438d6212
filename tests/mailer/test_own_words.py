"""What people answer with, client by client: `replies/*.eml` beside what each of them says in its writer's own words.

A new client is two files there. Names that begin with `held` were looked at only when the rules stood.
"""

from pathlib import Path

import pytest

REPLIES = sorted((Path(__file__).parent / "replies").glob("*.eml"))
OTHERS = ("9990001137", "999 zł", "492,00", "U innych")
"""What stands only in words of others."""


@pytest.fixture
def incoming(read_bytes):
    def make(file: Path):
        return read_bytes(file.read_bytes())

    return make


@pytest.mark.parametrize("file", REPLIES, ids=lambda file: file.stem)
def test_an_answer_says_what_its_writer_wrote(incoming, file):
    expected = file.with_suffix(".txt").read_text(encoding="utf-8").strip()

    assert incoming(file).text == expected


@pytest.mark.parametrize("file", REPLIES, ids=lambda file: file.stem)
def test_no_word_of_others_is_taken_for_the_writer_s(incoming, file):
    text = incoming(file).text

    assert not [each for each in OTHERS if each in text]


def test_the_set_of_samples_does_not_shrink():
    assert len(REPLIES) >= 60


def test_a_letter_sent_on_is_told_from_an_answer(incoming):
    sent_on = {
        file.stem: quoted.forwarded for file in REPLIES if (quoted := incoming(file).quoted) is not None
    }

    assert {name for name, is_it in sent_on.items() if is_it} == {
        name for name in sent_on if "forward" in name or name == "held-outlook-pd"
    }


def test_what_was_quoted_is_kept_apart(incoming):
    (file,) = (each for each in REPLIES if each.stem == "gmail-pl-forward-thin")
    quoted = incoming(file).quoted

    assert "9990001137" in quoted.text


@pytest.mark.parametrize(
    "subject", ["Fwd: faktura dla NIP 9990001137", "Re: faktura", "ODP: faktura", "PD: faktura", "FW: x"]
)
def test_the_subject_of_somebody_else_s_letter_is_no_command(read, subject):
    assert (
        read(f"From: ola@latarnia.example\nSubject: {subject}\n\n> faktura dla NIP 9990001137\n").text == ""
    )
