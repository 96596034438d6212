"""The command line of KSeF: `latarnik ksef ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ksef = typer.Typer(help="KSeF itself: is it well, what does it keep for us.", no_args_is_help=True)


@ksef.command("status")
def ksef_status() -> None:
    """Say what the lighthouse announces, whether KSeF answers, and how many invoices wait; one JSON line.

    Example: latarnik ksef status
    """
    from app.commands.ksef_reading import show_status

    show_status()


@ksef.command("sync")
def ksef_sync(
    company_nip: Annotated[
        str | None, typer.Option("--company", help="NIP; every company without it")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(help="seller, buyer, third-party or authorized-entity; without it the first two"),
    ] = None,
) -> None:
    """Read what KSeF has stored since the last time; one JSON line a company and role.

    Example: latarnik ksef sync --company 9990001137
    """
    from app.commands.ksef_reading import synchronise

    synchronise(company_nip, role)


Company = Annotated[str, typer.Option("--company", help="NIP of the company")]


@ksef.command("send")
def ksef_send(
    files: Annotated[list[Path], typer.Argument(help="FA(3) documents of another program")],
    company_nip: Company,
    offline: Annotated[bool, typer.Option("--offline", help="they were issued offline (offline24)")] = False,
    wait: Annotated[
        float, typer.Option(help="seconds to wait for verdicts; the queue goes on later")
    ] = 600.0,
) -> None:
    """Send documents to KSeF as they are, a few one by one, many in a batch; one JSON line each. Repeating is safe.

    Example: latarnik ksef send faktury/*.xml --company 9990001137
    """
    from app.commands.ksef_sending import send_files

    send_files(files, company_nip, offline=offline, patience=wait)


@ksef.command("upo")
def ksef_upo(
    number: Annotated[str, typer.Argument(help="number of the invoice, or its KSeF number")],
    company_nip: Company,
    out: Annotated[Path, typer.Option("-o", "--out", help="the file to write")],
) -> None:
    """Write the official receipt (UPO) of an invoice; one of a batch proves all invoices of its page.

    Example: latarnik ksef upo FV/2026/11/1 --company 9990001137 -o upo.xml
    """
    from app.commands.ksef_sending import save_upo

    save_upo(number, company_nip, out)


@ksef.command("login")
def ksef_login(
    company_nip: Company,
    prepare: Annotated[
        Path | None, typer.Option(help="write the document to be signed elsewhere into this file")
    ] = None,
    signed: Annotated[
        Path | None, typer.Option(help="the same document, signed: log in with it and keep the log-in")
    ] = None,
    sessions: Annotated[bool, typer.Option("--sessions", help="list the log-ins KSeF remembers")] = False,
    end: Annotated[bool, typer.Option("--end", help="end the kept log-in and forget it")] = False,
) -> None:
    """Try a company's way into KSeF; or log in with a signature made elsewhere (Profil Zaufany, qualified).

    Example: latarnik ksef login --company 9990001137 --prepare login.xml
    """
    from app.commands.ksef_access import log_in

    log_in(company_nip, prepare=prepare, signed=signed, sessions=sessions, end=end)


certificates = typer.Typer(help="KSeF certificates of a company.", no_args_is_help=True)
ksef.add_typer(certificates, name="certificates")


@certificates.command("list")
def certificates_list(
    company_nip: Company,
    local: Annotated[bool, typer.Option("--local", help="only those kept here; asks KSeF nothing")] = False,
) -> None:
    """List certificates, those kept here and those only KSeF has; one JSON line each.

    Example: latarnik ksef certificates list --company 9990001137
    """
    from app.commands.ksef_certificates import list_certificates

    list_certificates(company_nip, only_here=local)


@certificates.command("enrol")
def certificates_enrol(
    company_nip: Company,
    kind: Annotated[
        str, typer.Option("--type", help="offline (for KOD II) or authentication (to log in)")
    ] = "offline",
) -> None:
    """Get a certificate from KSeF; its key is made here and never leaves. Run again after a crash, it goes on.

    Example: latarnik ksef certificates enrol --company 9990001137 --type offline
    """
    from app.commands.ksef_certificates import enrol_certificate

    enrol_certificate(company_nip, kind)


@certificates.command("revoke")
def certificates_revoke(
    serial: Annotated[str, typer.Argument(help="serial number, 16 hexadecimal digits")],
    company_nip: Company,
    reason: Annotated[str, typer.Option(help="unspecified, superseded or key-compromise")] = "unspecified",
) -> None:
    """Revoke a certificate for ever and destroy its key.

    Example: latarnik ksef certificates revoke 01F20A5D352AE590 --company 9990001137
    """
    from app.commands.ksef_certificates import revoke_certificate

    revoke_certificate(company_nip, serial, reason)


@certificates.command("import")
def certificates_import(
    certificate: Annotated[Path, typer.Argument(help="certificate (PEM or DER), or a PKCS#12 file")],
    company_nip: Company,
    key: Annotated[Path | None, typer.Option(help="its private key (PEM or DER); not with PKCS#12")] = None,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", help="file with the password; else it is asked for"),
    ] = None,
) -> None:
    """Keep a certificate that was made elsewhere, after a look at whether it will serve.

    Example: latarnik ksef certificates import offline.crt --key offline.key --company 9990001137
    """
    from app.commands.ksef_certificates import import_certificate

    import_certificate(company_nip, certificate, key, password_file)
