"""Letters and reports as programs really write them, and what may happen to each header, part and byte of them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.sayings import GOOD

HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("From", ("Ola <ola@firma.example>",)),
    ("To", ("faktury@latarnik.example", "", "undisclosed-recipients:;", "<>, <@>", "a@b.example, " * 300)),
    ("Subject", ("Faktura", "", "=?utf-8?b?!!?=", "=?x-wat?q?=ff?=", "=?utf-8?q?a=0D=0Ab?=", "\t", "[L-abcdefgh]", "ż" * 400)),
    ("Date", ("Fri, 20 Nov 2026 10:00:00 +0100", "jutro", "Fri, 99 Nov 9999 99:99:99 +9999", "Fri, 20 Nov 2026", "")),
    ("Message-ID", ("<1@firma.example>", "<", "1", "<a b@c>", "<" + "a" * 2000 + "@b>", "")),
    ("In-Reply-To", ("<x@latarnik.example>", "<<>>", "")),
    ("References", ("<1@a.example> <2@a.example>", "<a> " * 500, ",;")),
    ("Authentication-Results", ("mx.latarnik.example; dmarc=pass header.from=firma.example", "=;;=", "x; dkim=")),
    ("DKIM-Signature", ("v=1; a=rsa-sha256; d=firma.example; s=x; h=from; bh=; b=", "v=", "=", "a" * 5000)),
    ("Received", ("from a by b; Fri, 20 Nov 2026 10:00:00 +0100", ";", "(" * 300)),
    ("Auto-Submitted", ("no", "auto-replied; =", "")),
    ("List-Id", ("<", "")),
    ("Precedence", ("bulk", "ż")),
    ("Return-Path", ("<ola@firma.example>", "<>", "<@,@:a@b>", "x")),
    ("Delivered-To", ("faktury@latarnik.example", "faktury+@latarnik.example", "@")),
    ("Content-Type", ("text/plain; charset=utf-8", "text/plain; charset=\"", "text/html", "text/", "/", ";", "multipart/mixed", "message/rfc822",
                      "text/plain; name*0*=utf-8''%FF; name*1=x; name*3=y", "multipart/report; report-type=delivery-status; boundary=b",
                      "text/plain; charset*=utf-8'pl'%C5", "application/pkcs7-mime")),
    ("Content-Transfer-Encoding", ("8bit", "base64", "quoted-printable", "x-uuencode", "7bit", "=?utf-8?q?base64?=")),
    ("Content-Disposition", ("attachment; filename=a.csv", "attachment; filename*=utf-16''%FF", "inline; filename=\"", ";")),
    ("MIME-Version", ("1.0", "(")),
)  # fmt: skip
BYTES = (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\n", b"\n\n", b"=", b"=?utf-8?q?", b"\x1b$B", b"<", b"--b\n", b"--b--\n", b"\x85", b";", b'"', b"(", b"\\")  # fmt: skip
REPORT = """\
--b

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; a

Final-Recipient: rfc822; a@b.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no

--b
Content-Type: text/rfc822-headers

Subject: Faktura
--b--
"""
BODIES = (
    GOOD,
    f"--b\nContent-Type: text/plain; charset=utf-8\n\n{GOOD}\n--b--\n",
    f"--b\nContent-Type: text/html\n\n<p style='display:none'>x</p><p>{GOOD}\n--b\nContent-Type: text/csv; name=a.csv\n\nNazwa;Cena\nKawa;9,50\n--b--",
    REPORT,
    f"{GOOD}\n\nW dniu 20.11.2026 o 10:00, Jan <a@b.example> pisze:\n> x\n>> y\n-- \nOla",
    "PHA+ZmFrdHVyYTwvcD4=\n",
    "<html><head><style>.x{display:none}</style></head><body><table><tr><td class=x>a<td>b</table><blockquote>c",
)


@st.composite
def letters(draw) -> bytes:
    """A letter."""
    chosen = [
        (name, draw(st.sampled_from(values)))
        for name, values in HEADERS
        if name == "From" or draw(st.booleans())
    ]
    if draw(st.booleans()):
        chosen = draw(st.permutations(chosen))
    if any("multipart" in value for name, value in chosen if name == "Content-Type"):
        chosen = [
            (name, value if "boundary" in value or "multipart" not in value else f"{value}; boundary=b")
            for name, value in chosen
        ]
    head = "".join(f"{name}: {value}\n" for name, value in chosen)
    raw = f"{head}\n{draw(st.sampled_from(BODIES))}".encode()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.sampled_from(BYTES)) + raw[at + draw(st.integers(0, 3)) :]
    return raw.replace(b"\n", b"\r\n") if draw(st.booleans()) else raw
