"""The command line of an installation's first day: `latarnik setup`."""

from __future__ import annotations

from typing import Annotated

import typer


def setup(
    ksef: Annotated[str | None, typer.Option(help="test, demo or production")] = None,
    mailbox: Annotated[str | None, typer.Option(help="address of Latarnik's own mailbox, or none")] = None,
    imap: Annotated[str | None, typer.Option(help="server of letters in, host or host:port")] = None,
    smtp: Annotated[str | None, typer.Option(help="server of letters out, host or host:port")] = None,
    mail_user: Annotated[str | None, typer.Option(help="log-in name, when it is not the address")] = None,
    public_address: Annotated[
        str | None, typer.Option(help="https:// address whose pages lead here, or none")
    ] = None,
    web_port: Annotated[int | None, typer.Option(help="port on 127.0.0.1 of those pages")] = None,
    database: Annotated[
        str | None,
        typer.Option(help="sqlite, or a postgresql:// address (others on this machine see it: better typed)"),
    ] = None,
) -> None:
    """Ask for what an installation needs, try it, write it down, and print one one-time link for the owner.

    The bot's token and the mailbox's password are asked for, or read from stdin, a line each in that order. What is
    set already is kept and not asked for again.

    Example: latarnik setup
    """
    from app.commands.setup import set_up
    from app.commands.setup_answers import Given
    from app.commands.setup_mailbox import GivenMailbox

    given = GivenMailbox(mailbox, imap, smtp, mail_user)
    set_up(Given(ksef, given, public_address, web_port, database))
