from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.model.invoice import Draft, Invoice
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.file_refs import DocumentForm, DocumentRef, FileRef
from invoicing.services.jobs import Job, Show
from invoicing.services.ksef_jobs import CheckSubmission, Submit
from invoicing.services.messages import Channel, Choice, Json, Option, Reply, Style
from storage.codec import CodecError, decode, encode


class Colour(StrEnum):
    RED = "r"
    BLUE = "b"


@dataclass(frozen=True, slots=True)
class Inner:
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Everything:
    text: str
    count: int
    flag: bool
    at: datetime
    id: UUID
    raw: bytes
    colour: Colour
    inner: Inner | None
    many: tuple[Inner, ...]
    pair: tuple[str, int]
    names: frozenset[str]
    by_name: Mapping[str, Decimal]
    data: Mapping[str, Json] = field(default_factory=dict)
    later: str = "added later"


ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
INNERS = st.builds(Inner, st.decimals(allow_nan=False, allow_infinity=False), st.dates())
EVERYTHING = st.builds(
    Everything,
    text=st.text(),
    count=st.integers(),
    flag=st.booleans(),
    at=st.datetimes(timezones=ZONES),
    id=st.uuids(),
    raw=st.binary(),
    colour=st.sampled_from(Colour),
    inner=st.none() | INNERS,
    many=st.lists(INNERS, max_size=3).map(tuple),
    pair=st.tuples(st.text(), st.integers()),
    names=st.frozensets(st.text(), max_size=4),
    by_name=st.dictionaries(st.text(), st.decimals(allow_nan=False, allow_infinity=False), max_size=3),
    data=st.dictionaries(st.text(), JSONS, max_size=3),
)
SAMPLE = Everything(
    "a",
    1,
    True,
    datetime(2026, 11, 2, tzinfo=UTC),
    UUID(int=1),
    b"x",
    Colour.RED,
    None,
    (),
    ("a", 1),
    frozenset(),
    {},
)


@settings(deadline=None)
@given(EVERYTHING)
def test_what_is_written_is_what_is_read(value: Everything):
    assert decode(Everything, encode(value)) == value


@settings(deadline=None)
@given(EVERYTHING)
def test_one_value_has_one_spelling(value: Everything):
    assert encode(decode(Everything, encode(value))) == encode(value)


def test_amounts_keep_their_trailing_zeros_and_are_never_numbers():
    text = encode(Inner(Decimal("400.00"), date(2026, 11, 2)))

    assert text == '{"amount":"400.00","on":"2026-11-02"}'
    assert str(decode(Inner, text).amount) == "400.00"


@pytest.mark.parametrize(
    "job",
    [
        Submit(UUID(int=1), 2),
        CheckSubmission(UUID(int=1)),
        Deliver(UUID(int=3)),
        Show(
            Channel.TELEGRAM,
            "42",
            Reply(
                "draft-card",
                {"lines": [{"net": "1.00", "n": 1, "ok": True, "none": None}]},
                options=(
                    (Option("issue", Choice("issue", uuid4(), 3), style=Style.SUCCESS), Option("x", url="u")),
                ),
                documents=(DocumentRef(UUID(int=1), DocumentForm.UPO),),
                tag="t",
            ),
            cause="telegram:42:1",
        ),
    ],
)
def test_a_job_comes_back_as_the_kind_it_was(job: Job):
    back = decode(Job, encode(job, Job))

    assert back == job
    assert type(back) is type(job)


def test_a_row_from_before_a_field_was_added_gets_its_default():
    old = encode(SAMPLE).replace('"later":"added later",', "")

    assert '"later"' not in old
    assert decode(Everything, old).later == "added later"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": 1}, "Everything.text: str expected"),
        ({"count": True}, "Everything.count: int expected"),
        ({"count": "1"}, "Everything.count: int expected"),
        ({"flag": 1}, "Everything.flag: bool expected"),
        ({"at": datetime(2026, 11, 2)}, "without a zone"),  # noqa: DTZ001 - that is the point
        ({"id": "1"}, "UUID expected"),
        ({"colour": "r"}, "Colour expected"),
        (
            {"inner": Inner(Decimal("NaN"), date(2026, 11, 2))},
            "Everything.inner: Inner.amount: not an amount",
        ),
        ({"inner": Inner(Decimal(1), datetime(2026, 11, 2, tzinfo=UTC))}, "date expected"),
        ({"many": [SAMPLE]}, "tuple expected"),
        ({"pair": ("a", 1, 2)}, "2 values expected"),
        ({"data": {"a": Decimal(1)}}, "not JSON: Decimal"),
        ({"data": {"a": 1.5}}, "not JSON: float"),
        ({"data": {1: "a"}}, "str expected"),
    ],
)
def test_a_value_that_is_not_what_it_declares_is_not_written(change: dict[str, Any], words: str):
    values = {each.name: getattr(SAMPLE, each.name) for each in fields(SAMPLE)}

    with pytest.raises(CodecError, match=words):
        encode(Everything(**{**values, **change}))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"count":1', '"count":1.0', "binary fraction"),
        ('"count":1', '"count":NaN', "binary fraction"),
        ('"count":1', '"count":true', "int expected"),
        ('"count":1,', "", "missing"),
        ('"count":1', '"count":1,"more":2', "no field more"),
        ('"colour":"r"', '"colour":"green"', "Everything.colour"),
        ('"at":"2026-11-02T00:00:00+00:00"', '"at":"2026-11-02T00:00:00"', "without a zone"),
        ('"raw":"eA=="', '"raw":"?"', "Everything.raw"),
        ('"pair":["a",1]', '"pair":["a"]', "2 values expected"),
        ("{", "[", "delimiter|Expecting"),
    ],
)
def test_a_text_that_was_tampered_with_is_not_read(before: str, after: str, words: str):
    text = encode(SAMPLE)
    assert before in text

    with pytest.raises(CodecError, match=words):
        decode(Everything, text.replace(before, after, 1))


def test_a_file_promised_before_there_were_others_is_still_an_invoices():
    old = '[{"form":"upo","invoice_id":"00000000-0000-0000-0000-000000000001"}]'

    assert decode(tuple[FileRef, ...], old) == (DocumentRef(UUID(int=1), DocumentForm.UPO),)


def test_a_job_of_an_unknown_kind_is_not_read():
    with pytest.raises(CodecError, match="unknown kind"):
        decode(Job, '{"kind":"Teleport","invoice_id":"00000000-0000-0000-0000-000000000001"}')


def test_drafts_and_invoices_have_a_shape(house):
    draft = house.draft(send_to="a@b.example", missing=("price",), invoice_id=uuid4())
    invoice = house.stored(draft).invoice

    assert decode(Draft, encode(draft)) == draft
    assert decode(Invoice, encode(invoice)) == invoice
