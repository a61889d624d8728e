"""Where things are, in words."""

from bot.answering.compose import general
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import Venue
from bot.knowledge.text import Text


def place(context: Context, venue_id: str | None, room: Text | None) -> str | None:
    """A venue and a room in it, as far as they are stated."""
    venue = context.knowledge.find(Venue, venue_id)
    name = context.voice.read(venue.title) if venue else None
    inside = context.voice.read(room) if room else None
    if name and inside and name not in inside:
        return context.voice.say("answering.place.room", venue=name, room=inside)
    return inside or name


def address(context: Context, venue: Venue) -> list[Fact]:
    """The address of a venue; where there is none, its coordinates."""
    if venue.address:
        value = context.voice.read(venue.address)
        text = context.line("address", value)
        return [Fact(text, sources_of(venue, "address"))]
    if venue.coordinates:
        at = venue.coordinates
        text = context.line("coordinates", f"{at.latitude}, {at.longitude}")
        return [Fact(text, sources_of(venue, "coordinates"))]
    return []


def venue_where(context: Context, venue: Venue) -> list[Fact]:
    """Where a venue is and, in brief, how to get there."""
    return address(context, venue) + directions(context, venue)


def directions(context: Context, venue: Venue) -> list[Fact]:
    """How to get to a venue."""
    if venue.directions is None:
        return []
    text = context.line("directions", context.voice.read(venue.directions))
    return [Fact(text, sources_of(venue, "directions"))]


def hours(context: Context, venue: Venue) -> list[Fact]:
    """When a venue is open."""
    if venue.hours is None:
        return []
    text = context.line("hours", context.voice.read(venue.hours))
    return [Fact(text, sources_of(venue, "hours"))]


def venue_contact(context: Context, venue: Venue) -> list[Fact]:
    """A venue's own telephone."""
    if not venue.phones:
        return []
    text = context.line("phone", context.voice.join(venue.phones))
    return [Fact(text, sources_of(venue, "phones"))]


def venue_about(context: Context, venue: Venue) -> list[Fact]:
    """What it is, where, and when it is open."""
    return [
        *general.summary(context, venue),
        *venue_where(context, venue),
        *hours(context, venue),
        *venue_contact(context, venue),
    ]
