"""A wrong or absent setting is named in one sentence."""

import pytest

from app.reading_settings import WrongSettingsError, load_settings, require
from app.settings import Settings


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LATARNIK_TELEGRAM_API", "http://api.telegram.example"),
        ("LATARNIK_KSEF_API", "http://10.0.0.1/v2"),
        ("LATARNIK_REGISTER_API", "http://127.0.0.1.evil.example"),
    ],
)
def test_a_secret_never_travels_in_the_clear_to_another_machine(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(WrongSettingsError, match=f"{name}: http:// sends secrets in the clear"):
        load_settings()


@pytest.mark.parametrize("way", ["SMTP", "IMAP"])
def test_a_mail_password_never_travels_in_the_clear_to_another_machine(monkeypatch, way):
    monkeypatch.setenv(f"LATARNIK_{way}_HOST", "poczta.example")
    monkeypatch.setenv(f"LATARNIK_{way}_SECURITY", "none")

    with pytest.raises(WrongSettingsError, match=f"LATARNIK_{way}_SECURITY=none is for this machine only"):
        load_settings()
