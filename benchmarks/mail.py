"""Letters out and in, over a real Postfix and a real Dovecot, each beside a bare loop in the same run.

    python -m benchmarks.mail

Needs root and Debian's packages (tests/real/packages.sh). The bare loops keep nothing, judge nothing and mend nothing:
they are what the wire and the servers allow. Rounds alternate, and a ratio is the middle one of the rounds, so that a
slow moment of the machine weighs on both sides. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from pathlib import Path

from app.clock import SystemClock
from benchmarks import mail_peers
from benchmarks.figures import Bound, Figure, median, missed, seconds, show, spread
from benchmarks.mail_in import WAITING, letters_in, pushes
from invoicing.services.letters_out import Attachment, Letter
from mailer.accounts import Security, SmtpAccount
from mailer.smtp import SmtpPostman
from tests.real.mail_configuration import SELLER, SINK
from tests.real.mail_servers import HOST, MailServers, mail_servers

LETTERS, ROUNDS, SLOW_ONES = 60, 9, 15
ATTACHMENT = 150_000
BOUNDS = {
    "out: of a bare loop": Bound(least=0.9),
    "out: of one connection each": Bound(least=3.0),
    "in: of a bare loop": Bound(least=0.5),
    "in: growth of memory": Bound(most=10.0),
    "in: all stored": Bound(least=1.0),
    "push to database": Bound(most=1.0),
}


async def main() -> int:
    """Measure all, print the table; 1 when a bound is missed."""
    figures: list[Figure] = []
    with mail_servers() as servers, tempfile.TemporaryDirectory(prefix="latarnik-letters-") as root:
        os.environ["SSL_CERT_FILE"] = str(servers.certificate)  # as a company would trust its own server
        figures += await letters_in(servers, Path(root))
        show(f"{WAITING} letters that waited, Dovecot", figures, BOUNDS)
        figures += (pushed := await pushes(servers, Path(root)))
        show("A letter from Postfix by Dovecot's push into the database", pushed, BOUNDS)
        figures += (sent := await letters_out(servers))
        show(f"Letters out with {ATTACHMENT // 1000} kB attached, Postfix", sent, BOUNDS)
    troubles = missed(figures, BOUNDS)
    print("\n".join(troubles) if troubles else "Every bound holds.")
    return int(bool(troubles))


async def letters_out(servers: MailServers) -> list[Figure]:
    """Our postman beside a bare pool of as many connections, and beside a connection for each letter."""
    account = SmtpAccount(
        HOST, servers.ports.smtp, Security.STARTTLS, SELLER, servers.passwords[SELLER], SELLER, "Latarnia"
    )
    content = secrets.token_bytes(ATTACHMENT)
    postman = SmtpPostman(account, SystemClock())

    async def ours() -> None:
        waiting = iter(range(LETTERS))

        async def sender() -> None:
            for _ in waiting:
                await postman.send(letter(content))

        await asyncio.gather(*(sender() for _ in range(2 * mail_peers.POOL)))

    async def bare() -> None:
        await mail_peers.send_all(account, SINK, content, LETTERS)

    async def one_each() -> None:
        await mail_peers.send_each(account, SINK, content, SLOW_ONES)

    ratios, leaps, rates = [], [], []
    for each in (ours, bare, one_each):  # the first of everything opens connections and loads modules
        await each()
    for _ in range(ROUNDS):
        rate = LETTERS / await seconds(ours)
        ratios.append(rate * await seconds(bare) / LETTERS)
        leaps.append(rate * await seconds(one_each) / SLOW_ONES)
        rates.append(rate)
    await postman.close()
    return [
        Figure("out: our letters a second", median(rates), "/s", f"{mail_peers.POOL} connections"),
        Figure("out: of a bare loop", median(ratios), "x", spread(ratios)),
        Figure("out: of one connection each", median(leaps), "x", spread(leaps)),
    ]


def letter(content: bytes) -> Letter:
    """A letter to a buyer as ours are: two texts and a file."""
    return Letter(
        message_id=f"<{secrets.token_hex(16)}@latarnia.example>",
        to=SINK,
        subject="Faktura FV/2026/11/3",
        text=mail_peers.TEXT,
        html=mail_peers.HTML,
        attachments=(Attachment("FV-2026-11-3.pdf", "application/pdf", content),),
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
