"""Bodies of every kind, addresses, tokens and files on the wire."""

import json

import aiohttp
import httpx
import pytest

OLA = 1001
KEYBOARD = {"inline_keyboard": [[{"text": "Tak", "callback_data": "tak"}]]}


@pytest.fixture
async def web(telegram, token):
    async with httpx.AsyncClient(base_url=f"{telegram.base_url}/bot{token}/") as client:
        yield client


async def test_a_query_string_is_enough(web, chat):
    answer = await web.get(
        "sendMessage", params={"chat_id": chat, "text": "żółć", "reply_markup": json.dumps(KEYBOARD)}
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["result"]["text"] == "żółć"
    assert answer.json()["result"]["reply_markup"] == KEYBOARD


async def test_a_form_carries_nested_values_as_json_strings(web, chat):
    answer = await web.post(
        "SENDMESSAGE", data={"chat_id": chat, "text": "żółć + &", "reply_markup": json.dumps(KEYBOARD)}
    )

    assert answer.json()["result"]["text"] == "żółć + &"
    assert answer.json()["result"]["reply_markup"] == KEYBOARD


async def test_a_json_body_may_nest_or_quote(web, chat):
    nested = await web.post("sendMessage", json={"chat_id": chat, "text": "a", "reply_markup": KEYBOARD})
    quoted = await web.post(
        "sendMessage", json={"chat_id": str(chat), "text": "a", "reply_markup": json.dumps(KEYBOARD)}
    )

    assert nested.json()["result"]["reply_markup"] == quoted.json()["result"]["reply_markup"] == KEYBOARD


async def test_a_plain_multipart_names_the_file_by_its_field(web, chat):
    answer = await web.post(
        "sendDocument",
        data={"chat_id": chat, "caption": "ż"},
        files={"document": ("faktura-ż.pdf", b"%PDF", "application/pdf")},
    )

    result = answer.json()["result"]
    assert (result["document"]["file_name"], result["document"]["file_size"], result["caption"]) == (
        "faktura-ż.pdf",
        4,
        "ż",
    )


async def test_a_chunked_multipart_attaches_the_file(telegram, token, chat):
    async def pieces():
        yield b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1001\r\n--x\r\n'
        yield b'Content-Disposition: form-data; name="document"\r\n\r\nattach://f1\r\n--x\r\nContent-Disposition: form-'
        yield 'data; name="f1"; filename="ść.xml"\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--x--\r\n'.encode()

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    address = f"{telegram.base_url}/bot{token}/sendDocument"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=pieces(), headers=headers) as response,
    ):
        answer = await response.json()

    assert answer["result"]["document"]["file_name"] == "ść.xml"
    assert telegram.file(answer["result"]["document"]["file_id"])[2] == b"<a/>"


async def test_an_upload_over_50_megabytes_is_too_large(web, chat):
    answer = await web.post(
        "sendDocument", data={"chat_id": chat}, files={"document": ("a.bin", bytes((50 << 20) + 1))}
    )

    assert answer.status_code == 413
    assert answer.json()["description"] == "Request Entity Too Large"


async def test_an_empty_file_and_a_photo_that_is_none(web, chat):
    empty = await web.post("sendDocument", data={"chat_id": chat}, files={"document": ("a.txt", b"")})
    no_photo = await web.post("sendPhoto", data={"chat_id": chat}, files={"photo": ("a.png", b"tekst")})

    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    assert no_photo.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


@pytest.mark.parametrize("body", [b"{", b"[1]"])
async def test_a_broken_json_body_is_refused(web, body):
    answer = await web.post("getMe", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["ok"] is False


async def test_unknown_methods_tokens_and_places(telegram, token, web):
    async with httpx.AsyncClient(base_url=telegram.base_url) as client:
        answers = [
            await web.get("sendTelepathy"),
            await client.get(f"/bot{token}x/getMe"),
            await client.get("/botnonsense/getMe"),
            await client.get("/"),
            await client.get(f"/bot{token}/getMe/x"),
            await client.get(f"/file/bot{token}/documents/file_0.pdf"),
            await client.put(f"/bot{token}/getMe"),
        ]

    assert [
        (answer.status_code, answer.json()["error_code"], answer.json()["description"]) for answer in answers
    ] == [
        (404, 404, "Not Found: method not found"),
        (401, 401, "Unauthorized"),
        (404, 404, "Not Found"),
        (404, 404, "Not Found"),
        (404, 404, "Not Found"),
        (404, 404, "Not Found"),
        (404, 404, "Not Found"),
    ]


async def test_a_429_has_its_header(telegram, web, chat):
    telegram.flood(1, 5)

    answer = await web.post("sendMessage", json={"chat_id": chat, "text": "x"})

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["parameters"] == {"retry_after": 5}


async def test_a_path_opens_only_after_get_file(telegram, token, web, chat):
    await telegram.user_sends_document(OLA, "zażółć.pdf", b"%PDF", "application/pdf")
    async with httpx.AsyncClient(base_url=f"{telegram.base_url}/file/bot{token}/") as files:
        before = await files.get("documents/file_0.pdf")
        update = (await web.get("getUpdates", params={"offset": -1})).json()["result"][0]
        file = (
            await web.get("getFile", params={"file_id": update["message"]["document"]["file_id"]})
        ).json()["result"]
        after = await files.get(file["file_path"])

    assert before.status_code == 404
    assert (after.status_code, after.content, file["file_size"]) == (200, b"%PDF", 4)


@pytest.mark.parametrize(("kind", "content_type"), [("html", "text/html"), ("json", "application/json")])
async def test_an_outage_answers_503_to_everything_and_ends(telegram, web, chat, kind, content_type):
    telegram.down(on=True, kind=kind)
    during = [await web.get("getMe"), await web.post("sendMessage", json={"chat_id": chat, "text": "x"})]
    await telegram.user_sends_text(OLA, "napisane w czasie awarii")
    telegram.down(on=False)

    after = await web.get("getUpdates")

    assert {(answer.status_code, answer.headers["content-type"].partition(";")[0]) for answer in during} == {
        (503, content_type)
    }
    assert after.json()["result"][-1]["message"]["text"] == "napisane w czasie awarii"
