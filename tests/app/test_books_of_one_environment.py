"""Books belong to one environment of KSeF for good: no test invoice is sent to the real one because a setting was changed."""

import shlex

import pytest

from tests.app.environments import forget, note
from tests.app.test_commands_that_cannot import NOWHERE, ON_THE_BOOKS

BEFORE_THE_BOOKS = {"setup", "migrate", "restore", "doctor", "support", "ksef status"}
"""These make the books, tell of them, or ask KSeF alone."""
ABOUT_ALL_OF_THEM = {"backup", "upgrade", "move"}
"""These carry the books as they are, with what they remember."""
ELSEWHERE = {"rotate-key", "accept-history"}
"""These send the keeper to the doctor."""
REFUSING = sorted(ON_THE_BOOKS.keys() - BEFORE_THE_BOOKS - ABOUT_ALL_OF_THEM - ELSEWHERE)


@pytest.fixture
def trial(latarnik, home, new_company):
    """A home whose company was added for KSeF's test environment; its settings."""
    settings = {**NOWHERE, "data_dir": home, "telegram_token": "1:a", "ksef_environment": "test"}
    assert latarnik(*new_company, **settings).status == 0
    return settings


@pytest.mark.parametrize("name", REFUSING)
def test_nothing_is_sent_or_drawn_in_another_environment(latarnik, trial, name):
    refused = latarnik(
        *name.split(), *shlex.split(ON_THE_BOOKS[name]), **{**trial, "ksef_environment": "prod"}
    )

    assert refused.status == 1
    assert refused.sentence.startswith("These books belong to KSeF's TEST environment")
    assert "set it to test again, or set up a second installation" in refused.sentence


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_no_key_and_no_history_is_touched_either(latarnik, trial, name):
    arguments = *name.split(), *shlex.split(ON_THE_BOOKS[name])

    refused = latarnik(*arguments, **{**trial, "ksef_environment": "prod"})

    assert (refused.status, refused.sentence.endswith("Run: latarnik doctor")) == (1, True)


def test_the_doctor_says_where_the_books_belong(latarnik, trial):
    said = latarnik("doctor", "--json", **{**trial, "ksef_environment": "prod"})

    [found] = [line for line in said.lines if line["check"] == "database"]
    assert (said.status, found["ok"]) == (1, False)
    assert "KSeF's TEST environment" in found["message"]


def test_whoever_brings_back_a_copy_hears_that_it_belongs_elsewhere(latarnik, trial, tmp_path):
    copy = tmp_path / "trial.tar.gz"
    assert latarnik("backup", copy, **trial).status == 0

    there = latarnik("restore", "--replace", copy, **{**trial, "ksef_environment": "prod"})
    here = latarnik("restore", "--replace", copy, **trial)

    assert (there.status, here.status) == (0, 0)
    assert "These books belong to KSeF's TEST environment" in there.err
    assert "These books belong" not in here.err


def test_books_without_a_company_belong_nowhere_yet(latarnik, home, new_company):
    assert latarnik("invite", "--new-company", data_dir=home, ksef_environment="test").status == 0

    added = latarnik(*new_company, data_dir=home, ksef_environment="production")

    assert added.status == 0
    assert note(home) == "prod"
    refused = latarnik("jpk", data_dir=home, ksef_environment="test")
    assert refused.sentence.startswith("These books belong to KSeF's production environment")
    assert "set it to prod again" in refused.sentence


def test_production_is_another_word_for_prod(latarnik, home, new_company):
    assert latarnik(*new_company, data_dir=home, ksef_environment="prod").status == 0

    told = latarnik("jpk", data_dir=home, ksef_environment="production")

    assert (told.status, told.err) == (0, "")


def test_books_from_before_belong_where_they_are_opened_next(latarnik, home, trial):
    forget(home)

    opened = latarnik("jpk", **{**trial, "ksef_environment": "demo"})

    assert opened.status == 0
    assert note(home) == "demo"


def test_an_empty_home_is_not_bound_by_being_looked_at(latarnik, home):
    assert latarnik("jpk", data_dir=home, ksef_environment="test").status == 0

    assert note(home) is None


def test_moved_books_belong_where_they_did(latarnik, trial, tmp_path):
    there = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    assert latarnik("move", there, **trial).status == 0

    refused = latarnik("jpk", **{**trial, "database_url": there, "ksef_environment": "prod"})

    assert refused.sentence.startswith("These books belong to KSeF's TEST environment")
    assert latarnik("jpk", **{**trial, "database_url": there}).status == 0


def test_a_copy_brought_back_elsewhere_belongs_where_it_was_made(latarnik, home, trial, tmp_path):
    other, copy = tmp_path / "other", tmp_path / "books.copy"
    assert latarnik("backup", copy, **trial).status == 0
    other.mkdir(mode=0o700)
    (home / "secret.key").rename(other / "secret.key")
    real = {**trial, "data_dir": other, "ksef_environment": "prod"}

    assert latarnik("restore", copy, **real).status == 0

    refused = latarnik("run", "--role", "worker", **real)
    assert refused.sentence.startswith("These books belong to KSeF's TEST environment")
