"""Every reply reads well in every language, whatever people have written into it.

Refresh the goldens with `make golden`, then review the diff.
"""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from templates.render import label, render_reply
from templates.telegram import length, plain

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "chat"
CODES = sorted(path.stem for path in (Path(__file__).parent / "samples").glob("*.json"))
LANGUAGES = ["pl", "en", "uk"]
NO_REPLIES = {"labels", "alerts", "errors", "problems"}
ALLOWED = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}


class Markup(HTMLParser):
    """Reads Telegram's HTML as strictly as Telegram does."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def assert_is_telegram_html(text: str) -> None:
    reader = Markup()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    assert 0 < length(text) <= 4096
    assert not re.search(r"&(?!lt;|gt;|amp;|quot;|#34;|#39;)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_can_say_each_reply_and_nothing_lacks_a_sample(language):
    said = {path.stem for path in (ROOT / "templates" / "chat" / language).glob("*.j2")} - NO_REPLIES

    assert said == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_reply_reads_as_it_was_approved(code, language, samples):
    texts = {name: render_reply(code, data, language) for name, data in samples[code].items()}
    now = "".join(f"--- {name}\n{text}\n\n" for name, text in texts.items()).rstrip() + "\n"
    golden = GOLDEN / language / f"{code}.html"
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(now, encoding="utf-8")

    assert now == golden.read_text(encoding="utf-8")
    for text in texts.values():
        assert_is_telegram_html(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_nobody_can_smuggle_markup_into_a_reply_or_make_it_too_long(code, language, samples, hostile):
    for data in samples[code].values():
        text = render_reply(code, hostile(data), language)

        assert_is_telegram_html(text)
        assert "<script" not in text
        assert "\u202e" not in text
        assert "\x07" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_with_a_thousand_lines_says_how_many_it_does_not_show(language, samples):
    card = samples["draft-card"]["plain"]
    text = render_reply("draft-card", {**card, "lines": card["lines"] * 1000}, language)

    assert_is_telegram_html(text)
    shown = text.count("<b>konsultacje</b>")
    assert 0 < shown < 1000
    assert f" {1000 - shown} " in text
    assert "492" in text


def test_a_long_queue_counts_the_invoices_it_does_not_show(samples):
    three = samples["queue"]["three"]
    text = render_reply("queue", {**three, "waiting": three["waiting"] * 100, "count": 300}, "pl")

    assert_is_telegram_html(text)
    assert text.startswith("<b>Czeka 300 faktur</b>")


def test_acceptance_begins_with_number_and_ksef_number(samples):
    text = plain(render_reply("accepted", samples["accepted"]["no_letter"], "pl"))

    assert text.startswith("FV/2026/11/1 przyjęta, numer KSeF 9990001137-20261120-010080DD2B5E-26\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_under_a_file_fits_telegrams_limit(language, samples, hostile):
    for code in ("files", "login-file"):
        for data in samples[code].values():
            assert length(render_reply(code, hostile(data), language)) <= 1024


def test_the_card_shows_amounts_and_marks_what_nobody_said(samples):
    text = plain(render_reply("draft-card", samples["draft-card"]["plain"], "pl")).replace("\u00a0", " ")

    for expected in ("NIP 526-025-02-74", "Netto: 400,00 zł", "VAT: 92,00 zł", "Brutto: 492,00 zł"):
        assert expected in text
    assert "netto, VAT 23% (oba domyślnie)" in text
    assert "do 4 grudnia 2026 (domyślnie)" in text


def test_what_is_missing_is_asked_for_in_one_message_beside_what_is_known(samples):
    text = plain(render_reply("draft-incomplete", samples["draft-incomplete"]["unknown_buyer"], "pl"))

    assert "konsultacje" in text
    assert re.search(r"Brakuje jeszcze:\n• nazwa nabywcy\n• adres nabywcy .*\n• cena", text)


def test_the_first_message_says_that_latarnik_gives_no_tax_advice(samples):
    assert "Nie doradzam podatkowo" in render_reply("welcome", samples["welcome"]["plain"], "pl")


def test_a_reply_that_lacks_its_data_is_an_error_and_no_gap_in_a_sentence():
    with pytest.raises(UndefinedError):
        render_reply("accepted", {"number": "FV/1"}, "pl")


@pytest.mark.parametrize("code", ["no-such-reply", "../words/pl", "labels/../welcome", ""])
def test_only_replies_can_be_rendered(code):
    with pytest.raises(LookupError):
        render_reply(code, {}, "pl")


def test_a_language_we_do_not_speak_is_answered_in_polish():
    assert render_reply("group", {}, "de") == render_reply("group", {}, "pl")
    assert label("issue", "de") == "Wystaw"


def test_a_card_promises_no_way_of_delivery_while_nobody_knows_who_buys(samples):
    data = samples["draft-card"]["plain"]
    known = plain(render_reply("draft-incomplete", data, "pl"))
    unknown = plain(render_reply("draft-incomplete", {**data, "missing": ["buyer-kind"]}, "pl"))
    nowhere = plain(
        render_reply("draft-incomplete", {**data, "missing": ["buyer-kind"], "send_to": None}, "pl")
    )

    assert "Po przyjęciu w KSeF wyślę" in known
    assert "E-mail nabywcy: ksiegowosc@klient.example" in unknown
    assert "wyślę" not in unknown
    assert "E-mail" not in nowhere


def test_a_price_said_in_the_other_kind_stands_beside_the_one_it_became(samples):
    text = plain(render_reply("draft-card", samples["draft-card"]["net_and_gross"], "pl")).replace(
        "\u00a0", " "
    )

    assert "1 × 123,00 zł (podano 100,00 zł netto) = 123,00 zł brutto, VAT 23% (domyślnie)" in text
    assert "50,00 zł brutto (domyślnie), VAT 8%" in text


def test_every_address_of_a_letter_stands_on_the_card(samples):
    text = plain(render_reply("draft-card", samples["draft-card"]["two_letters"], "pl"))

    assert "wyślę ją na ksiegowosc@klient.example, szef@klient.example" in text
