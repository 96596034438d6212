"""Letters within letters: parts in parts, charsets nobody has, names of files that try to lead elsewhere, headers that try to add others."""

from __future__ import annotations

import base64
import io
import zipfile

from hypothesis import strategies as st

from tests.fuzz.files import DOCUMENTS, TABLE
from tests.fuzz.sayings import GOOD, STRANGE

CHARSETS = (
    "utf-8", "iso-8859-2", "utf-7", "utf-16", "x-wat", "", "unicode-1-1-utf-7", "rot13", "idna", "punycode", "zlib", "hex",
    "undefined", "raw_unicode_escape", "utf-8\x00", "utf-8;x", "x" * 500, "mbcs", "iso-2022-jp", "cp65001", "ascii",
)  # fmt: skip
NAMES = (
    "a.csv", "../../../etc/passwd", "..\\..\\a.csv", "/etc/passwd", "C:\\a.csv", "a\u202evsc.exe", "CON", "a.csv\x00.exe", ".", "..", "",
    "=?utf-8?q?a=0D=0ABcc=3A_x=40y.example?=", "a\r\nBcc: x@y.example", "%2e%2e%2fa.csv", "<script>.csv", "a" * 400 + ".csv", "\u200b.csv",
    "a.csv; filename=b.xml", "'; DROP TABLE a; --.csv", "faktura.xml", "a.zip", "{{x}}.csv", "\ud800.csv",
)  # fmt: skip
INJECTING = (
    "Ola\r\nBcc: x@evil.example", "=?utf-8?q?Ola=0D=0ABcc:_x=40evil.example?=", "=?utf-8?b?T2xhDQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
    "Ola\rBcc: x@evil.example", "Ola\x0bBcc: x@evil.example", "Ola\u2028Bcc: x@evil.example", "=?utf-8?q?" + "a=20" * 400 + "?=",
    "\u202eFaktura", "Faktura \x00", "Re: " * 200,
)  # fmt: skip


def _zipped(content: bytes, name: str = "a.csv") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


BOMB = _zipped(_zipped(bytes(3_000_000)), "../a.zip")
CONTENTS = (
    GOOD.encode(),
    TABLE.encode(),
    TABLE.encode("utf-16"),
    DOCUMENTS[0],
    BOMB,
    b"\x1f\x8b\x08\x00" + bytes(40),
    b"",
    b"\x00" * 100,
)
KINDS = (
    "text/plain", "text/html", "text/csv", "application/xml", "application/zip", "application/octet-stream", "image/png",
    "message/rfc822", "message/partial", "message/external-body", "application/ms-tnef", "text/calendar", "x", "text/plain/x",
)  # fmt: skip


@st.composite
def _leaf(draw) -> bytes:
    kind, charset = draw(st.sampled_from(KINDS)), draw(st.sampled_from(CHARSETS))
    content, way = (
        draw(st.sampled_from(CONTENTS)),
        draw(st.sampled_from(["base64", "8bit", "quoted-printable", "x-wat"])),
    )
    name = draw(st.sampled_from(NAMES))
    form = draw(
        st.sampled_from(
            ['filename="{}"', "filename={}", "filename*=utf-8''{}", "filename*0={}; filename*1=x", ""]
        )
    )
    body = base64.encodebytes(content) if way == "base64" else content
    head = f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: {way}\n'
    more = f"Content-Disposition: attachment; {form.format(name)}\n" if draw(st.booleans()) else ""
    return (head + more + "\n").encode("utf-8", "surrogatepass") + body


@st.composite
def _within(draw, inner) -> bytes:
    """Some parts in another one; their boundary may be the same as further out, or lack its end."""
    name = draw(st.sampled_from(["b", "b", "bb", "b b", "", "=_" + "x" * 80]))
    kind = draw(st.sampled_from(["mixed", "alternative", "related", "signed", "report", "digest", "x-wat"]))
    mark, parts = name.encode(), draw(st.lists(inner, max_size=3))
    body = b"".join(b"\n--" + mark + b"\n" + part for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{name}"\n\n'.encode()
        + body
        + draw(st.sampled_from([b"\n--" + mark + b"--\n", b""]))
    )


@st.composite
def _deep(draw) -> bytes:
    """The same part around itself, oftener than anybody looks."""
    raw, rfc822 = draw(_leaf()), draw(st.booleans())
    for number in range(draw(st.sampled_from([3, 30, 300]))):
        if rfc822:
            raw = b"Content-Type: message/rfc822\n\n" + raw
        else:
            mark = str(number).encode()
            raw = (
                b"Content-Type: multipart/mixed; boundary="
                + mark
                + b"\n\n--"
                + mark
                + b"\n"
                + raw
                + b"\n--"
                + mark
                + b"--\n"
            )
    return raw


@st.composite
def nested(draw) -> bytes:
    """A letter of Ola's whose subject and name try to say more than one thing."""
    inside = draw(st.one_of(st.recursive(_leaf(), _within, max_leaves=8), _deep()))
    subject = draw(st.sampled_from([*INJECTING, *STRANGE]))
    name = draw(st.sampled_from([*INJECTING, "Ola", '"', "("]))
    head = f"From: {name} <ola@firma.example>\nSubject: {subject}\nMessage-ID: <1@firma.example>\nMIME-Version: 1.0\n"
    return head.encode("utf-8", "surrogatepass") + inside
