"""The command line of companies: `latarnik company ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

company = typer.Typer(help="Companies that issue with us.", no_args_is_help=True)


@company.command("add")
def company_add(
    nip: Annotated[str, typer.Option(help="the company's NIP")],
    name: Annotated[str, typer.Option(help="its full name, as on invoices")],
    address: Annotated[str, typer.Option(help="its address in one line")],
    bank_account: Annotated[str | None, typer.Option(help="NRB, 26 digits")] = None,
    email: Annotated[
        str | None, typer.Option(help="the owner's e-mail address, for commands by mail")
    ] = None,
    ksef_certificate: Annotated[
        Path | None, typer.Option(help="certificate for logging in to KSeF, PEM or DER")
    ] = None,
    ksef_key: Annotated[Path | None, typer.Option(help="its private key, PEM or DER")] = None,
    ksef_key_password_file: Annotated[
        Path | None, typer.Option(help="file with the key's password; else it is asked for")
    ] = None,
    ksef_token_file: Annotated[Path | None, typer.Option(help="file with a KSeF token")] = None,
    ksef_token_until: Annotated[
        str | None, typer.Option(help="its last day, YYYY-MM-DD; its end is told before")
    ] = None,
    ksef_context: Annotated[
        str | None,
        typer.Option(help="InternalId:NIP-00000 or NipVatUe:NIP-XX000, when it is not the NIP itself"),
    ] = None,
    exempt_by: Annotated[
        str | None, typer.Option(help="VAT-exempt: the article, as it goes on invoices")
    ] = None,
    owner_invite: Annotated[
        bool, typer.Option("--owner-invite", help="make the owner's one-time link")
    ] = False,
) -> None:
    """Add a company with its access to KSeF; secrets are stored encrypted.

    Example: latarnik company add --nip 9990001137 --name "Latarnia sp. z o.o." --address "Portowa 1, Gdynia"
    --ksef-certificate cert.pem --ksef-key key.pem --owner-invite
    """
    from app.commands.installation import AccessFiles, NewCompany, add_company

    files = AccessFiles(ksef_certificate, ksef_key, ksef_key_password_file, ksef_token_file, ksef_token_until)
    company = NewCompany(nip, name, address, bank_account, email, exempt_by, ksef_context)
    add_company(company, files, owner_invite=owner_invite)


@company.command("look")
def company_look(
    nip: Annotated[str, typer.Option(help="the company's NIP")],
    accent: Annotated[str | None, typer.Option(help="colour of headings and sums, #rrggbb")] = None,
    logo: Annotated[Path | None, typer.Option(help="a picture: PNG, JPEG, WebP or GIF")] = None,
) -> None:
    """Choose the colour and the logo of a company's papers; what is not given is taken away.

    Example: latarnik company look --nip 9990001137 --accent "#7a1f2b" --logo logo.png
    """
    from app.commands.looks import choose_look

    choose_look(nip, accent, logo)


@company.command("habits")
def company_habits(
    nip: Annotated[str, typer.Option(help="the company's NIP")],
    consumers_into_ksef: Annotated[
        bool | None,
        typer.Option(
            "--consumers-into-ksef/--consumers-outside",
            help="where invoices for consumers go; it is voluntary",
        ),
    ] = None,
    small_seller: Annotated[
        bool | None,
        typer.Option(
            "--small-seller/--no-small-seller",
            help="use the 10 000 zł rule (art. 145m) while it lasts",
        ),
    ] = None,
) -> None:
    """Choose what holds for a company's invoices; without a choice say what holds.

    Example: latarnik company habits --nip 9990001137 --consumers-into-ksef
    """
    from app.commands.habits import choose_habits

    choose_habits(nip, consumers_into_ksef=consumers_into_ksef, small_seller=small_seller)
