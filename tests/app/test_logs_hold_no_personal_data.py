"""What stands in a log may be read by anybody who mends the server."""

import json
import logging

import pytest

from app.logs import masked, set_up_logs

PLANTED = {
    "NIP": "5260250274",
    "NIP with dashes": "526-025-02-74",
    "PESEL": "44051401359",
    "account": "96999000120000000000000001",
    "account in groups": "96 9990 0012 0000 0000 0000 0001",
    "IBAN": "PL96999000120000000000000001",
    "address": "jan.kowalski+faktury@firma.example",
    "bot token": "8123456789:AAF0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345",
    "KSeF token": "|nip-5265877635|" + "0123456789abcdef" * 4,
    "address of a one-time page": "/dostep/abcdefghijklmnopqrstuvwxyz-0123456789_ABCDE",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
}


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for ours in set(root.handlers) - set(before):
        ours.close()
    root.handlers, root.level = before, level


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_value_does_not_survive_masking(what):
    assert PLANTED[what] not in masked(f"before {PLANTED[what]} after")


def test_words_and_invoice_numbers_survive_masking():
    sentence = (
        "FV/2026/11/1 waits, attempt 3 of 20, status 440, job submit:6f9619ff-8b86-d011-b42d-00c04fc964ff:1"
    )

    assert masked(sentence) == sentence


def test_a_private_key_leaves_no_line_behind():
    begin = "-----BEGIN " + "PRIVATE KEY-----"
    key = f"{begin}\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----"

    assert "MIGH" not in masked(key)


def test_fields_and_tracebacks_are_masked_at_the_last_door(root_logger, capsys):
    set_up_logs("info", "json")

    try:
        int(f"buyer {PLANTED['NIP']}")
    except ValueError:
        root_logger.exception(
            "failed for %s", PLANTED["address"], extra={"password": "tajne", "to": PLANTED["address"]}
        )

    line = json.loads(capsys.readouterr().err)
    assert "tajne" not in str(line)
    assert PLANTED["NIP"] not in str(line)
    assert PLANTED["address"] not in str(line)


def test_a_log_file_is_its_owners_alone_and_thirty_days_of_it_are_kept(root_logger, tmp_path):
    file = tmp_path / "latarnik.log"
    for day in range(1, 32):
        (tmp_path / f"latarnik.log.2026-08-{day:02}").touch()
    for day in range(1, 11):
        (tmp_path / f"latarnik.log.2026-09-{day:02}").touch()
    set_up_logs("info", "json", file)

    root_logger.warning("to %s", PLANTED["address"])
    root_logger.handlers[0].doRollover()
    root_logger.warning("a new day")

    assert file.stat().st_mode & 0o777 == 0o600
    assert "a new day" in file.read_text(encoding="utf-8")
    older = sorted(tmp_path.glob("latarnik.log.*"))
    assert len(older) == 30
    assert older[0].name == "latarnik.log.2026-08-13"
    assert PLANTED["address"] not in "".join(each.read_text(encoding="utf-8") for each in tmp_path.iterdir())
