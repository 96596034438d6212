"""`latarnik setup`: an empty server becomes an installation, and nobody is let in but by one link."""

import asyncio
import os
import secrets
import signal
import stat
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.settings_file import UnwritableValueError, add_to, said_in
from tests.app.commands import SCRIPT, Said, environment, hear_ctrl_c, run_here
from tests.app.stage import OURS, running, until

PLACES = ("telegram_api", "ksef_api", "ksef_qr", "lighthouse_api", "lighthouse_every", "register_api")


@pytest.fixture
def server(stage, tmp_path):
    """An empty server: the environment says only where the stand-ins are, and where to keep things."""
    return {name: stage.settings[name] for name in PLACES} | {
        "data_dir": str(tmp_path / "new"),
        "settings_file": str(tmp_path / "etc" / "latarnik.env"),
        "log_format": "json",
    }


@pytest.fixture
def words(stage) -> list[str]:
    """The mailbox as the command line says it, and nothing beyond the machine."""
    servers = [f"127.0.0.1:{stage.mail.imap_port}", f"127.0.0.1:{stage.mail.smtp_port}"]
    return ["--mailbox", OURS, "--imap", servers[0], "--smtp", servers[1], "--mail-user", OURS]


@pytest.fixture
def setup(server):
    """Runs setup with lines on stdin."""

    async def run(*words: str, typed: list[str], **changes: str) -> Said:
        lines = "".join(f"{line}\n" for line in typed)

        def invoke() -> Said:
            result = CliRunner().invoke(
                app, ["setup", *words], input=lines, env=environment({**server, **changes})
            )
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            return Said(result.exit_code, result.stdout, result.stderr)

        return await asyncio.to_thread(invoke)

    return run


@pytest.fixture
def secrets_typed(stage) -> list[str]:
    return [stage.settings["telegram_token"], stage.settings["imap_password"]]


@pytest.fixture
async def set_up(setup, words, secrets_typed) -> Said:
    """What the first run said."""
    answer = await setup(*ALL, *words, typed=secrets_typed)
    assert answer.status == 0, answer.err
    return answer


def nothing_is_left() -> bool:
    """In the test's own folder, where it runs."""
    return not any(Path(name).exists() for name in ("etc", "new"))


ALL = ("--ksef", "test", "--public-address", "none", "--database", "sqlite")


async def test_an_empty_server_becomes_an_installation_with_one_link_for_its_owner(
    set_up, tmp_path, stage, server
):
    answer = set_up

    [line] = answer.lines
    assert line["link"] == f"https://t.me/latarnik_bot?start={line['invite']}"
    for path in (tmp_path / "etc" / "latarnik.env", tmp_path / "new" / "secret.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stage.settings["telegram_token"] not in answer.out + answer.err
    assert stage.settings["imap_password"] not in answer.out + answer.err
    async with running(server, tmp_path):
        await stage.hear("NIP", after=await stage.say(f"/start {line['invite']}"))


async def test_the_questions_are_answered_one_by_one_and_wrong_ones_end_a_script_with_nothing_written(
    setup, stage, secrets_typed, tmp_path
):
    token, password = secrets_typed
    servers = [f"127.0.0.1:{stage.mail.imap_port}", f"127.0.0.1:{stage.mail.smtp_port}"]
    typed = [token, "", OURS, *servers, "", password, "", ""]

    refused = await setup(typed=[token, "", OURS, *servers, "", "wrong" + secrets.token_hex(4)])
    assert (refused.status, refused.out) == (1, "")
    assert "Letters out:" in refused.err
    assert not (tmp_path / "etc").exists()
    assert not (tmp_path / "new").exists()

    answer = await setup(typed=typed)
    assert answer.status == 0, answer.err
    assert "[test]" in answer.err
    assert "polls Telegram and works; off are" in answer.err
    assert said_in(tmp_path / "etc" / "latarnik.env")["ksef_environment"] == "test"


async def test_a_second_run_keeps_what_is_there_asks_for_nothing_and_makes_the_first_link_worthless(
    setup, set_up, server, stage, tmp_path
):
    first = set_up.lines[0]["invite"]
    written = (tmp_path / "etc" / "latarnik.env").read_bytes()
    key = (tmp_path / "new" / "secret.key").read_bytes()

    again = await setup(typed=[])

    assert again.status == 0, again.err
    assert (tmp_path / "etc" / "latarnik.env").read_bytes() == written
    assert (tmp_path / "new" / "secret.key").read_bytes() == key
    async with running(server, tmp_path):
        await stage.hear("zaproszeni", after=await stage.say(f"/start {first}"))
        await stage.hear("NIP", after=await stage.say(f"/start {again.lines[0]['invite']}"))


async def test_a_second_run_asks_only_for_what_is_missing(setup, words, secrets_typed, tmp_path):
    file = tmp_path / "etc" / "latarnik.env"
    add_to(file, {"telegram_token": secrets_typed[0], "telegram_bot": "latarnik_bot"})

    answer = await setup(*ALL, *words, typed=secrets_typed[1:])

    assert answer.status == 0, answer.err
    assert "BotFather" not in answer.err
    assert file.read_text().startswith("LATARNIK_TELEGRAM_TOKEN=")


async def test_nothing_that_is_set_is_changed_without_a_word(setup, set_up):
    answer = await setup("--ksef", "production", typed=[])

    assert answer.sentence.startswith("LATARNIK_KSEF_ENVIRONMENT is test already.")


async def test_where_there_is_a_company_no_owner_is_offered_any_more(setup, set_up, server, new_company):
    await asyncio.to_thread(run_here, *new_company, **server)

    answer = await setup(typed=[])

    assert (answer.status, answer.out) == (0, "")
    assert "latarnik invite --company 9990001137" in answer.err


@pytest.mark.parametrize(
    ("words", "token", "sentence"),
    [
        ("", "nonsense", "it is no token of BotFather"),
        ("", f"{10**9}:{'x' * 35}", "Telegram does not know that token."),
        ("--ksef real", None, "There is no KSeF environment real."),
        ("--ksef test --mailbox nobody", None, "nobody is no address of a mailbox."),
        ("--ksef test --mailbox ola@outlook.com", None, "a mailbox of Microsoft"),
        ("--ksef test --mailbox a@b.example --imap host:99999", None, "host:99999 is no server"),
        (
            "--ksef test --mailbox none --public-address http://firma.example",
            None,
            "LATARNIK_PUBLIC_ADDRESS: http:// sends secrets in the clear",
        ),
        (
            f"{' '.join(ALL[:4])} --mailbox none --database mysql://x/y",
            None,
            "LATARNIK_DATABASE_URL is no address.",
        ),
        (f"{' '.join(ALL[:4])} --mailbox none --database postgresql://127.0.0.1:9/x", None, "The database:"),
        ("--ksef test", None, "The answers ended at: Latarnik's own, empty mailbox (address)."),
    ],
)
async def test_every_refusal_is_a_sentence_and_leaves_nothing_behind(setup, stage, words, token, sentence):
    answer = await setup(*words.split(), typed=[token or stage.settings["telegram_token"]])

    assert (answer.status, answer.out) == (1, "")
    assert sentence in answer.err
    assert "Traceback" not in answer.err
    assert nothing_is_left()


async def test_a_bot_that_hears_whole_groups_or_answers_inline_is_told_of_with_the_way_to_mend_it(
    setup, secrets_typed, stage
):
    changed = {"can_read_all_group_messages": True, "supports_inline_queries": True}
    stage.telegram.state.profile["abilities",] = changed

    answer = await setup(*ALL, "--mailbox", "none", typed=secrets_typed[:1])

    assert answer.status == 0, answer.err
    assert "@BotFather, /setprivacy, Enable" in answer.err
    assert "@BotFather, /setinline, /empty" in answer.err


async def test_the_bot_gets_its_menu_and_descriptions_in_three_languages(setup, secrets_typed, stage):
    await setup(*ALL, "--mailbox", "none", typed=secrets_typed[:1])

    told = [stage.telegram.state.profile["description", language] for language in ("", "en", "uk")]
    assert len(set(told)) == 3
    assert all("KSeF" in each and len(each) <= 512 for each in told)


class Interrupted(StringIO):
    """What a person types before Ctrl-C."""

    def readline(self, size: int = -1) -> str:
        if line := super().readline(size):
            return line
        raise KeyboardInterrupt


@pytest.mark.parametrize("answered", range(5))
async def test_stopping_at_any_question_leaves_nothing_half_done(
    server, stage, answered, monkeypatch, capsys
):
    typed = [stage.settings["telegram_token"], "test", "none", "none"][:answered]
    monkeypatch.setattr(sys, "stdin", Interrupted("".join(f"{line}\n" for line in typed)))
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(app, ["setup"])

    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (130, "")
    assert said.err.endswith("Stopped. Nothing was written.\n")
    assert nothing_is_left()


async def test_at_a_terminal_the_token_is_not_shown_a_wrong_one_may_be_typed_again_and_ctrl_c_ends_it(
    server, stage, tmp_path
):
    leader, follower = os.openpty()
    process = await asyncio.create_subprocess_exec(
        SCRIPT, "setup", env={**os.environ, **environment(server)}, cwd=tmp_path,
        stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )  # fmt: skip
    os.close(follower)
    shown = bytearray()

    def read() -> None:
        with suppress(OSError):  # the other end is closed
            shown.extend(os.read(leader, 4096))

    asyncio.get_running_loop().add_reader(leader, read)
    try:
        for token, then in (
            ("1:wrong", b"know that token"),
            (stage.settings["telegram_token"], b"KSeF: test"),
        ):
            await until(lambda: shown.endswith(b"(not shown): "), "the question", shown.decode)
            os.write(leader, f"{token}\n".encode())
            await until(lambda then=then: then in shown, "the answer", shown.decode)
        process.send_signal(signal.SIGINT)

        assert await process.wait() == 130, shown.decode()
    finally:
        asyncio.get_running_loop().remove_reader(leader)
        os.close(leader)
    assert stage.settings["telegram_token"].encode() not in shown
    assert b"1:wrong" not in shown
    assert list(tmp_path.glob("*")) == [tmp_path / "data"]  # the stage's own


async def test_the_doctor_says_what_is_off_without_a_public_address_and_when_others_can_read_the_file(
    set_up, server, tmp_path
):
    def about_settings() -> dict:
        return run_here("doctor", "--json", **server).lines[0]

    usual = await asyncio.to_thread(about_settings)
    (tmp_path / "etc" / "latarnik.env").chmod(0o640)
    opened = await asyncio.to_thread(about_settings)

    assert usual["ok"]
    assert "no public address: pages for certificates" in usual["message"]
    assert not opened["ok"]
    assert "chmod 600" in opened["message"]


# --- the file ---


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "",
        " a b ",
        "it's",
        '"quoted"',
        "a#b",
        "${HOME}",
        "$HOME",
        "\\",
        "\\'",
        "a${b${c}",
        "zażółć",
        "`x`",
        "=",
    ],
)
def test_whatever_a_password_holds_is_read_back_as_it_was(tmp_path, value, monkeypatch):
    monkeypatch.setenv("HOME", "elsewhere")
    file = tmp_path / ".env"
    file.write_text("# ours\nLATARNIK_LOG_LEVEL=info")

    add_to(file, {"smtp_password": value, "mail_from_name": "Ola"})

    assert said_in(file) == {"log_level": "info", "smtp_password": value, "mail_from_name": "Ola"}
    assert file.read_text().startswith("# ours\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_value_that_no_line_can_hold_is_refused_and_the_file_is_as_it_was(tmp_path):
    file = tmp_path / ".env"
    file.write_text("LATARNIK_LOG_LEVEL=info\n")

    with pytest.raises(UnwritableValueError, match="LATARNIK_SMTP_PASSWORD"):
        add_to(file, {"mail_from_name": "Ola", "smtp_password": "a\rb"})
    with pytest.raises(FileExistsError):
        add_to(file, {"log_level": "debug"})

    assert file.read_text() == "LATARNIK_LOG_LEVEL=info\n"
    assert list(tmp_path.iterdir()) == [file]
