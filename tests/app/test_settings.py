"""A wrong or absent setting is named in one sentence."""

import pytest

from app.settings import Settings, WrongSettingsError, load_settings, require


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LATARNIK_{name.upper()}", raising=False)


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("LATARNIK_SMTP_PORT", "abc")

    with pytest.raises(WrongSettingsError, match="LATARNIK_SMTP_PORT"):
        load_settings()


def test_an_absent_setting_is_named_with_what_it_is_for():
    with pytest.raises(WrongSettingsError, match=r"LATARNIK_TELEGRAM_TOKEN is not set: the bot's token"):
        require(load_settings(), "telegram_token")


def test_a_setting_left_empty_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("LATARNIK_DATABASE_URL", "")

    assert load_settings().database.startswith("sqlite+aiosqlite:///")


def test_secrets_are_not_shown_with_the_settings(monkeypatch):
    monkeypatch.setenv("LATARNIK_TELEGRAM_TOKEN", "123456:AAtajne")

    assert "AAtajne" not in repr(load_settings())
