"""Who signed a letter: the domain in From, everything we act on covered, nothing of it there twice."""

import pytest

from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.dns_keys import DnsKeys
from mailer.reading import LetterReader
from sandbox.mail.signing import USUAL, Signer
from sandbox.names import Names
from tests.mailer.splicing import LINE_ENDS, spliced

OURS = "faktury@latarnia.example"
LETTER = (
    "From: Ola <ola@firma.example>\r\nTo: faktury+abcdefghijklmnop@latarnia.example\r\n"
    "Subject: Zlecenie  dla\r\n\tPana\r\nDate: Fri, 20 Nov 2026 09:59:00 +0100\r\n"
    "Message-ID: <1@firma.example>\r\n\r\nfaktura dla NIP 5260250274, 2 h \t po 200 zł\r\n\r\n\r\n"
).encode()


@pytest.fixture(scope="module")
def signer():
    return Signer()


@pytest.fixture
def proof(signer, clock):
    """What a letter proves, with the signer's key published by every domain that ends in .example."""
    account = ImapAccount("127.0.0.1", 143, Security.NONE, OURS, "x")

    async def look_up(name):
        return signer.record.encode() if name.endswith(".example") else None

    async def read(raw, key=look_up):
        row = Received("email:1", Channel.EMAIL, "email:x", raw, clock.now())
        incoming = await LetterReader(account, key).checked(row)
        return incoming and incoming.proof

    return read


async def test_the_domain_in_from_has_signed(proof, signer):
    found = await proof(signer.signed(LETTER, "firma.example"))

    assert (found.signed, found.vouched, found.addressed) == (True, False, True)
    assert (found.token, found.in_subject) == ("abcdefghijklmnop", False)
    assert found.dated.isoformat() == "2026-11-20T09:59:00+01:00"


async def test_every_copy_of_a_letter_has_one_digest_and_another_letter_another(proof, signer):
    first = await proof(signer.signed(LETTER, "firma.example"))
    copy = await proof(b"Received: from elsewhere\r\n" + signer.signed(LETTER, "firma.example"))
    other = await proof(signer.signed(LETTER.replace(b"200", b"201"), "firma.example"))

    assert copy.signed
    assert first.digest == copy.digest != other.digest


def changed(raw: bytes) -> bytes:
    return raw.replace(b"200", b"900")


def second_from(raw: bytes) -> bytes:
    return b"From: ola@firma.example\r\n" + raw


def twice(header: bytes):
    return lambda raw: header + raw


@pytest.mark.parametrize(
    "forge",
    [
        changed,
        twice(b"Subject: faktura dla NIP 1111111111\r\n"),
        twice(b"To: faktury@latarnia.example\r\n"),
        twice(b"Date: Fri, 20 Nov 2026 23:00:00 +0100\r\n"),
        twice(b"Message-ID: <2@firma.example>\r\n"),
        lambda raw: raw.replace(b"+abcdefghijklmnop", b"+ponmlkjihgfedcba"),
        lambda raw: raw.replace(b"Zlecenie", b"Zlecenie pilne"),
    ],
    ids=["body", "subject-twice", "to-twice", "date-twice", "id-twice", "sent-on", "subject"],
)
async def test_what_was_changed_on_the_way_is_not_signed(proof, signer, forge):
    found = await proof(forge(signer.signed(LETTER, "firma.example")))

    assert not found.signed


FORGED = (
    b"From: Ola <ola@firma.example>\r\nTo: faktury+abcdefghijklmnop@latarnia.example\r\n"
    b"Subject: faktura dla NIP 1111111111\r\nDate: Fri, 20 Nov 2026 09:59:00 +0100\r\n"
    b'Message-ID: <new@firma.example>\r\nContent-Type: multipart/mixed; boundary="q"'
)


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS)
async def test_fields_that_only_one_reader_sees_are_proven_by_no_old_letter(proof, signer, line_end):
    old = LETTER.replace(b"Ola <ola@", b"Jan <jan@").replace(b"faktury+abcdefghijklmnop@", b"klient@")

    found = await proof(spliced(signer.signed(old, "firma.example"), FORGED, line_end))

    assert found is None or (found.signed, found.token, found.addressed) == (True, None, False)


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS)
def test_our_servers_verdict_on_one_sender_vouches_for_no_other(read_bytes, line_end):
    genuine = b"From: Jan <jan@evil.example>\r\nTo: x@latarnia.example\r\n\r\nfaktura\r\n"
    verdict = b"Authentication-Results: mx.sandbox.example; dmarc=pass header.from=firma.example\r\n"

    incoming = read_bytes(verdict + spliced(genuine, FORGED, line_end))

    assert incoming is None or incoming.sender.address == "jan@evil.example"


async def test_a_line_of_an_old_mailbox_file_ends_no_signed_field(proof, signer):
    raw = signer.signed(LETTER, "firma.example").replace(b"\r\n\tPana", b"\r\nFrom nobody\r\n\tPana")

    assert not (await proof(raw)).signed


async def test_a_second_sender_makes_it_no_letter_at_all(proof, signer):
    assert await proof(second_from(signer.signed(LETTER, "firma.example"))) is None


@pytest.mark.parametrize(
    "domain", ["evil.example", "ma.example", "x.firma.example", "example", "irma.example"]
)
async def test_a_signature_of_another_domain_proves_nothing(proof, signer, domain):
    assert not (await proof(signer.signed(LETTER, domain))).signed


async def test_the_domain_above_may_sign_for_those_below(proof, signer):
    below = LETTER.replace(b"ola@firma.example", b"ola@biuro.firma.example")

    assert (await proof(signer.signed(below, "firma.example"))).signed


@pytest.mark.parametrize("left_out", ["to", "subject", "date", "message-id", "from"])
async def test_a_signature_that_leaves_out_what_we_act_on_proves_nothing(proof, signer, left_out):
    fields = tuple(field for field in USUAL if field != left_out)

    assert not (await proof(signer.signed(LETTER, "firma.example", fields))).signed


async def test_a_signature_of_the_beginning_of_a_letter_proves_nothing(proof, signer):
    raw = signer.signed(LETTER, "firma.example", length=20)

    assert not (await proof(raw)).signed
    assert not (await proof(raw + b"wystaw 99999 zl\r\n")).signed


async def test_a_good_signature_below_a_broken_one_counts(proof, signer):
    raw = signer.signed(LETTER, "firma.example")
    broken = raw.replace(b"b=", b"b=AAAA", 1).split(b"\r\n", 1)[0] + b"\r\n"

    assert (await proof(broken + raw)).signed


async def test_a_hundred_signatures_keep_nobody_busy(proof, signer):
    asked = []

    async def look_up(name):
        asked.append(name)
        return signer.record.encode()

    raw = signer.signed(LETTER, "firma.example")
    heap = b"".join(b"DKIM-Signature: v=1; a=rsa-sha256; d=firma.example; s=k%d; h=%b; bh=AAAA; b=AAAA\r\n"
                    % (at, b":".join(field.encode() for field in USUAL)) for at in range(100))  # fmt: skip

    assert not (await proof(heap + raw, look_up)).signed
    assert len(asked) <= 4


async def test_somebody_added_to_cc_behind_the_signature_does_not_count_as_named(proof, signer):
    elsewhere = LETTER.replace(b"faktury+abcdefghijklmnop@latarnia.example", b"ktos@inna.example")
    raw = signer.signed(elsewhere, "firma.example")

    found = await proof(
        b"Delivered-To: faktury+abcdefghijklmnop@latarnia.example\r\nCc: " + OURS.encode() + b"\r\n" + raw
    )

    assert (found.signed, found.addressed, found.token) == (True, False, "abcdefghijklmnop")


@pytest.mark.parametrize(
    "record",
    [
        None,
        b"",
        b"v=DKIM1; k=rsa; p=",
        b"v=DKIM1; k=rsa; p=AAAA",
        b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        b"\xff\x00",
    ],
)
async def test_a_key_that_is_none_proves_nothing(proof, signer, record):
    async def look_up(_):
        return record

    assert not (await proof(signer.signed(LETTER, "firma.example"), look_up)).signed


async def test_a_domain_that_is_only_trying_it_out_proves_nothing(proof, signer):
    async def look_up(_):
        return signer.record.replace("k=rsa;", "k=rsa; t=y:s;").encode()

    assert not (await proof(signer.signed(LETTER, "firma.example"), look_up)).signed


async def test_keys_come_from_the_dns_and_are_remembered(signer, proof):
    names = Names(lambda: signer.record)
    keys = DnsKeys(await names.start())
    raw = signer.signed(LETTER, "firma.example")

    assert (await proof(raw, keys)).signed
    assert await keys("sandbox._domainkey.nobody.invalid") is None
    await names.stop()
    assert (await proof(raw, keys)).signed  # asked once


async def test_a_letter_whose_body_was_withheld_is_signed_by_nobody(proof, signer):
    raw = signer.signed(LETTER, "firma.example")
    bare = raw.partition(b"\r\n\r\n")[0] + b"\r\nX-Latarnik-Withheld: token\r\n\r\n"

    assert not (await proof(bare)).signed
