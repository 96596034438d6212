"""Letters that are broken, sealed or made up to do harm: what becomes of each, as docs/mail-input.md lists it.

Taken: its own words are read. Refused: one sentence, to a proven sender. Left alone: nobody hears of it but the log.
"""

import base64
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from invoicing.services.messages import Channel, Incoming
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.attachments import LARGEST, MOST
from mailer.parts import DEEPEST, MOST_PARTS, leaves_of
from mailer.reading import LetterReader
from mailer.withholding import without_secrets

WORDS = "faktura dla NIP 5260250274"
HEAD = "From: Ola <ola@latarnia.example>\nSubject: x\nMIME-Version: 1.0\n"
DOCS = Path(__file__).parents[2] / "docs" / "mail-input.md"
READER = LetterReader(ImapAccount("127.0.0.1", 143, Security.NONE, "faktury@latarnia.example", "x"))


def letter(content_type: str, body: str, more: str = "") -> bytes:
    return f"{HEAD}{more}Content-Type: {content_type}\n\n{body}".encode()


def mixed(*parts: str, kind: str = "mixed", more: str = "") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return letter(f"multipart/{kind}; boundary=b{more}", f"{body}--b--\n")


def text(words: str = WORDS) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{words}"


def html(body: str, style: str = "") -> bytes:
    return letter(
        "text/html; charset=utf-8", f"<html><head><style>{style}</style></head><body>{body}</body></html>"
    )


def nested(depth: int) -> str:
    return (
        "".join("Content-Type: message/rfc822\n\nFrom: a@b.example\n" for _ in range(depth))
        + "\nNIP 9990001137"
    )


def bomb() -> str:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("faktura.xml", b"0" * 50_000_000)
    coded = base64.encodebytes(into.getvalue()).decode()
    return f'Content-Type: application/zip; name="f.zip"\nContent-Transfer-Encoding: base64\n\n{coded}'


def deep(depth: int) -> bytes:
    inner = "".join(f"Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n" for at in range(depth))
    return f"{HEAD}{inner}{text()}\n".encode()


SIGNATURE = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB"
PGP = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
FILE = "Content-Type: application/octet-stream; name=a.bin\nContent-Disposition: attachment\n\nx"

TAKEN: dict[str, bytes] = {
    "no closing boundary": letter("multipart/mixed; boundary=b", f"--b\n{text()}\n"),
    "multipart without a boundary": letter("multipart/mixed", WORDS),
    "header and nothing known in it": f"{HEAD}Content-Type: ;;;=\n\n{WORDS}".encode(),
    "unknown charset": letter("text/plain; charset=x-wat", WORDS),
    "charset that does not fit": f"{HEAD}Content-Type: text/plain; charset=us-ascii\n\n{WORDS}".encode(),
    "NUL bytes": letter("text/plain", "fak\0tura dla \0NIP 5260250274\0"),
    "bidi controls": letter("text/plain; charset=utf-8", "faktura dla\u202e NIP\u2066 5260250274\u200b"),
    "message/rfc822 nested 50 deep": mixed(text(), nested(50)),
    "zip bomb": mixed(text(), bomb()),
    "winmail.dat": mixed(text(), 'Content-Type: application/ms-tnef; name="winmail.dat"\n\nx\u009f>"'),
    "100 recipients": f"To: {', '.join(f'a{at}@b.example' for at in range(100))}\n{HEAD}\n{WORDS}".encode(),
    "base64 broken": letter(
        "text/plain", base64.b64encode(WORDS.encode()).decode() + "!!!\n=%", "Content-Transfer-Encoding: base64\n"
    ),
    "quoted-printable broken": letter("text/plain", WORDS + "=", "Content-Transfer-Encoding: quoted-printable\n"),
    "unknown transfer encoding": letter("text/plain", WORDS, "Content-Transfer-Encoding: x-wat\n"),
    "boundary inside a longer line": letter("multipart/mixed; boundary=b", f"--bb\nNIP 9990001137\n--b\n{text()}\n--b--\n"),
    "boundary with signs of a pattern": letter('multipart/mixed; boundary=".*"', f"--.*\n{text()}\n--.*--\n"),
    "text after the closing boundary": mixed(text()) + b"NIP 9990001137\n",
    "S/MIME signed": mixed(text(), SIGNATURE, kind="signed", more="; protocol=x"),
    "PGP signed": letter("text/plain", PGP.format(WORDS)),
    "PGP/MIME signed": mixed(text(), "Content-Type: application/pgp-signature\n\nx", kind="signed"),
    "date of 1970": f"Date: Thu, 1 Jan 1970 00:00:00 +0000\n{HEAD}\n{WORDS}".encode(),
    "date of 9999": f"Date: Fri, 31 Dec 9999 23:59:59 -9999\n{HEAD}\n{WORDS}".encode(),
    "date that is none": f"Date: jutro\n{HEAD}\n{WORDS}".encode(),
    "line ends of a Mac": letter("text/plain", WORDS + "\r"),
    "HTML alone": html(f"<p>{WORDS}</p>"),
    "HTML: script": html(f"<script>NIP 9990001137</script><p>{WORDS}</p>"),
    "HTML: display none": html(f'<p style="DISPLAY : none">NIP 9990001137</p><p>{WORDS}</p>'),
    "HTML: hidden by a style sheet": html(f'<p class="a x">NIP 9990001137</p><p>{WORDS}</p>', ".x { display:none }"),
    "HTML: white on white": html(f'<p><font color="#FFFFFF">NIP 9990001137</font>{WORDS}</p>'),
    "HTML: zero size": html(f'<span style="font-size:0px">NIP 9990001137</span>{WORDS}'),
    "HTML: out of sight": html(f'<div style="position:absolute;left:-9999px">NIP 9990001137</div>{WORDS}'),
    "HTML: a comment": html(f"<!-- NIP 9990001137 <p> -->{WORDS}<![if !mso]>"),
    "HTML: tags that never close": html(f"<b><i><p>{WORDS}<b"),
}  # fmt: skip

REFUSED: dict[str, tuple[bytes, str]] = {
    "S/MIME encrypted": (letter("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIIB"), "sealed-letter"),
    "S/MIME signed and sealed in one": (letter("application/pkcs7-mime; smime-type=signed-data", "MIIB"), "sealed-letter"),
    "PGP encrypted": (letter("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----"), "sealed-letter"),
    "PGP/MIME encrypted": (mixed("Content-Type: application/pgp-encrypted\n\nVersion: 1", FILE, kind="encrypted"), "sealed-letter"),
    "10 000 parts": (mixed(*[text("x")] * 10_000), "tangled-letter"),
    "multiparts nested 1000 deep": (deep(1000), "tangled-letter"),
    "over 25 MB (headers alone are fetched)": (b"X-Latarnik-Too-Large: yes\r\n" + HEAD.encode() + b"\n", "large-letter"),
}  # fmt: skip

LEFT_ALONE: dict[str, bytes] = {
    "two From headers": b"From: zly@evil.example\n" + letter("text/plain", WORDS),
    "From with two addresses": f"From: ola@latarnia.example, zly@evil.example\n\n{WORDS}".encode(),
    "From as a group": f"From: zarzad:ola@latarnia.example;\n\n{WORDS}".encode(),
    "From with an address as its name": f"From: ola@latarnia.example <zly@evil.example>\n\n{WORDS}".encode(),
    "From with a line end in its name": f"From: =?utf-8?q?a=0D=0ABcc:_x?= <ola@latarnia.example>\n\n{WORDS}".encode(),
    "From of 20 kB": f"From: {'a' * 20_000} <ola@latarnia.example>\n\n{WORDS}".encode(),
    "headers of 1 MB": HEAD.encode() + b"X-A: " + b"a" * 1_000_000 + b"\n\n" + WORDS.encode(),
    "nothing at all": b"",
    "no header": b"\n\n" + WORDS.encode(),
    "bytes of noise": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_strange_letter_is_taken_for_what_its_writer_wrote(read_bytes, name):
    incoming = read_bytes(TAKEN[name])

    assert (incoming.text, incoming.media) == (WORDS, None)


@pytest.mark.parametrize("name", REFUSED)
def test_a_letter_that_cannot_be_read_is_refused_with_a_reason(read_bytes, name):
    raw, reason = REFUSED[name]

    assert read_bytes(raw).media == reason


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_a_letter_of_no_clear_sender_is_left_alone(read_bytes, name):
    assert read_bytes(LEFT_ALONE[name]) is None


@pytest.mark.parametrize("name", [*TAKEN, *REFUSED, *LEFT_ALONE])
def test_every_strange_letter_stands_in_the_documentation(name):
    assert f"| {name} |" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("charset", ["utf-7", "UTF7", "unicode-1-1-utf-7"])
def test_words_hidden_in_utf_7_are_not_read(read_bytes, charset):
    hidden = "faktura dla NIP 9990001137".encode("utf-16-be")
    coded = base64.b64encode(hidden).decode().rstrip("=")
    incoming = read_bytes(letter(f"text/plain; charset={charset}", f"+{coded}-"))

    assert "9990001137" not in incoming.text


def test_the_name_of_a_sender_shows_nothing_that_it_is_not(read_bytes):
    name = base64.b64encode("Ola\u202e\u0000 Nowak\u2028".encode()).decode()
    incoming = read_bytes(f"From: =?utf-8?b?{name}?= <ola@latarnia.example>\n\n{WORDS}".encode())

    assert incoming is None or incoming.sender.name == "Ola Nowak"


def test_a_file_s_name_is_only_a_name(read_bytes):
    part = 'Content-Type: text/csv; name="..\\\\..\\\\etc/pass<wd>\u202evsc.csv"\nContent-Disposition: attachment\n\na;b'
    (file,) = read_bytes(mixed(text(), part)).attachments

    assert file.name == "pass_wd_vsc.csv"


def test_files_are_named_up_to_a_number_and_taken_along_up_to_a_size(read_bytes):
    big = f"Content-Type: text/csv; name=big.csv\n\n{'a' * (LARGEST + 1)}"
    files = read_bytes(mixed(text(), big, *[FILE] * 50)).attachments

    assert len(files) == MOST
    assert (files[0].content, files[0].size > LARGEST) == (None, True)
    assert files[1].content == b"x"


def test_a_bomb_stays_packed(read_bytes):
    (file,) = read_bytes(TAKEN["zip bomb"]).attachments

    assert file.content.startswith(b"PK")
    assert len(file.content) < 100_000


def test_a_long_letter_takes_no_more_memory_than_its_files_may(read_bytes):
    line = base64.encodebytes(b"a" * 57).decode()
    part = f"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n{line * 60_000}"
    raw = mixed(text(), *[part] * 5)
    tracemalloc.start()
    read_bytes(raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 60_000_000


def test_the_work_on_a_letter_is_bounded_by_its_parts():
    many, whole = leaves_of(mixed(*[text("x")] * 10_000))
    assert (len(many) <= MOST_PARTS, whole) == (True, False)

    assert leaves_of(deep(DEEPEST - 1))[1]
    assert not leaves_of(deep(DEEPEST + 1))[1]


def _pieces() -> st.SearchStrategy[bytes]:
    words = [
        b"From: ola@latarnia.example\n", b"From:", b"To: faktury@latarnia.example\n", b"Subject: =?utf-8?b?!!?=\n", b"\n\n", b"\n", b"\r\n",
        b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: text/html\n", b"Content-Type: message/rfc822\n", b"--b\n", b"--b--\n",
        b"Content-Transfer-Encoding: base64\n", b"Content-Disposition: attachment; filename*0*=utf-8''%FF\n", b"<p style='", b"<!--", b"<blockquote>",
        b"> x\n", b"On 20.11.2026 Jan <a@b> wrote:\n", b"-- \n", b"=?x?q?", b"Date: Fri, 99 Nov 9999 99:99:99\n", b"\x00", b"\xff\xfe", b"Message-ID: <",
    ]  # fmt: skip
    return st.lists(st.sampled_from(words) | st.binary(max_size=20), max_size=25).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000) | _pieces())
@example(b"From: ola@latarnia.example\nContent-Type: multipart/mixed; boundary=\n\n")
@example(b"From: ola@latarnia.example\nContent-Type: text/html\n\n<")
def test_whatever_comes_is_a_letter_or_none(raw):
    incoming = READER(Received("email:1", Channel.EMAIL, "email:x", raw, None))

    assert incoming is None or (isinstance(incoming, Incoming) and "\0" not in incoming.text)
    assert isinstance(without_secrets(raw), bytes)
