"""HTML is read as Telegram reads it, its errors included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import find_entities, format_text, utf16_length
from bot.sandbox.wire import Refused


def spans(html: str) -> list[tuple[str, str]]:
    """Each entity's type and the words it covers."""
    text, entities = format_text(html, "HTML")
    units = text.encode("utf-16-le")
    return [
        (e["type"], units[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le"))
        for e in entities
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>开放</b>日", [("bold", "开放")]),
        ("<STRONG>a</STRONG>", [("bold", "a")]),
        ("<i>a</i><em>b</em>", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", [("strikethrough", x) for x in "abc"]),
        ("<b>a<i>b</i></b>", [("bold", "ab"), ("italic", "b")]),
        ("👋🏽<b>开</b>", [("bold", "开")]),
        ("<tg-spoiler>a</tg-spoiler>", [("spoiler", "a")]),
        ('<span class="tg-spoiler">a</span>', [("spoiler", "a")]),
        ("<blockquote>a</blockquote>", [("blockquote", "a")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ("<code>a &amp; b</code>", [("code", "a & b")]),
        ('<pre><code class="language-py">a</code></pre>', [("pre", "a")]),
        ("<b></b>a", []),
        ("  <b> a</b> ", [("bold", "a")]),
        ("see https://example.org/a?b=c，or", [("url", "https://example.org/a?b=c")]),
        (
            "to a.b@example.org or +86 571 8765 4321",
            [
                ("email", "a.b@example.org"),
                ("phone_number", "+86 571 8765 4321"),
            ],
        ),
        ("use /help, not a/b", [("bot_command", "/help")]),
        ("<code>/help</code>", [("code", "/help")]),
        ("<a href='https://example.org'>x</a>", [("text_link", "x")]),
    ],
)
def test_tags_become_entities(html: str, expected: list[tuple[str, str]]) -> None:
    assert spans(html) == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &lt; b &amp; c &gt; d &quot;", 'a < b & c > d "'),
        ("&#19978;&#x6d77;", "上海"),
        ("&nbsp; &", "&nbsp; &"),
        ("AT&T", "AT&T"),
    ],
)
def test_references_are_decoded_where_telegram_knows_them(html: str, text: str) -> None:
    assert format_text(html, "HTML")[0] == text


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("example.org/x", "http://example.org/x"),
        ("tel:+8657187654321", None),
        ("mailto:a@example.org", None),
        ("javascript:alert(1)", None),
    ],
)
def test_only_links_that_telegram_keeps_are_kept(href: str, url: str | None) -> None:
    _, entities = format_text(f'<a href="{href}">x</a>', "HTML")

    assert [entity["url"] for entity in entities] == ([] if url is None else [url])


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("开<b", "Unclosed start tag at byte offset 3"),
        ("开<div>a</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        format_text(html, "HTML")

    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown", "BBCode"])
def test_other_parse_modes_are_refused(mode: str) -> None:
    with pytest.raises(Refused, match="parse_mode"):
        format_text("a", mode)


@given(st.text(alphabet="ab<>&/\"'= 开😀;#x1bi", max_size=30))
def test_any_text_is_either_read_or_refused(html: str) -> None:
    try:
        text, entities = format_text(html, "HTML")
    except Refused:
        return

    length = utf16_length(text)
    assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= length for e in entities)
    assert all(e["length"] > 0 for e in entities)


@given(st.text(max_size=40))
def test_a_text_without_markup_is_shown_as_it_is(text: str) -> None:
    assert format_text(text, "")[0] == text.strip()
    assert all(e["length"] > 0 for e in find_entities(text))
