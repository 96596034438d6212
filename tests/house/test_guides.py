"""A reader finds every guide, and every link leads somewhere."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def pages() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return sorted(name for name in names if name and (ROOT / name).is_file())


def links_of(text: str) -> list[str]:
    """Relative links and those within the page; what stands in code is none.

    >>> links_of("[a](b.md#c) `[d](e)` [f](https://g) ![h](i.png)")
    ['b.md#c', 'i.png']
    """
    return [link for link in _LINK.findall(_CODE.sub("", text)) if not _ELSEWHERE.match(link)]


def anchors_of(text: str) -> set[str]:
    """The names that GitHub gives to headings."""
    found = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def dead_links(page: Path) -> list[str]:
    dead = []
    for link in links_of(page.read_text(encoding="utf-8")):
        path, _, anchor = unquote(link).partition("#")
        there = page if not path else page.parent / path
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in anchors_of(there.read_text(encoding="utf-8"))
        ):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", pages())
def test_every_relative_link_leads_somewhere(page):
    assert dead_links(ROOT / page) == []


def linked_from(page: str) -> list[Path]:
    found = links_of((ROOT / page).read_text(encoding="utf-8"))
    return [(ROOT / page).parent.joinpath(link.partition("#")[0]).resolve() for link in found]


def test_every_guide_is_in_the_list_of_guides_once():
    guides = sorted(path.resolve() for path in (ROOT / "docs").glob("*.md") if path.name != "README.md")
    listed = [path for path in linked_from("docs/README.md") if path.parent == (ROOT / "docs").resolve()]

    assert sorted(listed) == guides


def test_the_readme_leads_to_the_list_of_guides():
    assert (ROOT / "docs/README.md").resolve() in linked_from("README.md")


def test_every_decision_is_in_their_list_under_its_number():
    rows = re.findall(r"^\| \[(\d+)\]\((\S+)\)", (ROOT / "docs/adr/README.md").read_text(), re.MULTILINE)
    pages = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))

    assert [name for _, name in rows] == pages
    for number, name in rows:
        title = (ROOT / "docs/adr" / name).read_text(encoding="utf-8").splitlines()[0]
        assert name.startswith(f"{int(number):04}-")
        assert title.startswith(f"# {number}. ")
