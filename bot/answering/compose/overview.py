"""An event as a whole: what, when, where, for whom and on what conditions."""

from bot.answering.compose import conditions, events, general, places
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import Event


def about(context: Context, event: Event) -> list[Fact]:
    """All that a visitor needs, in few lines."""
    return [
        *general.summary(context, event),
        *events.times(context, event),
        *place_in_brief(context, event),
        *conditions.audience(context, event),
        *conditions.fee(context, event),
        *conditions.register_in_brief(context, event),
        *conditions.people(context, event),
        *conditions.partners(context, event),
        *_programme(context, event),
    ]


def _programme(context: Context, event: Event) -> list[Fact]:
    """What happens there, where that is stated in words."""
    stated = event.details.get("programme")
    if stated is None:
        return []
    text = context.line("programme", context.voice.read(stated))
    return [Fact(text, sources_of(event, "details.programme"))]


def place_in_brief(context: Context, event: Event) -> list[Fact]:
    """The place without address and directions; with each time where places differ."""
    spots = {(slot.venue, slot.room) for slot in context.programme.of(event)}
    if events.is_off(context, event) or len(spots) > 1:
        return []
    venue, room = spots.pop() if spots else (event.venue, event.room)
    place = places.place(context, venue, room)
    facts = [Fact(context.line("where", place), sources_of(event, "venue"))] if place else []
    return facts + events.online(context, event)


def parts(context: Context, event: Event) -> list[Fact]:
    """What it is made of; without parts, what it is, if that is stated."""
    parts = [each for each in context.programme.parts_of(event) if context.current(each)]
    if not parts:
        return about(context, event) if event.summary is not None else []
    facts = general.summary(context, event)
    for each in parts:
        times = events.times_in_brief(context, each)
        title = context.voice.read(each.title)
        text = context.voice.say("answering.line", label=title, value=times[0]) if times else title
        facts.append(Fact(context.voice.say("answering.bullet", text=text), sources_of(each)))
    return facts


def hours(context: Context, event: Event) -> list[Fact]:
    """Its hours, where it states any: days alone answer no question for hours."""
    slots = context.programme.of(event)
    if any(not slot.is_day for slot in slots):
        return events.times(context, event)
    return []
