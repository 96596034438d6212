"""A disk without room is told from a disk that fails, although SQLite may say the same of both."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError

from invoicing.model.errors import Unavailable
from storage.dialects import explained, open_engines


def io_error() -> sqlite3.OperationalError:
    """What SQLite says where the index of its journal finds no room, and where a disk cannot be read."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    return error


@pytest.mark.parametrize(
    ("left", "reason"),
    [(0, "disk-full"), (4096, "disk-full"), (1 << 30, "disk-error"), (None, "disk-error")],
)
def test_a_disk_error_without_room_is_a_full_disk(left, reason):
    with pytest.raises(Unavailable) as told, explained(lambda: left):
        raise DBAPIError.instance("BEGIN", None, io_error(), sqlite3.Error)

    assert told.value.reason == reason


@pytest.mark.sqlite("a server has its own disk")
def test_the_room_of_books_is_that_of_their_folder(url):
    room = open_engines(url, 1.0).room()

    assert room is not None
    assert room > 0


def test_nobody_knows_the_room_beside_a_file_that_has_no_folder(tmp_path):
    assert open_engines(f"sqlite:///{tmp_path / 'nowhere' / 'books'}", 1.0).room() is None
