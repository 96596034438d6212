"""The first message, and every answer about somebody's own case, says: no tax advice."""

import pytest

from templates.render import render_reply

SAYING = {"pl": "Nie doradzam podatkowo", "en": "no tax advice", "uk": "податкових порад"}
OWN_CASE = [
    "welcome",
    "help",
    "help-topic",
    "outside-ksef",
    "law-turns",
    "jpk",
    "company-habits",
    "override",
    "limit",
    "limit-near",
    "limit-crossed",
    "onboarding",
]


@pytest.mark.parametrize("language", SAYING)
@pytest.mark.parametrize("code", OWN_CASE)
def test_it_is_said_where_somebody_may_take_it_for_advice(code, language, samples):
    said = [render_reply(code, data, language) for data in samples[code].values()]

    assert any(SAYING[language] in text for text in said)
    if code not in {"law-turns", "onboarding", "outside-ksef", "limit"}:  # these say it where they answer
        assert all(SAYING[language] in text for text in said)
