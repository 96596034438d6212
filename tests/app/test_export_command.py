"""`latarnik export`: a month of a company as zip files, or a sentence."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from tests.app.commands import run_here

GOLDEN = Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml"


@pytest.fixture
def open_umask():
    """What most machines give: new files may be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_month_is_packed_into_a_folder_that_is_made(aside, company, tmp_path):
    out = tmp_path / "dla" / "ksiegowej"

    done = await aside("export", "--company", "9990001137", "--month", "2026-10", "-o", out)

    (package,) = out.iterdir()
    assert (done.status, done.lines) == (
        0, [{"files": [str(package)], "issued": 0, "received": 0, "lacking": 0}],
    )  # fmt: skip
    with zipfile.ZipFile(package) as opened:
        assert opened.namelist() == ["faktury-2026-10-TEST.csv"]
        assert opened.read("faktury-2026-10-TEST.csv").decode("utf-8-sig").startswith("Rodzaj;Numer;")


async def test_what_cannot_be_packed_gets_a_sentence_and_leaves_nothing(aside, company, tmp_path):
    (tmp_path / "file").write_text("in the way")
    unknown = await aside("export", "--company", "5260250274", "-o", tmp_path / "a")
    wrong = await aside("export", "--company", "5260250275", "-o", tmp_path / "b")
    tongue = await aside("export", "--company", "9990001137", "--lang", "de", "-o", tmp_path / "c")
    nowhere = await aside("export", "--company", "9990001137", "-o", tmp_path / "file")
    month = await aside("export", "--company", "9990001137", "--month", "2026-13", "-o", tmp_path / "d")

    every = (unknown, wrong, tongue, nowhere, month)
    assert [each.status for each in every] == [1, 1, 2, 1, 2]
    assert all(each.err.strip() for each in every)
    assert not list(tmp_path.rglob("*.zip"))
    assert not list(tmp_path.rglob(".latarnik-*"))


@pytest.mark.usefixtures("open_umask")
async def test_what_is_exported_is_for_its_owner_alone(aside, company, tmp_path):
    out, month = tmp_path / "out", tmp_path / "m.pdf"

    await aside("export", "--company", "9990001137", "--month", "2026-10", "-o", out)
    await aside("month", "--company", "9990001137", "--month", "2026-11", "-o", month)

    (package,) = out.iterdir()
    assert [mode_of(each) for each in (out, package, month)] == [0o700, 0o600, 0o600]


@pytest.mark.usefixtures("open_umask")
def test_papers_that_a_command_draws_are_for_their_owner_alone(tmp_path):
    (inbox := tmp_path / "in").mkdir()
    (inbox / "one.xml").write_bytes(GOLDEN.read_bytes())

    run_here("render", "--batch", inbox, "-o", tmp_path / "out")

    (drawn,) = (tmp_path / "out").glob("*.pdf")
    assert [mode_of(each) for each in (drawn.parent, drawn)] == [0o700, 0o600]
