"""A file goes out, comes back signed, and the company has its certificates; whatever dies on the way, once."""

from contextlib import suppress

import pytest

from invoicing.services.access.certificates import CertificateType, wallet_of
from invoicing.services.access.login_desk import CHALLENGE, LOGIN
from invoicing.services.messages import IncomingFile
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import OLA, SENTENCE
from tests.services.test_setting_up_a_company import NOWA, PORTOWA, open_link, to_the_numbers

BOTH = [CertificateType.AUTHENTICATION, CertificateType.OFFLINE]


@pytest.fixture
async def asked(house):
    """Ola asked for a file to sign and has it."""
    await house.say("/podpis")
    return house


def file_of(house, chat=OLA) -> bytes:
    """The newest file to be signed."""
    return (
        [each for each in house.telegram.chats[chat].values() if each.code == "login-file"][-1]
        .files[0]
        .content
    )


async def send(house, reference, size=5000, chat=OLA) -> None:
    await house.say("", chat, media="document", document=IncomingFile(reference, "podpisany.xml", size))


async def secret(house, name):
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
        return await work.companies.secret(company.id, name)


async def kinds(house):
    async with house.units.reading() as work:
        (company, *_) = await work.companies.all()
        return [one.type for one in (await wallet_of(work, company.id)).certificates]


def stages(house, chat=OLA):
    said = house.telegram.chats[chat].values()
    return [each.data["stage"] for each in said if each.code == "ksef-access"]


def refusal(house):
    last = house.last()
    assert last.data["stage"] == "refused"
    return last.data["reason"]


async def test_a_signed_file_brings_a_log_in_and_two_certificates(asked):
    await send(asked, asked.desk.sends(file_of(asked)))

    assert stages(asked) == [
        "preparing",
        "enrolled",
        "ready",
    ]  # one message follows the steps, the end is another
    assert await kinds(asked) == BOTH
    assert asked.last().data["auth_until"] == "2028-11-19"
    assert not await secret(asked, LOGIN)  # the certificate took its place
    assert not await secret(asked, CHALLENGE)


async def test_whoever_sets_a_company_up_gets_the_file_unasked(bare_house):
    bare_house.register.knows(NOWA, "NOWA FIRMA SP. Z O.O.", PORTOWA)
    await open_link(bare_house)
    await to_the_numbers(bare_house)
    await bare_house.tap("onboard-yes")

    await send(bare_house, bare_house.desk.sends(file_of(bare_house)))

    assert await kinds(bare_house) == BOTH


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signed": False}, "ksef-signed-missing"),
        ({"nip": "9990001137"}, "ksef-signed-context"),
        ({"challenge": "CR-77"}, "ksef-signed-challenge"),
    ],
)
async def test_a_file_that_will_not_do_is_named_and_never_reaches_ksef(asked, changes, reason):
    await send(asked, asked.desk.sends(file_of(asked), **changes))

    assert refusal(asked) == reason
    assert asked.desk.begun == []
    await send(asked, asked.desk.sends(file_of(asked)))  # the same challenge, signed as it should be
    assert await kinds(asked) == BOTH


async def test_a_file_after_ten_minutes_is_too_late_and_a_fresh_one_is_a_tap_away(asked):
    old = asked.desk.sends(file_of(asked))
    asked.clock.advance(minutes=10)

    await send(asked, old)
    assert refusal(asked) == "ksef-signed-late"
    await asked.tap("login-file")
    await send(asked, asked.desk.sends(file_of(asked)))

    assert await kinds(asked) == BOTH


async def test_what_is_no_xml_or_far_too_large_is_refused_in_words(asked):
    await send(asked, asked.desk.keeps(b"%PDF-1.7"))
    assert refusal(asked) == "ksef-signed-unreadable"

    await send(asked, asked.desk.keeps(b"x"), size=30_000_000)
    assert refusal(asked) == "ksef-signed-too-large"
    assert asked.last().data["details"] == {"size": "30 MB"}
    await send(asked, asked.desk.keeps(b"x" * 3_000_000), size=0)
    assert refusal(asked) == "ksef-signed-too-large"


async def test_only_the_newest_file_counts(asked):
    old = file_of(asked)
    await asked.tap("login-file")

    await send(asked, asked.desk.sends(old))

    assert refusal(asked) == "ksef-signed-challenge"


async def test_two_taps_bring_one_file(asked):
    first, second = asked.tap_of("login-file"), asked.tap_of("login-file")
    await asked.receive(first)
    await asked.receive(second)
    await asked.work()

    assert asked.desk.given == 2  # the first of all, and one for the two taps


async def test_nobody_but_an_owner_signs_for_the_company(house):
    await house.take_on(Role.ISSUER, "2001")

    await house.say("/podpis", "2001")

    assert house.last("2001").code == "not-allowed"
    assert house.desk.given == 0


async def test_a_frozen_company_gets_no_new_way_in(asked):
    signed = asked.desk.sends(file_of(asked))
    await asked.say("/zamroz")

    await send(asked, signed)
    await asked.say("/podpis")

    assert [each.code for each in asked.telegram.chats[OLA].values()][-2:] == ["refused", "refused"]
    assert asked.desk.begun == []


async def test_a_file_nobody_waits_for_is_a_file_like_any_other(house):
    await send(house, house.desk.keeps(b"<x/>"))

    assert house.last().code == "document-checked"
    assert [each["valid"] for each in house.last().data["documents"]] == [False]


async def test_who_signed_without_rights_hears_which_are_missing(asked):
    asked.desk.permissions = frozenset({"InvoiceRead"})

    await send(asked, asked.desk.sends(file_of(asked)))

    assert asked.last().data["missing"] == ["InvoiceWrite"]


async def test_who_has_no_rights_at_all_is_told_where_they_are_granted(asked):
    asked.desk.refuses = "ksef-login-refused-permissions"

    await send(asked, asked.desk.sends(file_of(asked)))

    assert refusal(asked) == "ksef-login-refused-permissions"
    assert await kinds(asked) == []


async def test_a_silent_ksef_is_waited_for_and_said_once(house):
    house.desk.down = True
    await house.say("/podpis")
    await house.work(300)
    assert stages(house).count("waiting") == 1

    house.desk.down = False
    await house.work(120)
    house.desk.slow = True
    await send(house, house.desk.sends(file_of(house)))
    await house.work(300)
    assert len(house.desk.begun) == 1
    house.desk.slow = False
    await house.work(120)

    assert await kinds(house) == BOTH
    assert len(house.desk.begun) == 1


@pytest.mark.parametrize("where", ["begin", "redeem"])
async def test_an_answer_lost_on_the_wire_costs_a_new_file_and_nothing_else(asked, where):
    asked.desk.dies_after = where
    await send(asked, asked.desk.sends(file_of(asked)))
    await asked.work(120)
    assert refusal(asked) == "ksef-signed-spent"

    await asked.tap("login-file")
    await send(asked, asked.desk.sends(file_of(asked)))
    assert await kinds(asked) == BOTH


@pytest.mark.parametrize("commit", range(1, 16))
async def test_a_process_that_dies_before_any_commit_goes_on_and_asks_for_nothing_twice(asked, commit):
    """From the signed file to the last word there are fewer commits than tried here; the last ones are no crash."""
    signed = asked.desk.sends(file_of(asked))
    incoming = asked.incoming("", media="document", document=IncomingFile(signed, "podpisany.xml", 5000))
    async with asked.database.units() as work:
        await work.inbox.put(asked.row(incoming))
    with suppress(Crash), asked.units.dying(before=commit):
        await asked.assistant(incoming)
        await asked.work(1200)
    await asked.restart()
    asked.clock.advance(seconds=61)
    await asked.assistant(incoming)
    await asked.work(1200)

    if "refused" in stages(asked):  # KSeF had taken the file and its answer died with the process
        assert refusal(asked) == "ksef-signed-spent"
        await asked.tap("login-file")
        await send(asked, asked.desk.sends(file_of(asked)))
    assert stages(asked)[-1] == "ready"
    assert [one.type for one in asked.desk.requests] == await kinds(asked) == BOTH


async def test_a_refused_certificate_leaves_the_log_in_and_says_so(asked):
    asked.desk.refuses_certificates = "ksef-enrolment-limit"

    await send(asked, asked.desk.sends(file_of(asked)))

    assert (asked.last().data["stage"], asked.last().data["reason"]) == (
        "not-enrolled",
        "ksef-enrolment-limit",
    )
    assert await secret(asked, LOGIN)


async def test_certificates_that_last_are_not_asked_for_again(asked):
    await send(asked, asked.desk.sends(file_of(asked)))
    await asked.say("/podpis")
    await send(asked, asked.desk.sends(file_of(asked)))

    assert len(asked.desk.requests) == 2
    assert asked.last().data["stage"] == "ready"


async def test_where_the_first_signer_lacked_rights_another_one_gets_certificates_of_their_own(asked):
    asked.desk.permissions = frozenset({"InvoiceRead"})
    await send(asked, asked.desk.sends(file_of(asked)))
    asked.clock.advance(hours=1)
    asked.desk.permissions = frozenset({"Owner"})
    await asked.say("/podpis")

    await send(asked, asked.desk.sends(file_of(asked)))

    assert [one.type for one in asked.desk.requests] == BOTH * 2
    assert asked.last().data["missing"] == []
    await asked.say("/podpis")
    await send(asked, asked.desk.sends(file_of(asked)))
    assert len(asked.desk.requests) == 4


async def test_drafts_can_be_made_while_the_access_is_on_its_way(asked):
    await asked.say(SENTENCE)

    assert asked.last().code == "draft-card"
