"""Formatting: Telegram's HTML read into a text and its entities.

Offsets and lengths count UTF-16 code units, as Telegram's do; byte offsets in error messages count
UTF-8, as Telegram's do too.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.sandbox.wire import Json, Refused, bad_request

#: Which entity a tag becomes; those that need more than their name are made in `_close`.
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
_WORDS = re.compile(r"[^<&]*")
_TAG_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_LINK = re.compile(r"(?:https?://|tg://)\S+", re.IGNORECASE)
_BARE_HOST = re.compile(r"[\w\-]+(\.[\w\-]+)+(?:[:/?#]\S*)?")
#: Without one of these there is nothing to find; the search below is the slowest step of a call.
_MAY_HOLD_ENTITIES = re.compile(r"[/@#+]")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'，。；：！？、）】》」]+)"
    r"|(?P<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)"
    r"|(?<![\w/])(?P<bot_command>/[a-zA-Z0-9_]{1,32}(?:@\w+)?)(?!\w)"
    r"|(?<!\w)(?P<mention>@[a-zA-Z]\w{3,31})"
    r"|(?<!\w)(?P<hashtag>#\w+)"
    r"|(?<![\w+])(?P<phone_number>\+\d[\d \-]{6,16}\d)",
    re.ASCII,
)


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=1024)
def format_text(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """A text as it is shown, and its entities: those written and those found in it.

    Remembered, since a broadcast sends one text to everybody; so what it gives is not to be
    changed.

    Args:
        text: what the bot sent.
        parse_mode: empty or HTML.

    Raises:
        Refused: the markup is wrong, or the parse mode is another one.
    """
    mode = parse_mode.lower()
    if mode == "html":
        shown, entities = parse_html(text)
    elif not mode or mode == "none":
        shown, entities = text, []
    elif mode in ("markdown", "markdownv2"):
        raise bad_request(f"the sandbox does not read parse_mode {parse_mode}; use HTML")
    else:
        raise bad_request("unsupported parse_mode")
    return trim(shown, entities)


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """A text without the white space at its ends, its entities moved with it, links found."""
    stripped = text.strip()
    if len(stripped) != len(text) and entities:
        before = utf16_length(text[: len(text) - len(text.lstrip())])
        end = utf16_length(stripped)
        entities = [
            {**entity, "offset": start, "length": stop - start}
            for entity in entities
            if (start := max(0, entity["offset"] - before))
            < (stop := min(end, entity["offset"] + entity["length"] - before))
        ]
    found = find_entities(stripped, entities)
    if found:
        entities = sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))
    return stripped, entities


def find_entities(text: str, taken: list[Json] | None = None) -> list[Json]:
    """Commands, links, addresses and numbers that a text holds and that nobody marked.

    Args:
        text: the text as shown.
        taken: entities already there; inside a link or code nothing is found.
    """
    if not _MAY_HOLD_ENTITIES.search(text):
        return []
    closed = [
        (e["offset"], e["offset"] + e["length"])
        for e in taken or ()
        if e["type"] in ("text_link", "text_mention", "code", "pre")
    ]
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup
        start = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(start < stop and begin < start + length for begin, stop in closed):
            found.append({"type": kind, "offset": start, "length": length})
    return found


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Telegram's HTML as a text and its entities, in order.

    Raises:
        Refused: a tag is unknown, unclosed or crossed; Telegram's wording.
    """
    if "<" not in html and "&" not in html:
        return html, []
    return _HtmlReader(html).read()


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    part: int  #: how many parts of text came before it


@dataclass(slots=True)
class _HtmlReader:
    html: str
    at: int = 0
    offset: int = 0  #: of the text read so far, in UTF-16 code units
    parts: list[str] = field(default_factory=list)
    stack: list[_OpenTag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> tuple[str, list[Json]]:
        html = self.html
        while self.at < len(html):
            char = html[self.at]
            if char == "<":
                if html.startswith("/", self.at + 1):
                    self._end_tag()
                else:
                    self._start_tag()
            elif char == "&":
                self._reference()
            else:
                self._add(self._take(_WORDS))
        if self.stack:
            name = self.stack[-1].name
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{name}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return "".join(self.parts), self.entities

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def _reference(self) -> None:
        text, self.at = _decode(self.html, self.at)
        self._add(text)

    def _byte(self, at: int) -> int:
        return len(self.html[:at].encode())

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.html, self.at)
        assert match is not None  # every pattern used here matches the empty text
        self.at = match.end()
        return match.group()

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(_TAG_NAME).lower()
        if self.at >= len(self.html):
            raise _wrong(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in _TAGS:
            raise _wrong(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        argument = ""
        while True:
            self._take(_SPACE)
            if self.html.startswith(">", self.at):
                self.at += 1
                break
            argument = self._attribute(name, begin) or argument
        if name == "span" and argument != "spoiler":
            raise _wrong(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        self.stack.append(_OpenTag(name, argument, self.offset, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Read one attribute; what it says where it is one that counts, else empty."""
        name = self._take(_ATTRIBUTE_NAME)
        byte = self._byte(begin)
        if not name:
            if self.at >= len(self.html):
                raise _wrong(f"Unclosed start tag at byte offset {byte}")
            raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {byte}')
        self._take(_SPACE)
        if not self.html.startswith("=", self.at):
            if tag == "blockquote" and name == "expandable":
                return "expandable"
            raise _wrong(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                f" at byte offset {byte}"
            )
        self.at += 1
        self._take(_SPACE)
        value = self._attribute_value(byte)
        match tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case ("code", "class") if value.startswith("language-"):
                return value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                return value.removeprefix("tg-")
        return ""

    def _attribute_value(self, byte: int) -> str:
        quote = self.html[self.at : self.at + 1]
        if quote not in ("'", '"'):
            start = self.at
            value = self._take(_NAME_TOKEN).lower()
            if self.at < len(self.html) and self.html[self.at] not in "> \t\r\n":
                raise _wrong(f"Unexpected end of name token at byte offset {self._byte(start)}")
        else:
            stop = self.html.find(quote, self.at + 1)
            if stop < 0:
                raise _wrong(f"Unclosed start tag at byte offset {byte}")
            raw = self.html[self.at + 1 : stop]
            value = _REFERENCE.sub(lambda m: _decode(m.group(), 0)[0], raw)
            self.at = stop + 1
        if self.at >= len(self.html):
            raise _wrong(f"Unclosed start tag at byte offset {byte}")
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.stack:
            raise _wrong(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if not self.html.startswith(">", self.at):
            raise _wrong(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        tag = self.stack.pop()
        if name and name != tag.name:
            raise _wrong(
                f"Unmatched end tag at byte offset {self._byte(begin)},"
                f' expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity: Json = {
            "type": _TAGS[tag.name],
            "offset": tag.offset,
            "length": self.offset - tag.offset,
        }
        previous = self.entities[-1] if self.entities else {}
        same_span = all(previous.get(key) == entity[key] for key in ("offset", "length"))
        match tag.name:
            case "a":
                url = checked_link(tag.argument or "".join(self.parts[tag.part :]))
                if url is None:
                    return  # Telegram keeps the words and drops the link
                entity["url"] = url
            case "tg-emoji":
                entity["custom_emoji_id"] = tag.argument
            case "blockquote" if tag.argument:
                entity["type"] = "expandable_blockquote"
            case "pre" if same_span and previous.get("language"):
                previous["type"] = "pre"  # <pre><code class="language-…">: one entity, not two
                return
            case "code" if tag.argument:
                entity["language"] = tag.argument
        self.entities.append(entity)


def checked_link(url: str) -> str | None:
    """The link as Telegram keeps it; None where it keeps none, as for tel: and mailto:."""
    url = url.strip()
    if _LINK.fullmatch(url):
        return url
    return f"http://{url}" if _BARE_HOST.fullmatch(url) else None


def _decode(html: str, at: int) -> tuple[str, int]:
    """The character that a reference at `at` stands for, and where the text goes on."""
    match = _REFERENCE.match(html, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), match.end()


def _wrong(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")
