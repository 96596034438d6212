"""Steering mail and KSeF by the control API."""

import httpx
import pytest

BUYER = "ksiegowosc@klient.example"
APP = "faktury@latarnia.example"


async def test_a_letter_can_be_written_and_read(world_api):
    sent = await world_api.post(
        "/api/mail", **{"from": f"Żaneta <{BUYER}>", "to": APP}, subject="Pytanie", text="Kiedy?"
    )

    (row,) = await world_api.get(f"/api/mailboxes/{APP}")
    letter = await world_api.get(f"/api/mailboxes/{APP}/{sent['id']}")
    raw = await world_api.http.get(letter["raw_url"])

    assert set(row) >= {"id", "from", "to", "subject", "date", "message_id", "in_reply_to"}
    assert (row["id"], row["subject"]) == (sent["id"], "Pytanie")
    assert letter["text"].strip() == "Kiedy?"
    assert letter["attachments"] == []
    assert "dmarc=pass header.from=klient.example" in raw.text


async def test_an_attachment_has_its_bytes_and_a_letter_its_page(world_api):
    raw = (
        "From: a@klient.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/html\n\n<p onclick='x()'>hej</p>\n"
        "--b\nContent-Type: application/xml\nContent-Disposition: attachment; filename=FV-1.xml\n\n<a/>\n--b--\n"
    )
    sent = await world_api.post("/api/mail", **{"from": BUYER, "to": APP}, raw=raw, authentic=False)
    letter = f"/api/mailboxes/{APP}/{sent['id']}"

    attachment = await world_api.http.get(f"{letter}/attachments/FV-1.xml")
    page = await world_api.http.get(f"{letter}/html")

    assert attachment.content == b"<a/>"
    assert "allow-scripts" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("sandbox")


async def test_every_address_under_example_has_a_mailbox_and_no_other(world_api):
    nobody_yet = await world_api.get("/api/mailboxes/ktos@gdzies.example")
    outside = await world_api.refusal("GET", "/api/mailboxes/ktos@gdzies.pl")

    assert nobody_yet == []
    assert outside == (404, "There is no mailbox ktos@gdzies.pl: mailboxes are under .example.")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/mail", {"from": BUYER, "to": "a@b.pl", "subject": "", "text": ""}, 400),
        ("/api/mail", {"from": BUYER, "to": APP}, 400),
        ("/api/mail", {"from": BUYER, "to": APP, "subject": "a", "text": "b", "authentic": "no"}, 400),
        ("/api/mailserver", {"fault": "meteor"}, 400),
        ("/api/mailserver", {}, 400),
        ("/api/mailserver", {"fault": "bounce", "address": "nikt"}, 400),
        ("/api/ksef", {"state": "asleep"}, 400),
        ("/api/ksef", {"lighthouse": "dim"}, 400),
        ("/api/ksef", {"faults": {"meteor": 1}}, 400),
        ("/api/ksef", {"faults": 1}, 400),
        ("/api/clock", {"set": "tomorrow"}, 400),
        ("/api/clock", {"set": "2026-11-20", "advance": 5}, 400),
        ("/api/clock", {"advance": "5"}, 400),
        ("/api/clock", {"advance": 1e20}, 400),
        ("/api/clock", {}, 400),
        ("/api/app", {"action": "dance"}, 400),
    ],
)
async def test_a_wrong_wish_gets_one_sentence(world_api, path, body, status):
    answered, sentence = await world_api.refusal("POST", path, body)

    assert answered == status
    assert sentence.endswith(".")


async def test_the_mail_servers_faults_are_shown(world_api):
    await world_api.post("/api/mailserver", address=BUYER, fault="later", character="gmail-like")

    mail = (await world_api.get("/api/state"))["mail"]

    assert mail["character"] == "gmail-like"
    assert mail["addresses"] == {BUYER: "later"}


@pytest.mark.parametrize(
    ("switches", "announced", "status"),
    [
        ({"state": "failure"}, "FAILURE", 200),
        ({"state": "failure", "lighthouse": "up"}, "AVAILABLE", 200),
        ({"state": "total_failure", "lighthouse": "down"}, "TOTAL_FAILURE", 503),
        ({"state": "silent"}, "AVAILABLE", 200),
    ],
)
async def test_the_lighthouse_follows_ksef_only_when_told(world_api, switches, announced, status):
    assert await world_api.post("/api/ksef", **switches) == {}

    state = await world_api.get("/api/state")
    async with httpx.AsyncClient() as http:
        lighthouse = await http.get(f"{state['urls']['lighthouse']}/status")

    assert state["ksef"]["announced"] == announced
    assert lighthouse.status_code == status
    assert state["ksef"]["state"] == switches["state"]


async def test_a_wrong_lighthouse_leaves_ksef_as_it_was(world_api):
    await world_api.refusal("POST", "/api/ksef", {"state": "failure", "lighthouse": "dim"})

    assert (await world_api.get("/api/state"))["ksef"]["state"] == "up"


async def test_ksef_begins_without_invoices(world_api):
    assert await world_api.get("/api/ksef/invoices") == []
    assert (await world_api.refusal("GET", "/api/ksef/invoices/none/xml"))[0] == 404
