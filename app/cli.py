"""The command line: `latarnik`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli_ask import ask
from app.cli_company import company
from app.cli_copies import backup, move, restore, upgrade
from app.cli_drill import drill
from app.cli_export import export
from app.cli_faults import Explaining
from app.cli_jpk import jpk
from app.cli_keys import accept_history, rotate_key
from app.cli_knowledge import knowledge
from app.cli_ksef import ksef
from app.cli_mailbox import mailbox
from app.cli_month import month
from app.cli_outages import outages
from app.cli_people import freeze, invite, revoke
from app.cli_person import person
from app.cli_proof import proof
from app.cli_render import render
from app.cli_setup import setup
from app.cli_support import support
from app.cli_values import day_asked, not_both, one_of_two

app = typer.Typer(
    name="latarnik",
    cls=Explaining,
    help="Latarnik keeps a company invoicing when KSeF goes dark.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="port of the page on 127.0.0.1")] = 8080,
    headless: Annotated[
        bool, typer.Option("--headless", help="for scripts: nobody looks at the page")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="keep the state in this folder")] = None,
    json: Annotated[bool, typer.Option("--json", help="print addresses as one JSON line")] = False,
) -> None:
    """Start the app against stand-ins for Telegram, KSeF and mail; prints one link.

    Example: latarnik sandbox --port 8080
    """
    from app.commands.sandbox import start

    start(port=port, headless=headless, data=data, as_json=json)


@app.command()
def run(
    role: Annotated[
        list[str] | None, typer.Option(help="all, bot, mail, worker or web; may be repeated")
    ] = None,
) -> None:
    """Run the app with the settings of the environment and .env.

    Example: latarnik run --role all
    """
    from app.commands.run import start

    start(role or ["all"])


app.command()(setup)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; a no-op when it is there.

    Example: latarnik migrate
    """
    from app.commands.installation import bring_up_to_date

    bring_up_to_date()


@app.command()
def retry(
    key: Annotated[
        str | None, typer.Argument(help="of one task, as the message or the list shows it")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="everything that was set aside")] = False,
) -> None:
    """Let what was set aside be tried again; without a key or --all, list it. One JSON line each.

    Example: latarnik retry --all
    """
    from app.commands.retrying import bring_back, list_aside

    not_both("a key or --all", key is not None, all_)
    if key is None and not all_:
        list_aside()
    else:
        bring_back(key)


@app.command()
def doctor(
    about: Annotated[str | None, typer.Argument(help="mail or ksef; without it everything")] = None,
    company: Annotated[
        str | None, typer.Option(help="NIP of a company: try its own mailbox (with mail)")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="one JSON line per check")] = False,
) -> None:
    """Say in plain words what works and what is missing; exit 1 when something is.

    Example: latarnik doctor ksef
    """
    from app.commands.doctor import examine

    examine(about, company, as_json=json)


@app.command()
def parse(
    text: Annotated[str | None, typer.Argument(help="a sentence as people type it")] = None,
    batch: Annotated[Path | None, typer.Option(help='file of JSON lines {"id","text","today"}')] = None,
    today: Annotated[str | None, typer.Option(help="the day to count from, YYYY-MM-DD")] = None,
) -> None:
    """Show what is understood of a sentence.

    Example: latarnik parse "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
    """
    from app.commands.parsing import parse_batch, parse_one

    one_of_two("a sentence or --batch FILE", text is not None, batch is not None)
    if batch is not None:
        parse_batch(batch)
    else:
        parse_one(text or "", day_asked(today))


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="FA(3) documents")],
) -> None:
    """Check FA(3) documents against the schema and the rules beyond it; exit 1 when any is invalid.

    Example: latarnik validate faktura.xml
    """
    from app.commands.documents import validate_files

    validate_files(files)


app.command()(render)
app.command()(ask)


@app.command()
def deadline(
    batch: Annotated[Path, typer.Option(help='file with a JSON array of {"case","mode","issued","outages"}')],
) -> None:
    """Say until when invoices must reach KSeF.

    Example: latarnik deadline --batch cases.json
    """
    from app.commands.deadlines import deadlines

    deadlines(batch)


@app.command()
def handover(
    mode: Annotated[
        str | None,
        typer.Option(help="online, offline24, unavailability, emergency, total_failure or outside"),
    ] = None,
    buyer: Annotated[str | None, typer.Option(help="domestic, consumer, eu, non_eu, jst, ...")] = None,
    number: Annotated[bool, typer.Option("--number", help="it has its KSeF number")] = False,
    all_: Annotated[bool, typer.Option("--all", help="every combination, one JSON line each")] = False,
) -> None:
    """Say which paper a buyer may be given, with which codes, how and when; one JSON line.

    Example: latarnik handover --mode offline24 --buyer domestic
    """
    from app.commands.handing_over import KINDS, MODES, show_all, show_row

    if all_:
        show_all()
        return
    if mode not in MODES:
        raise typer.BadParameter(f"one of {', '.join(MODES)}", param_hint="--mode")
    if buyer not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="--buyer")
    show_row(mode, buyer, numbered=number)


app.add_typer(company, name="company")
app.command()(invite)
app.add_typer(ksef, name="ksef")
app.add_typer(mailbox, name="mailbox")
app.add_typer(person, name="person")
app.command()(freeze)
app.command("rotate-key")(rotate_key)
app.command("accept-history")(accept_history)
app.command()(revoke)
app.command()(backup)
app.command()(restore)
app.command()(upgrade)
app.command()(move)
app.command()(jpk)
app.command()(month)
app.command()(export)
app.command()(support)
app.command()(drill)
app.command()(proof)
app.add_typer(outages, name="outages")
app.add_typer(knowledge, name="knowledge")


def main() -> None:
    """Entry point of the console script."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
