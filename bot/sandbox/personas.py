"""Personas: the people that the chat page lets one be."""

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.people import People

Role = Literal["public", "unit", "staff"]


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be on the chat page.

    Attributes:
        chat_id: also their user id, the same at every start, so that a configuration can name it.
        role: what they are to the bot is the bot's affair; the page says what they are meant for.
        name: what the bot is told.
        language_code: what their Telegram is set to.
    """

    chat_id: int
    role: Role
    name: str
    language_code: str


PERSONAS = (
    Persona(1001, "public", "林小雨", "zh-hans"),
    Persona(1002, "public", "陳家豪", "zh-hant"),
    Persona(1003, "public", "Alex", "en"),
    Persona(2001, "unit", "王敏", "zh-hans"),
    Persona(2002, "unit", "赵强", "zh-hans"),
    Persona(3001, "staff", "周静", "zh-hans"),
    Persona(3002, "staff", "吴磊", "zh-hans"),
)


def settle(people: People) -> None:
    """Give every persona a chat with the bot."""
    for persona in PERSONAS:
        people.add_person(
            persona.name,
            language_code=persona.language_code,
            chat_id=persona.chat_id,
            persona=persona.role,
        )
