"""Contacts and organisations, in words."""

from bot.answering.compose import contacts, general
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import Contact, Organisation


def contact(context: Context, contact: Contact) -> list[Fact]:
    """How to reach it."""
    lines = contacts.reach_lines(context, contact)
    if not lines:
        return general.summary(context, contact)
    return [*general.summary(context, contact), Fact("\n".join(lines), sources_of(contact))]


def organisation(context: Context, organisation: Organisation) -> list[Fact]:
    """What it does here, and how to reach it."""
    return [
        *general.summary(context, organisation),
        *general.text_of(context, organisation, "role", "role"),
        *general.contact_of(context, organisation),
    ]


def contact_hours(context: Context, contact: Contact) -> list[Fact]:
    """When it can be reached."""
    return general.text_of(context, contact, "office_hours", "hours")
