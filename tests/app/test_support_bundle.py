"""A support bundle says what is wrong with the installation and nothing about anybody."""

import zipfile

import pytest

from tests.app.commands import NIP, run_script

NOWHERE = dict.fromkeys(("telegram_api", "ksef_api", "lighthouse_api", "register_api"), "http://127.0.0.1:9")
PLANTED = ("5260250274", "44051401359", "jan.kowalski@klient.example")


def unpacked(file) -> dict[str, str]:
    with zipfile.ZipFile(file) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


async def test_it_holds_no_secret_no_number_of_anybody_and_no_address(stage, company, aside, tmp_path):
    log, file = tmp_path / "latarnik.log", tmp_path / "support.zip"
    secrets = [stage.settings[name] for name in ("telegram_token", "smtp_password", "imap_password")]
    said = (*PLANTED, stage.settings["telegram_token"])
    log.write_text("".join(f"failed for {each}\n" for each in said), encoding="utf-8")

    answer = await aside("support", file, log_file=log)

    assert (answer.status, answer.err) == (0, "")
    parts = unpacked(file)
    assert set(parts) == {"doctor.txt", "versions.txt", "settings.json", "figures.json", "log.txt"}
    everything = "\n".join(parts.values())
    for hidden in (*PLANTED, *secrets, NIP, stage.settings["imap_user"], "Latarnia Morska", company):
        assert hidden not in everything
    assert "failed for nip***" in parts["log.txt"]
    assert '"telegram_token": true' in parts["settings.json"]
    assert "MISSING" in parts["doctor.txt"]
    assert "latarnik 0." in parts["versions.txt"]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_it_is_packed_where_there_is_no_database_yet(aside, tmp_path):
    file = tmp_path / "support.zip"

    answer = await aside("support", file, data_dir=tmp_path / "nothing")

    assert answer.status == 0
    assert "latarnik migrate" in unpacked(file)["figures.json"]


@pytest.mark.parametrize("settings", [{}, {"log_file": "not-written-yet.log"}])
async def test_who_packs_it_is_told_when_no_log_is_in_it_and_where_one_may_be(aside, tmp_path, settings):
    file = tmp_path / "support.zip"

    answer = await aside("support", file, **settings)

    assert "holds no log" in answer.sentence
    assert "journalctl -u latarnik" in answer.sentence
    assert not [name for name in unpacked(file) if name.startswith("log")]


async def test_each_process_of_a_divided_installation_has_its_log_in_it(aside, home, tmp_path):
    (home / "log").mkdir()
    for role in ("bot", "worker"):
        (home / "log" / f"{role}.log").write_text(f"{role} to {PLANTED[2]}\n", encoding="utf-8")

    answer = await aside("support", tmp_path / "support.zip", log_file=home / "log" / "latarnik.log")

    parts = unpacked(tmp_path / "support.zip")
    assert (answer.status, answer.err) == (0, "")
    assert (parts["log-bot.txt"], parts["log-worker.txt"]) == ("bot to ***@***\n", "worker to ***@***\n")


async def test_a_file_that_is_there_is_never_written_over(aside, tmp_path):
    file = tmp_path / "support.zip"
    file.write_text("mine", encoding="utf-8")

    answer = await aside("support", file)

    assert answer.status == 1
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_bundle_that_found_no_room_does_not_stand_in_the_way_of_the_next(latarnik, tmp_path):
    file = tmp_path / "support.zip"
    settings = {"data_dir": tmp_path / "nothing", **NOWHERE}

    refused = run_script(tmp_path, "support", file, largest_file=1, **settings)

    assert (refused.status, "cannot be written" in refused.sentence) == (1, True)
    assert not file.exists()
    assert latarnik("support", file, **settings).status == 0
