"""A command that cannot be meant ends with status 2 and a word on how it is meant."""

import pytest

WRONG = [
    ("parse",),
    ("parse", "faktura", "--batch", "x"),
    ("parse", "faktura", "--today", "jutro"),
    ("parse", "--loud"),
    ("validate",),
    ("render", "a.xml", "--loud"),
    ("deadline",),
    ("company",),
    ("company", "add"),
    ("company", "burn"),
    ("invite",),
    ("invite", "--new-company", "--company", "9990001137"),
    ("migrate", "now"),
    ("run", "--role"),
    ("run", "--role", "king"),
    ("doctor", "--loud"),
    ("sandbox", "--port", "high"),
    ("fly",),
    (),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_status_2_and_nothing_for_machines(latarnik, arguments):
    answer = latarnik(*arguments)

    assert answer.status == 2
    assert "Traceback" not in answer.err
    assert "Usage" in answer.out + answer.err or len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--help",), ("parse", "--help"), ("company", "add", "--help")])
def test_help_is_no_fault(latarnik, arguments):
    answer = latarnik(*arguments)

    assert (answer.status, "Usage" in answer.out, answer.err) == (0, True, "")
