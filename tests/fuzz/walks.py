"""A life of each kind that does every deed once, in an order that somebody has thought of: what chance alone might miss."""

from __future__ import annotations

from invoicing.model.offline import OutageKind
from tests.fuzz.deeds.asking import SURE
from tests.fuzz.sayings import GOOD
from tests.fuzz.world import EWA, JAN, OLA, ZOSIA

FAILURE, WORKS = OutageKind.FAILURE, OutageKind.MAINTENANCE
WALKS = {
    "anything": (
        ("sell", {"who": ZOSIA, "words": GOOD, "taps": 1}),
        ("say", {"who": OLA, "words": "vat 13%"}),
        ("forge", {"who": ZOSIA, "at": 0, "action": "issue"}),
    ),
    "people": (
        ("sell_what_two_must_agree_to", {"who": JAN, "judge": EWA, "word": "approve"}),
        ("sell_what_two_must_agree_to", {"who": OLA, "judge": OLA, "word": "approve"}),
        ("watch", {"who": OLA, "amount": "wyłącz"}),
        ("freeze", {"tries": 1, "thaws": True}),
        ("doom", {"commits": 2}),
        ("sell", {"who": OLA, "words": GOOD, "taps": 1}),
    ),
    "outages": (
        ("sell_while_it_begins", {"who": OLA, "kind": FAILURE, "way": "issue"}),
        ("light_goes_on", {}),
        ("sell_while_it_ends", {"who": OLA, "way": "issue"}),
        ("wait", {"minutes": 60}),
        ("sell_in_silence", {"who": OLA}),
        ("ask_for_terms", {"who": OLA}),
        ("wait", {"minutes": 60}),
        ("announce", {"kind": FAILURE, "hours": 1, "seen": True}),
        ("ask_for_terms", {"who": OLA}),
        ("sell_in_an_outage", {"who": JAN, "kind": FAILURE, "way": "hold"}),
        ("end", {"days": 1, "seen": True}),
        ("ask_for_terms", {"who": OLA}),
        ("light_goes_on", {}),
        ("look", {}),
        ("sell_in_an_outage", {"who": ZOSIA, "kind": WORKS, "way": "issue"}),
        ("ask_for_terms", {"who": ZOSIA}),
        ("light_goes_on", {}),
        ("sell", {"who": ZOSIA, "words": GOOD, "taps": 1}),
        ("sell_in_a_total_failure", {"who": JAN}),
    ),
    "sequels": (
        ("correct_twice", {"who": OLA, "first": "cena 150 zł", "then": "cena 250 zł"}),
        ("take_an_advance", {"who": OLA, "corrected": True, "paid": "zaliczka 6150 zł", "settled": True}),
        ("make_a_pro_forma_and_its_invoice", {"who": ZOSIA}),
        ("agree_to_repeat", {"who": OLA, "rhythm": "co miesiąc 1.", "agrees": "recur"}),
        ("month_turns", {"who": OLA, "times": 1, "issues": True}),
    ),
    "money": (
        ("wait_for_money", {"who": OLA, "paid": None}),
        ("note_a_part", {"who": OLA, "at": 0, "amount": "200"}),
        ("note_a_payment", {"who": OLA, "at": 0, "word": "zapłacona"}),
        ("ask", {"who": OLA, "question": SURE, "after": ["answer-down"]}),
        ("ask", {"who": JAN, "question": "certyfikat", "after": ["answer-pick"]}),
        ("ask", {"who": EWA, "question": "jak długo się czeka na zwrot vat?", "after": []}),
    ),
    "verdicts": (
        ("sell_what_is_refused", {"who": OLA}),
        ("upset", {"who": JAN, "moods": ["dies"]}),
        ("wait_over_midnight", {"who": ZOSIA, "choice": "move-date"}),
        ("spend_the_hour", {"hour": 0}),
        ("sell_many", {"who": OLA, "count": 3, "dies": "after-close", "drops": "before-close", "phases": []}),
    ),
}


def walk(name: str, life_type) -> None:
    """Live that life; the books are looked at after each deed."""
    life = life_type()
    try:
        for deed, how in WALKS[name]:
            getattr(life, deed)(**how)
            life.the_books_are_sound()
    except BaseException:
        life.world.close()
        raise
    life.teardown()
