"""The letter of a drill says in every language that it is one, and the document says it too."""

import pytest

from templates.drills import DrillLetters

DRILL = {"pl": "ĆWICZENIA", "en": "DRILL", "uk": "НАВЧАННЯ"}


@pytest.mark.parametrize("language", DRILL)
def test_the_letter_says_first_that_it_is_a_drill(language):
    subject, text, html = DrillLetters().letter("CW/2026/1", "Latarnia & Syn <b>", language)

    assert subject.startswith(DRILL[language])
    assert "CW/2026/1" in subject
    assert "Latarnia & Syn <b>" in text
    assert "Latarnia &amp; Syn &lt;b&gt;" in html
    assert f'lang="{language}"' in html


def test_a_language_nobody_speaks_here_is_said_in_polish():
    assert DrillLetters().letter("CW/2026/1", "x", "de") == DrillLetters().letter("CW/2026/1", "x", "pl")


def test_what_stands_on_the_document_calls_itself_a_drill():
    words = DrillLetters().on_document()

    assert all("ĆWICZENIA" in said for said in (words.note, words.line, words.instead_of_number))
    assert len(words.note) <= 256
    assert len(words.line) <= 512
