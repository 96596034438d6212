"""What can be wrong about moving, copying and bringing back books, in sentences for whoever runs the installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.reading_settings import WrongSettingsError
from invoicing.model.errors import Unavailable
from storage.copying import CopyRefused

SENTENCES = {
    "books-not-empty": "There are books in that place already (table {table}). Name an empty one.",
    "books-foreign": "That database holds tables of another program. Name one that is empty.",
    "books-same": "These are the books Latarnik works with now. Name another place.",
    "books-misfit": "Row {key} of table {table} holds in {column} what PostgreSQL cannot hold: a zero byte, or more"
    " than its column takes. Nothing was moved.",
    "books-differ": "Table {table} did not arrive as it was sent. Nothing was moved.",
    "books-broken": "The history of these books does not hold. Run: latarnik doctor",
    "books-damaged": "These books are damaged ({text}), so no copy was made of them. Stop Latarnik and bring back the"
    " last good copy: latarnik restore --replace FILE",
    "books-schema": "The books are not at this version's schema. Run first: latarnik migrate",
    "books-newer": "These books are of a newer version of Latarnik than this program. Install that version again.",
    "books-in-use": "Latarnik is running on these books. Stop every `latarnik run` first.",
    "books-held": "The books are being moved or restored just now. Start again when that is done.",
    "books-moved": "These books were moved to another database; LATARNIK_DATABASE_URL must name that one.",
    "copy-exists": "{path} is there already. Name a file that is not.",
    "copy-folder": "There is no folder {path}.",
    "copy-missing": "There is no file {path}.",
    "copy-unknown": "That is no copy made by `latarnik backup` that this version can read.",
    "copy-damaged": "The copy is damaged ({text}). Nothing was changed.",
    "copy-failed": "It failed, and nothing was changed: {text}",
    "copy-tools": "{program} is not installed. Run: apt install postgresql-client",
    "copy-newer": "The copy was made by Latarnik {version}, which is newer than this one. Update first.",
    "copy-other-database": "The copy is of books in {database}. Set LATARNIK_DATABASE_URL to an empty one of that kind,"
    " restore, and use `latarnik move` then.",
    "copy-place-taken": "There are books here already. With --replace they give way and are kept aside.",
    "copy-key-missing": "The copy's secrets were sealed with the key {key}, which is not here. Put the key file that you"
    " kept to {path} (mode 600), then run this again.",
    "copy-key-other": "The key here is not {key}, with which the copy's secrets were sealed. Put that key file in place"
    " of this one, or move this one away if the copy brings its own.",
    "copy-passphrase-short": "A passphrase of at least 12 letters: whoever has the copy can try as many as he likes.",
    "copy-passphrase-wrong": "That is not the passphrase of this copy.",
    "restore-unfinished": "A restore was cut off and these books are not ready. Run it again with --replace.",
}


def in_words(error: CopyRefused) -> str:
    """What is wrong and what to do."""
    return SENTENCES.get(error.reason, "This cannot be done: " + error.reason).format(**error.details)


@contextmanager
def copies_in_words() -> Iterator[None]:
    """Turn a refusal, or a database that is away, into its sentence."""
    try:
        yield
    except CopyRefused as error:
        raise WrongSettingsError(in_words(error)) from None
    except Unavailable as error:
        raise WrongSettingsError(f"The database cannot be used just now: {error.reason}.") from None
