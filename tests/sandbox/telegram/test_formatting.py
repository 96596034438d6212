"""Marked-up texts: what comes out, and the complaints about what cannot."""

import pytest

OLA = 1001
FAULT = "Bad Request: can't parse entities: "


async def send(call, text, **more):
    status, answer = await call("sendMessage", chat_id=OLA, text=text, **more)
    assert status == 200, answer
    return answer["result"]


def marks(message):
    units = message["text"].encode("utf-16-le")
    return [
        (one["type"], units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"))
        for one in message.get("entities", [])
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", "a"), ("bold", "b")]),
        ("🔦<i>ż</i> <em>x</em>", "🔦ż x", [("italic", "ż"), ("italic", "x")]),
        ("<u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del>", "abcde", [
            ("underline", "a"), ("underline", "b"), ("strikethrough", "c"), ("strikethrough", "d"), ("strikethrough", "e"),
        ]),
        ("<span class=\"tg-spoiler\">a</span><tg-spoiler>b</tg-spoiler>", "ab", [("spoiler", "a"), ("spoiler", "b")]),
        ("<B>a<I>b</></>", "ab", [("bold", "ab"), ("italic", "b")]),
        ("<code>1 &lt; 2 &amp;&#380;&#x17C; &quot;&copy;</code>", "1 < 2 &żż \"&copy;", [("code", "1 < 2 &żż \"&copy;")]),
        ("<pre><code class='language-xml'>&lt;a/></code></pre>", "<a/>", [("pre", "<a/>")]),
        ("<code class='language-xml'>x</code>", "x", [("code", "x")]),
        ("<blockquote>cytat</blockquote> <blockquote expandable>długi</blockquote>", "cytat długi", [
            ("blockquote", "cytat"), ("expandable_blockquote", "długi"),
        ]),
        ("<a href=\"https://a.example/?a=1&amp;b=2\">tu</a> i <a href=a>b</a>", "tu i b", [("text_link", "tu")]),
        ("  \n <b>  x </b> \n", "  x", [("bold", "  x")]),
        ("<tg-emoji emoji-id=\"53\">🔦</tg-emoji>", "🔦", [("custom_emoji", "🔦")]),
        ("/start /pomoc@latarnik_bot a/b", "/start /pomoc@latarnik_bot a/b", [
            ("bot_command", "/start"), ("bot_command", "/pomoc@latarnik_bot"),
        ]),
        ("ola@latarnia.example, www.gov.pl/ksef https://a.example/x. #ksef @ola_l", None, [
            ("email", "ola@latarnia.example"), ("url", "www.gov.pl/ksef"), ("url", "https://a.example/x"),
            ("hashtag", "#ksef"), ("mention", "@ola_l"),
        ]),
        ("<code>/nie https://a.example</code>", "/nie https://a.example", [("code", "/nie https://a.example")]),
    ],
)  # fmt: skip
async def test_html_becomes_text_with_entities(call, chat, source, text, entities):
    message = await send(call, source, parse_mode="HTML")

    assert message["text"] == (text or source)
    assert marks(message) == entities


async def test_details_of_entities_are_kept(call, chat):
    link = await send(call, '<a href="http://a.example">x</a>', parse_mode="html")
    code = await send(call, '<pre><code class="language-xml">x</code></pre>', parse_mode="HTML")
    person = await send(
        call, f'<a href="tg://user?id={OLA}">Ola</a> <a href="tg://user?id=5">x</a>', parse_mode="HTML"
    )

    assert link["entities"] == [{"offset": 0, "length": 1, "type": "text_link", "url": "http://a.example/"}]
    assert code["entities"] == [{"offset": 0, "length": 1, "type": "pre", "language": "xml"}]
    assert [(one["type"], one["user"]["id"]) for one in person["entities"]] == [("text_mention", OLA)]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("żół <x>a</x>", 'Unsupported start tag "x" at byte offset 7'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a", "Can't find end tag corresponding to start tag \"b\""),
        ("<b><i>a</i>", "Can't find end tag corresponding to start tag \"b\""),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x!>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)  # fmt: skip
async def test_broken_html_is_refused_with_its_place(refusal, chat, source, fault):
    assert await refusal("sendMessage", chat_id=chat, text=source, parse_mode="HTML") == FAULT + fault


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ __c__ ~d~ ||e|| `f`", "a b c d e f", [
            ("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d"), ("spoiler", "e"), ("code", "f"),
        ]),
        (r"1\.000,00 \(zł\)\!", "1.000,00 (zł)!", []),
        ("*a _b_*", "a b", [("bold", "a b"), ("italic", "b")]),
        ("[tu](https://a.example/\\))", "tu", [("text_link", "tu")]),
        ("```xml\n<a.b/>```", "<a.b/>", [("pre", "<a.b/>")]),
        (">cytat\n>dalej\nkoniec", "cytat\ndalej\nkoniec", [("blockquote", "cytat\ndalej")]),
    ],
)  # fmt: skip
async def test_markdown_becomes_text_with_entities(call, chat, source, text, entities):
    message = await send(call, source, parse_mode="MarkdownV2")

    assert message["text"] == text
    assert marks(message) == entities


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("FV 1.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("ż*a", "Can't find end of Bold entity at byte offset 2"),
        ("[a](https://a", "Can't find end of a URL at byte offset 3"),
    ],
)
async def test_careless_markdown_is_refused(refusal, chat, source, fault):
    assert await refusal("sendMessage", chat_id=chat, text=source, parse_mode="MarkdownV2") == FAULT + fault


async def test_the_older_markdown(call, refusal, chat):
    message = await send(call, "*a* _b_ `c.` [d](https://a.example) 1.", parse_mode="Markdown")
    fault = await refusal("sendMessage", chat_id=chat, text="a_b", parse_mode="Markdown")

    assert marks(message) == [("bold", "a"), ("italic", "b"), ("code", "c."), ("text_link", "d")]
    assert fault == FAULT + "Can't find end of the entity starting at byte offset 1"


async def test_ready_entities_are_taken(call, chat):
    ready = [{"type": "bold", "offset": 2, "length": 1}, {"type": "url", "offset": 0, "length": 1}]

    assert marks(await send(call, "🔦ż", entities=ready)) == [("bold", "ż")]


async def test_what_the_page_shows_cannot_break_out(telegram, chat):
    await telegram.user_sends_text(OLA, '<script>alert("1")</script> & https://a.example/?q=" javascript://x')

    shown = telegram.messages(OLA)[-1]["html"]

    assert "<script" not in shown
    assert shown.startswith("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; <a href=")


async def test_entities_that_cross_are_cut_for_the_page(call, telegram, chat):
    ready = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    await send(call, "🔦<&>", entities=ready)

    assert telegram.messages(OLA)[-1]["html"] == "<b>🔦<i>&lt;</i></b>&amp;&gt;"
