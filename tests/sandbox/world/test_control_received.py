"""Another firm's invoice for ours, put into KSeF by the control API."""

import pytest
from lxml import etree

FA = {"f": "http://crd.gov.pl/wzor/2025/06/25/13775/"}
BOSMAN = {"seller_nip": "5252248481", "number": "B/11/2026", "gross": "1230.00"}


async def test_it_is_in_ksef_with_a_number_and_a_valid_document(world_api):
    sent = await world_api.post("/api/ksef/invoices", **BOSMAN, due="2026-12-24")

    (row,) = await world_api.get("/api/ksef/invoices")
    document = await world_api.http.get(f"/api/ksef/invoices/{sent['ksef_number']}/xml")
    root = etree.fromstring(document.content)

    assert (row["ksef_number"], row["number"], row["seller_nip"], row["status"]) == (
        sent["ksef_number"], "B/11/2026", "5252248481", 200,
    )  # fmt: skip
    assert row["stored_at"]
    assert root.findtext("f:Podmiot2/f:DaneIdentyfikacyjne/f:NIP", None, FA) == "9990001137"
    assert root.findtext("f:Fa/f:P_15", None, FA) == "1230.00"
    assert root.findtext("f:Fa/f:P_13_1", None, FA) == "1000.00"
    assert root.findtext(".//f:Termin", None, FA) == "2026-12-24"


async def test_the_same_file_may_be_sent_by_its_text(world_api):
    first = await world_api.post("/api/ksef/invoices", **BOSMAN)
    document = await world_api.http.get(f"/api/ksef/invoices/{first['ksef_number']}/xml")
    other = document.text.replace("B/11/2026", "B/12/2026")

    second = await world_api.post("/api/ksef/invoices", xml=other)

    assert second["ksef_number"] != first["ksef_number"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**BOSMAN, "seller_nip": "5252248482"},
        {**BOSMAN, "gross": "darmo"},
        {**BOSMAN, "gross": "-5"},
        {**BOSMAN, "gross": "NaN"},
        {**BOSMAN, "due": "jutro"},
        {**BOSMAN, "buyer_nip": "123"},
        {"xml": "<nic/>"},
        {"xml": "nic"},
    ],
)
async def test_what_ksef_would_not_take_is_refused_with_a_sentence(world_api, body):
    status, said = await world_api.refusal("POST", "/api/ksef/invoices", body)

    assert status == 400
    assert said.endswith(".")


async def test_a_number_that_its_seller_has_used_is_refused(world_api):
    await world_api.post("/api/ksef/invoices", **BOSMAN)

    status, said = await world_api.refusal("POST", "/api/ksef/invoices", BOSMAN)

    assert (status, "440" in said) == (400, True)
