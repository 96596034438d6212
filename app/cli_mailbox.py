"""The command line of mailboxes: `latarnik mailbox ...`."""

from __future__ import annotations

from typing import Annotated

import typer

mailbox = typer.Typer(
    help="Mailboxes of companies: letters in and out in their own name.", no_args_is_help=True
)


@mailbox.command("add")
def mailbox_add(
    company: Annotated[str, typer.Option(help="NIP of the company")],
    address: Annotated[str, typer.Option(help="the mailbox's address")],
    preset: Annotated[
        str | None,
        typer.Option(
            help="gmail, microsoft, o2, wp, onet, interia, home or other; without it by the address"
        ),
    ] = None,
    imap: Annotated[str | None, typer.Option(help="server of letters in, host or host:port")] = None,
    smtp: Annotated[str | None, typer.Option(help="server of letters out, host or host:port")] = None,
    user: Annotated[str | None, typer.Option(help="log-in name, when it is not the address")] = None,
    authserv: Annotated[
        str | None, typer.Option(help="authserv-id of the provider, when it removes those of others")
    ] = None,
    tidy: Annotated[
        bool, typer.Option("--tidy", help="move letters that were taken to the folder Przetworzone")
    ] = False,
) -> None:
    """Give a company a mailbox of its own; asks for the password, or shows Microsoft's code. Kept encrypted.

    Example: latarnik mailbox add --company 9990001137 --preset gmail --address jan.hydraulik@gmail.com
    """
    from app.commands.mailboxes import NewMailbox, add_mailbox

    add_mailbox(NewMailbox(company, address, preset, imap, smtp, user, authserv, tidy=tidy))


@mailbox.command("list")
def mailbox_list() -> None:
    """List the mailboxes of companies and what each was seen to do, one JSON line each.

    Example: latarnik mailbox list
    """
    from app.commands.mailboxes import list_mailboxes

    list_mailboxes()


@mailbox.command("presets")
def mailbox_presets(
    preset: Annotated[str | None, typer.Argument(help="a provider; without it all")] = None,
) -> None:
    """Say in Polish how a provider lets programs in: servers, where to switch IMAP on, password, limits.

    Example: latarnik mailbox presets gmail
    """
    from app.commands.mailboxes import show_presets

    show_presets(preset)


@mailbox.command("remove")
def mailbox_remove(
    company: Annotated[str, typer.Option(help="NIP of the company")],
) -> None:
    """Forget a company's mailbox and its password; its letters go by the installation's mailbox again.

    Example: latarnik mailbox remove --company 9990001137
    """
    from app.commands.mailboxes import remove_mailbox

    remove_mailbox(company)
