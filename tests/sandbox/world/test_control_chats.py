"""Playing a person with a phone by the control API."""

import pytest

CHAT = "/api/chats/1001"


async def test_the_owner_moves_in_and_talks_with_the_app(api):
    await api.hear("/start zaproszenie")

    said = await api.post(f"{CHAT}/messages", text="dzień dobry")
    answer = await api.hear("dzień dobry")

    assert said["message_id"] < answer["message_id"]
    assert set(answer) >= {"message_id", "from", "text", "buttons", "document", "edited"}
    assert answer["buttons"] == [[{"text": "Tak"}]]


async def test_a_tap_tells_what_the_bot_answered(api):
    message = await api.hear("/start")

    tapped = await api.post(f"{CHAT}/taps", message_id=message["message_id"], label="Tak")

    assert tapped["answered"] is True
    assert tapped["alert"] == "Zrobione"


async def test_a_tap_on_nothing_is_refused(api):
    message = await api.hear("/start")

    wrong_label = await api.refusal(
        "POST", f"{CHAT}/taps", {"message_id": message["message_id"], "label": "Nie"}
    )
    no_message = await api.refusal("POST", f"{CHAT}/taps", {"message_id": 9999, "label": "Tak"})

    assert wrong_label == (
        409,
        f"Message {message['message_id']} has no button 'Nie' now; there are: Tak.",
    )
    assert no_message == (404, "There is no message 9999 in this chat.")


async def test_a_document_can_be_sent_and_opened(world_api):
    sent = await world_api.http.post(
        f"{CHAT}/documents", files={"document": ("faktura-ż.pdf", b"%PDF-1.7", "application/pdf")}
    )
    (message,) = await world_api.get(f"{CHAT}/messages")
    opened = await world_api.http.get(message["document"]["url"])

    assert sent.json() == {"message_id": message["message_id"]}
    assert message["document"]["name"] == "faktura-ż.pdf"
    assert message["document"]["size"] == 8
    assert (opened.content, opened.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")


async def test_a_file_that_a_browser_would_run_is_only_saved(world_api):
    await world_api.http.post(
        f"{CHAT}/documents", files={"f": ("x.html", b"<script>1</script>", "text/html")}
    )

    (message,) = await world_api.get(f"{CHAT}/messages")
    opened = await world_api.http.get(message["document"]["url"])

    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
async def test_what_is_no_text_can_be_sent_as_well(world_api, kind):
    await world_api.post(f"{CHAT}/messages", kind=kind)

    (message,) = await world_api.get(f"{CHAT}/messages")
    assert message["kind"] == kind


async def test_a_long_poll_gets_only_what_is_new(world_api):
    first = await world_api.post(f"{CHAT}/messages", text="pierwsza")
    second = await world_api.post(f"{CHAT}/messages", text="druga")

    new = await world_api.get(f"{CHAT}/messages", after=first["message_id"], wait=30)

    assert [message["message_id"] for message in new] == [second["message_id"]]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"{CHAT}/messages", {"text": "  "}, 400),
        ("POST", f"{CHAT}/messages", {"text": 5}, 400),
        ("POST", f"{CHAT}/messages", {}, 400),
        ("POST", f"{CHAT}/messages", ["text"], 400),
        ("POST", f"{CHAT}/messages", b"{", 400),
        ("POST", f"{CHAT}/messages", {"kind": "opera"}, 400),
        ("POST", "/api/chats/7/messages", {"text": "hej"}, 404),
        ("GET", "/api/chats/ola/messages", None, 404),
        ("GET", f"{CHAT}/messages?after=x", None, 400),
        ("GET", f"{CHAT}/messages?wait=nan", None, 400),
        ("GET", f"{CHAT}/files/none", None, 404),
        ("POST", f"{CHAT}/documents", {"name": "x"}, 400),
        ("POST", f"{CHAT}/taps", {"label": "Tak"}, 400),
        ("GET", "/api/nothing", None, 404),
        ("DELETE", f"{CHAT}/taps", None, 405),
    ],
)
async def test_a_bad_request_gets_one_sentence(world_api, method, path, body, status):
    answered, sentence = await world_api.refusal(method, path, body)

    assert answered == status
    assert sentence.endswith(".")
