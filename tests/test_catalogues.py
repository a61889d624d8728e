"""The catalogues agree with one another and with the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.language import Language

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "bot" / "locales"
LANGUAGES = [language.replace("-", "_") for language in Language]
DOMAINS = sorted({file.stem for file in LOCALES.glob("*/*.po")})


def catalogue(language: str, domain: str) -> Catalog:
    with (LOCALES / language / f"{domain}.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def messages(language: str, domain: str) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue(language, domain) if message.id}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def wordings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(message: Message) -> set[str]:
    return {name for text in wordings(message) for name in re.findall(r"{(\w+)[^{}]*}", text)}


def every_key() -> set[str]:
    return {name for domain in DOMAINS for name in messages(LANGUAGES[0], domain)}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_the_same_keys(language: str, domain: str) -> None:
    assert messages(language, domain).keys() == messages(LANGUAGES[0], domain).keys()


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_names_the_same_values(language: str, domain: str) -> None:
    original = messages(LANGUAGES[0], domain)
    differing = {
        name: differences
        for name, message in messages(language, domain).items()
        if (differences := placeholders(message) ^ placeholders(original[name]))
    }

    assert differing == {}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_worded_in_all_its_forms(language: str, domain: str) -> None:
    forms = catalogue(language, domain).num_plurals
    unworded = [
        name
        for name, message in messages(language, domain).items()
        if not all(wordings(message))
        or len(wordings(message)) != (forms if isinstance(message.id, tuple) else 1)
    ]

    assert unworded == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_begins_with_its_domain(language: str, domain: str) -> None:
    """By which its catalogue is found."""
    assert [name for name in messages(language, domain) if name.partition(".")[0] != domain] == []


def test_every_key_in_the_code_has_a_text() -> None:
    asked_for = {name for node in code() for name in _asked_for(node)}

    assert len(asked_for) > 20, "the search finds no keys any more"
    assert asked_for - every_key() == set()


def test_every_text_is_used() -> None:
    literals: set[str] = set()
    beginnings: set[str] = set()  # of keys that are put together from parts
    for node in code():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            literals.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            beginnings.update(_beginning(node))

    unused = {
        name
        for name in every_key() - literals
        if not any(name.startswith(beginning) for beginning in beginnings)
    }
    assert unused == set()


def code() -> Iterator[ast.AST]:
    """Every node of the program."""
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")]:
        yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def _asked_for(node: ast.AST) -> Iterator[str]:
    """The keys that a node surely means as such: `texts("…")`, `fix_key="…"`, `text_key = "…"`."""
    match node:
        case ast.Call(func=called, args=[ast.Constant(value=str(key)), *_]):
            is_key = _name(called).endswith("texts")
        case ast.keyword(arg="fix_key" | "text_key", value=ast.Constant(value=str(key))):
            is_key = True
        case ast.Assign(targets=[target], value=ast.Constant(value=str(key))):
            is_key = _name(target) == "text_key"
        case _:
            return
    if is_key:
        yield key


def _name(node: ast.expr) -> str:
    """The last name in `texts`, `self._texts`, or `self._texts[language]`."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _beginning(string: ast.JoinedStr) -> Iterator[str]:
    first = string.values[0]
    if isinstance(first, ast.Constant) and re.match(r"[a-z]+\.", str(first.value)):
        yield str(first.value)
