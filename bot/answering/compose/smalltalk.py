"""Replies that state no fact: greetings, thanks, and what can be asked."""

from bot.answering.compose import contacts
from bot.answering.compose.context import Context
from bot.answering.model import Statement

#: What is said where the catalogue has nothing for an id.
_ANY = "other"
#: Those after which one is told whom to call.
_WANT_PEOPLE = frozenset({"human", "complaint"})


def reply(context: Context, id: str) -> Statement:
    """An answer to a greeting, a thank-you and the like."""
    edition = context.voice.read(context.knowledge.edition.title)
    try:
        text = context.voice.say(f"answering.smalltalk.{id}", edition=edition)
    except KeyError:
        text = context.voice.say(f"answering.smalltalk.{_ANY}", edition=edition)
    if id in _WANT_PEOPLE:
        whom, sources = contacts.asked(context, None, "contact")
        return Statement(text="\n".join([text, whom]).strip(), sources=sources)
    return Statement(text=text)


def outside(context: Context) -> Statement:
    """That this is about something else, and what can be asked."""
    edition = context.voice.read(context.knowledge.edition.title)
    return Statement(text=context.voice.say("answering.outside", edition=edition))
