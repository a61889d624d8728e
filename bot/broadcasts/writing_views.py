"""What staff are told who write to one unit: whom of it nothing reaches, and whom to call. Pure."""

from collections.abc import Sequence

from bot.answering.compose.voice import Voice
from bot.delivery.message import Block, Message, Run
from bot.directory.records import Contact, Unit

#: A unit's contacts, and whether each has joined and can be reached.
Reached = Sequence[tuple[Contact, bool]]


def out_of_reach(voice: Voice, unit: Unit, contacts: Reached) -> Message:
    """Whom of a unit nothing that is written reaches, and the telephone numbers to call instead.

    Args:
        voice: of who writes.
        unit: to which.
        contacts: all of its.
    """
    heading: Block = [Run(voice.read(unit.name), "b")]
    if not contacts:
        return Message([heading, [Run(voice.say("announcing.write.no-contacts"))]])
    is_nobody_there = not any(is_reached for _, is_reached in contacts)
    asked = "announcing.write.nobody" if is_nobody_there else "announcing.write.some"
    lines = [_line(voice, contact) for contact, is_reached in contacts if not is_reached]
    return Message([heading, [Run("\n".join([voice.say(asked), *lines]))]])


def _line(voice: Voice, contact: Contact) -> str:
    """Why somebody gets nothing, and their number."""
    why = "unreachable" if contact.has_joined else "not-joined"
    phone = contact.phone or voice.say("announcing.write.no-phone")
    return voice.say(f"announcing.write.{why}", name=contact.name, phone=phone)
