"""Co wolno powtórzyć: what the stories forgive after a kill, and that they forgive nothing else."""

import pytest

from tests.stories.repeats import Repeats

OLA, OTHER = 1001, 1002


def message(number, text, **more):
    return {"message_id": number, "text": text, "buttons": [], "document": None, **more}


def texts(said):
    return [each["text"] for each in said]


@pytest.fixture
def killed():
    """The app died while message 5 of Ola's chat and one letter were under way."""
    repeats = Repeats()
    repeats.excuse_message(OLA, 5)
    repeats.excuse_letter("<one@x>")
    return repeats


def test_the_last_words_before_a_kill_may_come_once_more_and_the_later_ones_count(killed):
    said = [message(3, "a"), message(5, "b"), message(8, "b"), message(9, "c")]

    assert [each["message_id"] for each in killed.without_messages(OLA, said)] == [3, 8, 9]


@pytest.mark.parametrize(
    "said",
    [
        [message(5, "b"), message(8, "b"), message(9, "b")],
        [message(5, "b"), message(8, "c"), message(9, "b")],
        [message(3, "b"), message(5, "c"), message(8, "b")],
        [message(8, "b"), message(9, "b")],
        [message(5, "b"), message(8, "b", buttons=[[{"text": "Wystaw"}]]), message(9, "x")],
    ],
    ids=[
        "a third time",
        "after something else",
        "not the last words",
        "the last words taken back",
        "with other buttons",
    ],
)
def test_anything_more_counts_as_it_is(killed, said):
    left = killed.without_messages(OLA, said)

    assert len(left) == len(said) - (texts(said) == ["b", "b", "b"])


def test_another_chat_and_a_world_without_a_kill_are_forgiven_nothing(killed):
    said = [message(5, "b"), message(8, "b")]

    assert killed.without_messages(OTHER, said) == said
    assert Repeats().without_messages(OLA, said) == said


def letter(number, name="<one@x>", text="Faktura"):
    return {"id": number, "message_id": name, "subject": "FV", "in_reply_to": None, "text": text, "html": "", "attachments": []}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([letter(1), letter(2)], [1]),
        ([letter(1), letter(2), letter(3)], [1, 3]),
        ([letter(1), letter(2, text="Inna faktura")], [1, 2]),
        ([letter(1, "<two@x>"), letter(2, "<two@x>")], [1, 2]),
        ([letter(1), letter(2, "<two@x>"), letter(3)], [1, 2]),
    ],
    ids=["once more", "twice more", "changed", "not under way", "after another letter"],
)
def test_a_letter_under_way_may_come_once_more_as_the_same_letter(killed, rows, left):
    assert [row["id"] for row in killed.without_letters(rows, lambda row: row)] == left
