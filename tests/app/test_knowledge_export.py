"""`latarnik knowledge export`: answers for an office's web site, readable without anything that runs or loads."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from knowledge.reading import read_entries

VOID = {"meta", "link", "br"}
LANGUAGES = ("pl", "en", "uk")


class Page(HTMLParser):
    """A page as a strict reader sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.linked_data = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.tags.append((tag, facts))
        if "id" in facts:
            self.ids.append(facts["id"])
        self.links += [facts[name] for name in ("href", "src") if name in facts]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.linked_data.append(json.loads(data))

    def all(self, name):
        return [facts for tag, facts in self.tags if tag == name]


@pytest.fixture(scope="module")
def run():
    from tests.app.commands import run_here

    return run_here


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "ksef"
    answer = run(
        "knowledge", "export", folder, "--today", "2026-11-21", "--office", "Biuro <b>Anna & Spółka</b>"
    )
    assert answer.status == 0, answer.err
    return folder


@pytest.fixture(scope="module")
def pages(folder):
    return {path.relative_to(folder): Page(path.read_text("utf-8")) for path in folder.glob("??/*.html")}


def test_there_is_a_page_for_every_topic_in_every_language_and_an_index(pages):
    names = {language: {path.name for path in pages if path.parts[0] == language} for language in LANGUAGES}

    assert names["pl"] == names["en"] == names["uk"]
    topics = {entry.topic for entry in read_entries() if not entry.stub}
    assert names["pl"] == {f"{topic}.html" for topic in topics} | {"index.html"}


def test_nothing_runs_and_nothing_comes_from_elsewhere(pages):
    for page in pages.values():
        assert all(facts.get("type") == "application/ld+json" for facts in page.all("script"))
        assert not any(link.startswith(("http", "//", "data:", "javascript:")) for link in page.links)
        assert not any(name.startswith("on") for _, facts in page.tags for name in facts)
        assert not page.all("img")
        assert not page.all("iframe")


def test_every_link_leads_somewhere(pages, folder):
    for path, page in pages.items():
        for link in page.links:
            file, _, anchor = link.partition("#")
            target = (folder / path.parent / file).resolve() if file else folder / path
            assert target.is_file(), f"{path}: {link}"
            if anchor and target.suffix == ".html":
                assert anchor in pages[target.resolve().relative_to(folder.resolve())].ids


def test_a_reader_of_the_screen_finds_language_heading_and_landmarks(pages):
    for path, page in pages.items():
        assert page.all("html")[0]["lang"] == path.parts[0]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert page.all("nav")
        assert all("aria-label" in facts for facts in page.all("nav"))
        assert len(page.ids) == len(set(page.ids))
        assert any(facts.get("name") == "viewport" for facts in page.all("meta"))


def test_search_engines_are_told_the_same_questions_in_the_words_of_schema_org(pages):
    for path, page in pages.items():
        if path.name == "index.html":
            continue
        (data,) = page.linked_data
        assert data["@type"] == "FAQPage"
        assert len(data["mainEntity"]) == len(page.all("article"))
        assert all(each["acceptedAnswer"]["text"].startswith("<") for each in data["mainEntity"])


def test_the_name_of_the_office_is_text(folder):
    text = (folder / "pl" / "index.html").read_text("utf-8")

    assert "Biuro &lt;b&gt;Anna &amp; Spółka&lt;/b&gt;" in text


def test_what_only_a_person_may_answer_is_on_no_page(folder):
    whole = "".join(path.read_text("utf-8") for path in folder.glob("pl/*.html"))

    for entry in read_entries():
        if entry.stub:
            assert f'id="{entry.id}"' not in whole


def test_in_the_new_year_the_pages_say_what_holds_then(run, folder, tmp_path):
    run("knowledge", "export", tmp_path, "--today", "2027-01-02")

    old, new = ((where / "pl" / "duty.html").read_text("utf-8") for where in (folder, tmp_path))
    assert "31 grudnia 2026" in old
    assert 'datetime="2026-12-31"' not in new
    assert new.count("<article") == old.count("<article")


def test_writing_it_again_changes_nothing_and_leaves_what_else_is_there(run, tmp_path):
    run("knowledge", "export", tmp_path, "--today", "2026-11-21")
    first = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / "logo.svg").write_text("<svg/>")
    run("knowledge", "export", tmp_path, "--today", "2026-11-21")

    assert {path: path.read_bytes() for path in first} == first
    assert (tmp_path / "logo.svg").exists()
    assert not [*tmp_path.rglob("*.part")]


def test_a_folder_that_cannot_be_written_is_a_sentence(run, tmp_path):
    (tmp_path / "file").write_text("x")
    answer = run("knowledge", "export", tmp_path / "file" / "site")

    assert answer.status == 1
    assert "cannot be written" in answer.err
