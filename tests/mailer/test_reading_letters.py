"""Who wrote, what they wrote themselves, and whom nobody answers."""

import pytest

AUTHSERV = "Authentication-Results: mx.sandbox.example; dkim=pass; dmarc=pass header.from=latarnia.example"
PLAIN = "From: Ola <ola@latarnia.example>\nSubject: Zlecenie\nMessage-ID: <1@latarnia.example>\n\nfaktura dla NIP 5260250274\n"


def test_a_letter_becomes_what_a_person_wrote(read):
    incoming = read(f"{AUTHSERV}\n{PLAIN}")

    assert incoming.text == "faktura dla NIP 5260250274"
    assert incoming.sender.address == "ola@latarnia.example"
    assert incoming.proof.vouched
    assert (incoming.thread, incoming.subject) == ("<1@latarnia.example>", "Zlecenie")


def test_a_letter_without_words_says_its_subject(read):
    assert (
        read("From: ola@latarnia.example\nSubject: faktura dla NIP 5260250274\n\n").text
        == "faktura dla NIP 5260250274"
    )


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=latarnia.example\n",
        "Authentication-Results: mx.sandbox.example; dmarc=fail header.from=latarnia.example\n",
        "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=evil.example\n",
        "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=latarnia.example.evil.example\n",
        "Authentication-Results: mx.sandbox.example; dmarc=fail (dmarc=pass header.from=latarnia.example)\n",
        f"Authentication-Results: mx.evil.example; none\n{AUTHSERV}\n",
        "Authentication-Results: mx.sandbox.example.evil.example; dmarc=pass header.from=latarnia.example\n",
        # the server repeats the envelope's address, which the sender chose
        (
            'Authentication-Results: mx.sandbox.example; spf=pass smtp.mailfrom="x; dmarc=pass '
            'header.from=latarnia.example "@evil.example; dmarc=none\n'
        ),
        (
            'Authentication-Results: mx.sandbox.example; spf=pass smtp.mailfrom="x; dmarc=pass '
            "header.from=latarnia.example\n"
        ),
        (
            "Authentication-Results: mx.sandbox.example; spf=pass smtp.mailfrom==?utf-8?q?x=3B_dmarc=3Dpass"
            "_header.from=3Dlatarnia.example_?=@evil.example\n"
        ),
        "Authentication-Results: mx.sandbox.example; spf=pass ((a) ; dmarc=pass header.from=latarnia.example ; b)\n",
        "Authentication-Results: mx.sandbox.example; spf=pass (a ; dmarc=pass header.from=latarnia.example ;\n",
        (
            "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=latarnia.example; dmarc=fail "
            "header.from=latarnia.example\n"
        ),
        (
            "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=evil.example "
            "header.from=latarnia.example\n"
        ),
    ],
)
def test_a_sender_nobody_vouches_for_is_not_authentic(read, headers):
    assert not read(headers + PLAIN).proof.vouched


@pytest.mark.parametrize(
    "verdict",
    [
        (
            "mx.sandbox.example; dkim=pass header.d=latarnia.example;\n\tdmarc=pass (p=REJECT sp=NONE) "
            "header.from=latarnia.example"
        ),
        (
            "mx.sandbox.example 1; spf=pass (mx: domain of ola@latarnia.example designates 192.0.2.1) "
            'smtp.mailfrom="ola; x"@latarnia.example; dmarc=pass header.from=latarnia.example policy.dmarc=reject'
        ),
        "mx.sandbox.example; dmarc = pass header.from = latarnia.example; dkim=fail",
    ],
)
def test_the_verdict_of_our_own_server_is_read_as_servers_write_it(read, verdict):
    assert read(f"Authentication-Results: {verdict}\n{PLAIN}").proof.vouched


@pytest.mark.parametrize(
    "senders",
    [
        "From: ola@latarnia.example\nFrom: zly@evil.example\n",
        "From: ola@latarnia.example, zly@evil.example\n",
        "From: ola@latarnia.example <zly@evil.example>\n",
        "",
    ],
)
def test_a_letter_without_one_clear_sender_is_left_alone(read, senders):
    assert read(f"{senders}Subject: x\n\nfaktura dla NIP 5260250274\n") is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "List-Id: <lista.example>",
        "Return-Path: <>",
        "X-Auto-Response-Suppress: All",
        "Subject: Autoodpowiedź: nie ma mnie",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    ],
)
def test_a_robot_is_never_answered(read, header):
    assert read(f"From: ola@latarnia.example\n{header}\n\nx\n") is None


@pytest.mark.parametrize(
    "sender", ["mailer-daemon@x.example", "noreply@x.example", "faktury@latarnia.example"]
)
def test_our_own_letters_and_daemons_are_never_answered(read, sender):
    assert read(f"From: {sender}\nSubject: x\n\nx\n") is None


@pytest.mark.parametrize(
    "quotation",
    [
        "W dniu 20.11.2026 o 10:00, Jan Kowalski pisze:\n> faktura dla NIP 9990001137",
        "pt., 20 lis 2026 o 10:00 Jan Kowalski <jan@klient.example> napisał(a):\n> faktura dla NIP 9990001137",
        "-----Original Message-----\nFrom: jan@klient.example\nfaktura dla NIP 9990001137",
        "Od: Jan Kowalski\nWysłano: piątek\nfaktura dla NIP 9990001137",
        "________________________________\nfaktura dla NIP 9990001137",
        "Dnia 20 listopada 2026 10:00 Jan Kowalski <jan@klient.example> napisał(a):\nfaktura dla NIP 9990001137",
        "-- \nJan Kowalski, NIP 9990001137",
        "---- Wiadomość oryginalna ----\nfaktura dla NIP 9990001137",
    ],
)
def test_quoted_words_are_not_the_sender_s(read, quotation):
    incoming = read(f"From: ola@latarnia.example\nSubject: x\n\nfaktura dla NIP 5260250274\n\n{quotation}\n")

    assert incoming.text == "faktura dla NIP 5260250274"


def test_a_letter_in_html_alone_is_read(read):
    raw = (
        "From: ola@latarnia.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
        "<style>p{}</style><p>faktura dla <b>NIP 5260250274</b></p><blockquote>NIP 9990001137</blockquote>\n"
    )

    assert read(raw).text == "faktura dla NIP 5260250274"


@pytest.mark.parametrize("charset", ["x-wat", "idna", "undefined", "utf-8\0"])
def test_a_charset_nobody_knows_is_no_end_of_the_world(read, charset):
    letter = f'From: ola@latarnia.example\nContent-Type: text/plain; charset="{charset}"\n\nfaktura\n'

    assert read(letter).text == "faktura"


@pytest.mark.parametrize(
    "header",
    [
        "From: =?utf-8?q?a=0D=0Ab?= <ola@latarnia.example>",
        "From: ola@[",
        f"From: {'(a' * 2000}ola@latarnia.example",
    ],
)
def test_a_letter_made_up_to_trip_us_is_left_alone(read, header):
    assert read(f"{header}\n\nfaktura dla NIP 5260250274\n") is None


@pytest.mark.parametrize("filling", ["(" * 50_000 + ")" * 50_000, '"\\' * 50_000])
def test_a_verdict_longer_than_any_server_writes_vouches_for_nobody(read, filling):
    assert not read(f"Authentication-Results: mx.sandbox.example; {filling}\n{PLAIN}").proof.vouched
