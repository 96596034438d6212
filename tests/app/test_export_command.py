"""`latarnik export`: a month of a company as zip files, or a sentence."""

import zipfile


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
