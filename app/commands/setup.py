"""`latarnik setup`: from an empty server to one link, which makes its holder the owner of a company."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from app.commands.installation import bring_up_to_date
from app.commands.inviting import link_of
from app.commands.setup_answers import Answers, Given
from app.commands.setup_questions import Questions
from app.commands.speaking import emit, fail, refusal, say, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import checked
from app.reading_settings import load_settings, settings_file
from app.settings import Settings
from app.settings_file import UnwritableValueError, add_to, said_in
from invoicing.model.errors import LatarnikError
from invoicing.services.onboarding.links import OfferOpening

_STOPPED = 130
_WHAT_NEXT = "Open the link in Telegram: whoever opens it first sets up one company there and owns it. Then: latarnik doctor"


def set_up(given: Given) -> None:
    """Ask for what is missing, try it, write it, and print one one-time link for the owner.

    Raises:
        SystemExit: status 1 with a sentence, 130 when the person stopped it.
    """
    file = settings_file()
    try:
        with settings_in_words():
            answers = _answers(file, given)
    except KeyboardInterrupt:
        say("\nStopped. Nothing was written.")
        raise SystemExit(_STOPPED) from None
    try:
        _begin(file, answers)
    except KeyboardInterrupt:
        say("\nStopped. The settings are written; latarnik setup goes on where it was.")
        raise SystemExit(_STOPPED) from None


def _answers(file: Path, given: Given) -> dict[str, str]:
    before = load_settings()
    answers = Answers(file, said_in(file), before, given, Questions())
    answers.all()
    return answers.new


def _begin(file: Path, answers: Mapping[str, str]) -> None:
    with settings_in_words():
        if answers:
            _write(file, answers)
        bring_up_to_date()
        settings = load_settings()
        asyncio.run(_introduce(settings))
        asyncio.run(_offer(settings))


def _write(file: Path, answers: Mapping[str, str]) -> None:
    try:
        add_to(file, answers)
    except UnwritableValueError as error:
        fail(f"{error} holds a character that no line of {file} can. Nothing was written.")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}. Nothing was written.")
    say(f"Written to {file}, readable by its owner alone: {', '.join(sorted(answers))}.")


async def _introduce(settings: Settings) -> None:
    """A menu that cannot be set now is set by the running bot."""
    if settings.telegram_token is None:
        return
    from bot.introducing import introduce

    try:
        await introduce(settings.telegram_token.get_secret_value(), settings.telegram_api)
    except LatarnikError as error:
        say(f"The bot's menu and descriptions: {refusal(error)}")
    else:
        say("The bot has its menu and its descriptions in Polish, English and Ukrainian.")


async def _offer(settings: Settings) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        async with database.units.reading() as work:
            companies = await work.companies.all()
        if companies:
            nip = companies[0].profile.seller.nip
            say(
                f"There is a company already, so no owner's link. To let people in: latarnik invite --company {nip}"
            )
            return
        code, until = await OfferOpening(database.units, clock)(alone=True)
        emit({**await link_of(settings, code), "until": until.isoformat()})
    say(_WHAT_NEXT)
