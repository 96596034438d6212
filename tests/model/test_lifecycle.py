"""The life of an invoice towards KSeF, KSeF numbers, texts."""

import pytest

from invoicing.model.errors import InvalidKsefNumber, InvalidValue, LatarnikError, Refused, Unavailable
from invoicing.model.ksef_number import KsefNumber, crc8
from invoicing.model.lifecycle import Status, check_move, is_final, may
from invoicing.model.text import LONG, SHORT, check_text, is_printable

STEPS = {
    (Status.ISSUED, Status.SENT),
    (Status.SENT, Status.ACCEPTED),
    (Status.SENT, Status.REJECTED),
    (Status.SENT, Status.ISSUED),
    (Status.REJECTED, Status.ISSUED),  # a technical correction
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("to", Status)
def test_only_these_steps_are_taken(status, to):
    assert may(status, to) is ((status, to) in STEPS)
    if (status, to) in STEPS:
        check_move(status, to)
        return
    with pytest.raises(Refused) as refused:
        check_move(status, to)
    assert (refused.value.reason, refused.value.details) == (
        "status-order",
        {"status": status.value, "to": to.value},
    )


def test_what_was_judged_or_stays_outside_goes_no_further_by_itself():
    assert {each for each in Status if is_final(each)} == {Status.ACCEPTED, Status.REJECTED, Status.OUTSIDE}


def test_a_ksef_number_is_read_with_its_checksum():
    number = KsefNumber.parse(" 5265877635-20250826-0100001af629-af ")

    assert (number.value, str(number)) == ("5265877635-20250826-0100001AF629-AF",) * 2
    assert crc8(b"123456789") == 0xF4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5265877635-20250826-0100001AF629-AE",
        "5265877636-20250826-0100001AF629-AF",
        "5265877635-20251326-0100001AF629-AF",
        "5265877635-20250832-0100001AF629-AF",
        "0265877635-20250826-0100001AF629-AF",
        "5265877635-20250826-0100001AF629",
        "5265877635-20250826-0100001AF62G-AF",
    ],
)
def test_what_is_no_ksef_number_is_refused(text):
    with pytest.raises(InvalidKsefNumber) as invalid:
        KsefNumber.parse(text)

    assert (invalid.value.reason, invalid.value.details) == ("ksef-number", {"number": text})


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Zażółć gęślą jaźń", True),
        ("Ґанок і їжак", True),
        ("שלום", True),
        ("emoji 🙂", True),
        ("a\x00b", False),
        ("a\nb", False),
        ("a\tb", False),
        ("a\x85b", False),
        ("a\x7fb", False),
        ("\ud83d", False),
        ("a\ufffeb", False),
        ("a\uffffb", False),
        ("a\ufffdb", True),
    ],
)
def test_texts_xml_could_not_carry_are_told_apart(text, fine):
    assert is_printable(text) is fine


def test_a_text_is_there_short_enough_and_printable():
    check_text("x" * 256, "note")
    check_text("x" * 512, "note", LONG)

    reasons = []
    for text, limit in (("", SHORT), ("  ", SHORT), ("x" * 257, SHORT), ("x" * 513, LONG), ("x\x00", SHORT)):
        with pytest.raises(InvalidValue) as invalid:
            check_text(text, "note", limit)
        reasons.append((invalid.value.reason, invalid.value.details.get("limit")))
        assert invalid.value.details["field"] == "note"
    assert reasons == [
        ("text-blank", None),
        ("text-blank", None),
        ("text-too-long", "256"),
        ("text-too-long", "512"),
        ("text-control-character", None),
    ]


def test_an_error_has_a_code_for_machines_and_details_for_the_sentence():
    plain, coded = Refused(), Refused("not-yet", what="currency")

    assert (plain.reason, plain.details, str(plain)) == ("refused", {}, "refused")
    assert (coded.reason, coded.details, str(coded)) == (
        "not-yet",
        {"what": "currency"},
        "not-yet {'what': 'currency'}",
    )
    assert isinstance(coded, LatarnikError)


def test_an_unavailable_service_may_say_when_to_come_back():
    later = Unavailable("ksef-busy", retry_after=30.0, host="ksef")

    assert (later.reason, later.retry_after, later.details) == ("ksef-busy", 30.0, {"host": "ksef"})
    assert Unavailable().retry_after is None
