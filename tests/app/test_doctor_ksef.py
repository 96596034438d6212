"""`latarnik doctor ksef`: what is missing before real invoices go to KSeF, in plain Polish, and what to do next."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.ksef.xades import Context
from tests.app.commands import NEW_COMPANY, NIP

OF_OURS = ("--company", NIP)
INSTALLATION = ["environment", "addresses", "connection", "clock", "public keys", "lighthouse"]


@pytest.fixture
def doctor(aside):
    """What the doctor finds, by check without the NIP, and the exit status."""

    async def examine(**changes: object):
        answer = await aside("doctor", "ksef", "--json", **changes)
        assert answer.err == ""
        return {line["check"].removeprefix(f"{NIP} "): line for line in answer.lines}, answer.status

    return examine


def not_well(findings: dict) -> dict[str, str]:
    return {name: line["message"] for name, line in findings.items() if not line["ok"]}


@pytest.mark.usefixtures("company")
async def test_a_company_with_all_it_needs_is_well(doctor, aside):
    for kind in ("authentication", "offline"):
        await aside("ksef", "certificates", "enrol", *OF_OURS, "--type", kind)

    findings, status = await doctor()

    assert list(findings) == [
        *INSTALLATION, "access", "log-in", "permissions", "limits", "auth certificate", "offline certificate",
    ]  # fmt: skip
    assert (not_well(findings), status) == ({}, 0)
    assert "testowe" in findings["environment"]["message"]
    assert "{" not in str([line["message"] for line in findings.values()])


@pytest.mark.usefixtures("company")
async def test_what_a_new_company_lacks_is_told_with_the_next_step(doctor):
    findings, status = await doctor()

    troubles = not_well(findings)
    assert (list(troubles), status) == (["auth certificate", "offline certificate"], 1)
    assert "enrol" in troubles["offline certificate"]
    assert "awarii" in troubles["offline certificate"]
    assert "enrol --type authentication" in troubles["auth certificate"]  # its seal ends tomorrow


async def test_a_company_without_access_is_told_how_to_get_one(doctor, aside):
    await aside(*NEW_COMPANY)

    findings, _ = await doctor()

    assert "--prepare" in not_well(findings)["access"]
    assert "log-in" in not_well(findings)


async def test_a_token_is_well_but_certificates_are_recommended(doctor, aside, stage, tmp_path):
    (tmp_path / "token").write_text(stage.ksef.add_token(NIP))
    await aside(*NEW_COMPANY, "--ksef-token-file", "token")

    findings, _ = await doctor()

    assert findings["access"]["ok"]
    assert "certyfikat" in findings["access"]["message"]
    assert findings["log-in"]["ok"]


async def test_a_wrong_token_is_told(doctor, aside, tmp_path):
    (tmp_path / "token").write_text("x" * 40)
    await aside(*NEW_COMPANY, "--ksef-token-file", "token")

    findings, _ = await doctor()

    assert "tokena" in not_well(findings)["log-in"]


async def test_a_revoked_token_is_told(doctor, aside, stage, tmp_path):
    token = stage.ksef.add_token(NIP)
    (tmp_path / "token").write_text(token)
    await aside(*NEW_COMPANY, "--ksef-token-file", "token")
    stage.ksef.revoke_token(token)

    findings, _ = await doctor()

    assert "nieważ" in not_well(findings)["log-in"]


async def test_a_missing_permission_to_issue_is_told(doctor, aside, stage, tmp_path):
    office = stage.ksef._office
    token = office.permissions.add_token(Context("Nip", NIP), frozenset({"InvoiceRead"}), office.now())
    (tmp_path / "token").write_text(token.text)
    await aside(*NEW_COMPANY, "--ksef-token-file", "token")

    findings, _ = await doctor()

    assert "InvoiceWrite" in not_well(findings)["permissions"]


@pytest.mark.usefixtures("company")
async def test_a_clock_that_is_wrong_is_told(doctor, stage):
    stage.ksef._office.world.clock.set(datetime.now(UTC) + timedelta(minutes=7))

    findings, status = await doctor()

    assert "NTP" in not_well(findings)["clock"]
    assert status == 1


@pytest.mark.broken_ksef("KSeF is closed")
@pytest.mark.usefixtures("company")
async def test_with_ksef_away_what_can_be_known_is_told(doctor, stage):
    stage.ksef.set_state("failure")

    findings, status = await doctor()

    assert {"connection", "clock", "public keys"} <= set(not_well(findings))
    assert "log-in" not in findings
    assert "offline certificate" in findings
    assert status == 1


async def test_stand_ins_are_no_real_environment(doctor):
    findings, _ = await doctor()
    assert findings["addresses"]["ok"]

    findings, _ = await doctor(ksef_environment="prod")
    assert "LATARNIK_KSEF_API" in not_well(findings)["addresses"]


async def test_without_a_company_it_says_how_to_add_one(doctor):
    findings, _ = await doctor()

    assert "latarnik company add" in not_well(findings)["companies"]


async def test_before_the_migration_it_says_what_to_run(doctor, tmp_path):
    findings, _ = await doctor(data_dir=tmp_path / "new")

    assert "latarnik migrate" in not_well(findings)["database"]


@pytest.mark.usefixtures("company")
async def test_nobody_is_left_logged_in(doctor, stage):
    await doctor()

    assert {login.verdict.code for login in stage.ksef._auth.logins.values()} == {425}


async def test_the_doctor_of_mail_looks_at_mail_only(aside):
    answer = await aside("doctor", "mail", "--json")

    assert [line["check"] for line in answer.lines][:3] == ["letters out", "letters in", "own mail from"]
    assert not {"ksef", "telegram"} & {line["check"] for line in answer.lines}


async def test_there_is_no_doctor_of_anything_else(aside):
    answer = await aside("doctor", "teeth")

    assert answer.status == 2
    assert answer.sentence


@pytest.mark.usefixtures("company")
async def test_the_general_doctor_tells_of_a_company_that_cannot_log_in(aside, stage):
    stage.ksef.block(NIP)

    answer = await aside("doctor", "--json")

    [line] = [line for line in answer.lines if line["check"] == "ksef access"]
    assert (line["ok"], answer.status) == (False, 1)
    assert "doctor ksef" in line["message"]
