"""While KSeF is down the message says what the law says (law: art. 106nda, 106nf, 106nh, 106nha, 106ng VATA)."""

import pytest

from templates.render import render_reply
from templates.telegram import plain


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("silent", ["KSeF nie odpowiada", "do północy w dniu wystawienia", "offline24 (art. 106nda ust. 16)", "najpóźniej 23 listopada 2026, poniedziałek (art. 106nda ust. 2 ustawy o VAT)"]),
        ("failure", ["ogłosiło awarię KSeF", "7 dni roboczych od dnia zakończenia awarii (art. 106nf ust. 4 ustawy o VAT)", "Datę podam"]),
        ("failure_after_issue", ["7 dni roboczych od dnia zakończenia awarii (art. 106nha ustawy o VAT)"]),
        ("failure_over", ["najpóźniej 1 grudnia 2026, wtorek (art. 106nf ust. 4 ustawy o VAT)"]),
        ("maintenance", ["ogłosiło niedostępność KSeF", "najpóźniej 23 listopada 2026, poniedziałek (art. 106nh ust. 2 ustawy o VAT)"]),
        ("maintenance_without_end", ["następny dzień roboczy po zakończeniu niedostępności (art. 106nh ust. 2 ustawy o VAT)"]),
        ("total_failure", ["w mediach (art. 106ne ust. 3)", "jakby jej nie było", "najpóźniej 23 listopada 2026"]),
        ("late", ["minął 23 listopada 2026 (art. 106nda ust. 2 ustawy o VAT)", "Wyślę ją mimo to"]),
        ("lifted", ["Ogłoszono awarię całkowitą", "nie trzeba przesyłać do KSeF (art. 106ng ustawy o VAT)"]),
    ],
)  # fmt: skip
def test_the_message_names_cause_term_and_article(case, expected, samples):
    text = plain(render_reply("waiting", samples["waiting"][case], "pl"))

    for words in expected:
        assert words in text


@pytest.mark.parametrize(("language", "midnight"), [("pl", "północy"), ("en", "midnight"), ("uk", "півночі")])
def test_what_was_issued_as_offline24_does_not_become_it_at_midnight(language, midnight, samples):
    data = samples["waiting"]["silent"]
    deemed, chosen = (
        plain(render_reply("waiting", {**data, "deemed": each}, language)) for each in (True, False)
    )

    assert midnight in deemed
    assert midnight not in chosen
    assert "2026" in chosen


@pytest.mark.parametrize("case", ["failure", "failure_after_issue", "maintenance_without_end", "lifted"])
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_term_that_nobody_can_know_is_not_invented(case, language, samples):
    text = plain(render_reply("waiting", samples["waiting"][case], language))
    term = next(line for line in text.splitlines() if line.startswith(("Termin:", "Deadline:", "Термін:")))

    assert "2026" not in term


def test_before_the_number_it_says_what_the_buyer_may_get_and_that_a_confirmation_is_no_invoice(samples):
    confirmation = plain(render_reply("waiting", samples["waiting"]["confirmation"], "pl"))
    early = plain(render_reply("waiting", samples["waiting"]["early"], "pl"))

    assert "potwierdzenie transakcji z dwoma kodami; to nie jest faktura" in confirmation
    assert "stanowisko MF" in confirmation
    assert "może już dziś dostać fakturę z dwoma kodami" in early


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_it_says_that_it_sends_by_itself_and_that_the_buyer_gets_nothing_yet(language, samples):
    itself = {"pl": "wyślę ją sam", "en": "will send it by myself", "uk": "сам надішлю її"}
    nothing = {
        "pl": "na razie nic mu nie przekazuj",
        "en": "hand nothing over for now",
        "uk": "поки що нічого йому не передавай",
    }
    for case in sorted(set(samples["waiting"]) - {"lifted", "confirmation", "early"}):
        data = samples["waiting"][case]
        text = plain(render_reply("waiting", data, language))

        assert itself[language] in text
        assert nothing[language] in text
