"""What staff do about duties: see who is late, file for a unit, give it more time, waive."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from telegram import Chat as TelegramChat
from telegram import Update
from telegram.ext import ContextTypes

from bot.answering.dates import EditionDays, find_spans
from bot.channels.telegram.replies import Pressed
from bot.clock import Clock
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.staff import Permission
from bot.filings.actions import Verb, item_token
from bot.filings.errors import DeadlineUnknown
from bot.filings.records import Actor
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import begin_of
from bot.knowledge.records import Deadline
from bot.reminders.views import StaffViews, UnitViews
from handlers.actions import StaffVerb
from handlers.desk import Desk, argument_of
from handlers.phrases import means_everyone

Context = ContextTypes.DEFAULT_TYPE

_DAY = "%Y%m%d"
_DAY_LENGTH = 8


class StaffHandlers:
    """Callbacks for staff alone, in private chats.

    Args:
        desk: who asks.
        filings: what units owe.
        views: what staff are shown.
        unit_views: what is shown of a filing.
        knowledge: gives the knowledge as it is now.
        clock: tells the time.
    """

    verbs: Mapping[str, Permission | None] = {
        **{verb.value: Permission.FILE_FOR_UNIT for verb in Verb if verb.startswith("s")},
        StaffVerb.DUTIES: Permission.FILE_FOR_UNIT,
        StaffVerb.EXTEND: Permission.EXTEND,
        StaffVerb.EXTEND_ALL: Permission.EXTEND,
    }

    def __init__(
        self,
        desk: Desk,
        filings: Filings,
        views: StaffViews,
        unit_views: UnitViews,
        *,
        knowledge: Callable[[], Knowledge],
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._filings = filings
        self._views = views
        self._unit_views = unit_views
        self._knowledge = knowledge
        self._clock = clock

    async def late(self, update: Update, _context: Context) -> None:
        """Show how it stands with every deadline."""
        await self._desk.show(update, *await self._views.late(await self._desk.actor(update)))

    async def filed(self, update: Update, _context: Context) -> None:
        """Show what a unit owes, to be filed for it, or waived."""
        written = argument_of(update)
        if not written:
            await self._desk.say(update, "staff.filed.how")
            return
        unit = await self._desk.which_unit(update, written, Action(StaffVerb.DUTIES, 0))
        if unit is not None:
            await self._desk.show(update, *await self._duties(update, unit.id))

    async def extend(self, update: Update, _context: Context) -> None:
        """Offer what a unit, or everybody, could be given until a day."""
        last_on, written = self._day_in(argument_of(update), update)
        if last_on is None or not written:
            await self._desk.say(update, "staff.extend.how")
        elif means_everyone(written):
            await self._desk.show(update, self._deadlines(update, last_on))
        else:
            action = Action(StaffVerb.DUTIES, 0, last_on.strftime(_DAY))
            unit = await self._desk.which_unit(update, written, action)
            if unit is not None:
                await self._desk.show(update, await self._extensions(update, unit.id, last_on))

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button says."""
        *messages, last = await self._done(action, update)
        await self._desk.show(update, *messages)
        return Pressed(self._desk.rendered(last, chat.id))

    async def _done(self, action: Action, update: Update) -> list[Message]:
        """Do it; what there is to say of it, one message at the least."""
        actor = await self._desk.actor(update)
        assert actor.chat_id is not None
        update_id = update.update_id
        match action.verb:
            case Verb.STAFF_FILED:
                filed = await self._filings.file(action.id, actor, update_id=update_id)
                return [await self._unit_views.filed(actor.chat_id, filed)]
            case Verb.STAFF_WAIVE:
                duty = await self._filings.waive(action.id, actor, update_id=update_id)
                return [await self._views.decided(actor, duty)]
            case Verb.STAFF_KEEP:
                duty = await self._filings.keep(action.id, actor, update_id=update_id)
                return [await self._views.decided(actor, duty)]
            case Verb.STAFF_TAKE_BACK:
                taken = await self._filings.take_back(action.id, actor, update_id=update_id)
                return [await self._views.duty(actor, taken.duty)]
            case StaffVerb.EXTEND:
                until_at = self._end_of(action.argument)
                duty = await self._filings.extend(action.id, until_at, actor, update_id=update_id)
                return [await self._views.duty(actor, duty)]
            case StaffVerb.EXTEND_ALL:
                return [await self._extend_all(action.argument, actor, update)]
            case StaffVerb.DUTIES if action.argument:
                last_on = datetime.strptime(action.argument, _DAY).date()
                return [await self._extensions(update, action.id, last_on)]
            case StaffVerb.DUTIES:
                return await self._duties(update, action.id)
        return await self._views.late(actor)

    async def _duties(self, update: Update, unit_id: int) -> list[Message]:
        """What a unit owes, each with what staff can do about it."""
        actor = await self._desk.actor(update)
        duties = await self._filings.duties([unit_id])
        shown = [await self._views.duty(actor, duty) for duty in duties]
        return shown or [self._desk.saying(update, "units.mine.nothing")]

    async def _extensions(self, update: Update, unit_id: int, last_on: date) -> Message:
        """A button for each duty of a unit that could be given until a day."""
        words = self._desk.words(update)
        duties = [duty for duty in await self._filings.duties([unit_id]) if duty.is_open]
        if not duties:
            return self._desk.saying(update, "units.mine.nothing")
        argument = last_on.strftime(_DAY)
        rows = [
            [Button(words.label(d.deadline.title), Action(StaffVerb.EXTEND, d.id, argument))]
            for d in duties
        ]
        asked = words.say("staff.extend.which", until=words.due_moment(self._end_of(argument)))
        return Message([words.heading(words.unit(duties[0].unit), asked)], rows)

    def _deadlines(self, update: Update, last_on: date) -> Message:
        """A button for each deadline that everybody could be given until a day."""
        words, day = self._desk.words(update), last_on.strftime(_DAY)
        rows = [
            [
                Button(
                    words.label(deadline.title),
                    Action(StaffVerb.EXTEND_ALL, 0, day + item_token(deadline.id)),
                )
            ]
            for deadline in self._knowledge().all(Deadline)
            if deadline.owed_by_units
        ]
        asked = words.say("staff.extend.which", until=words.due_moment(self._end_of(day)))
        return Message([words.heading(words.say("staff.extend.everyone"), asked)], rows)

    async def _extend_all(self, argument: str, actor: Actor, update: Update) -> Message:
        day, token = argument[:_DAY_LENGTH], argument[_DAY_LENGTH:]
        deadline = next(
            (each for each in self._knowledge().all(Deadline) if item_token(each.id) == token), None
        )
        if deadline is None:
            raise DeadlineUnknown(token)
        until_at = self._end_of(day)
        await self._filings.extend_all(deadline.id, until_at, actor, update_id=update.update_id)
        words = self._desk.words(update)
        title, until = words.title(deadline.title), words.due_moment(until_at)
        return Message([[Run(words.say("staff.extend.done", title=title, until=until))]])

    def _day_in(self, written: str, update: Update) -> tuple[date | None, str]:
        """The first day that is named, and what else is written."""
        knowledge = self._knowledge()
        edition = knowledge.edition
        spans = find_spans(
            written,
            now=self._clock.now().astimezone(knowledge.zone),
            language=self._desk.language(update),
            edition=EditionDays(first_on=edition.starts_on, last_on=edition.ends_on),
        )
        span = next((each for each in spans if each.start is not None), None)
        if span is None or span.start is None:
            return None, written
        rest = f"{written[: span.text_start]} {written[span.text_end :]}".strip()
        return span.start.date(), rest

    def _end_of(self, day: str) -> datetime:
        """The end of the last day on which something may be filed."""
        last_on = datetime.strptime(day, _DAY).date()
        return begin_of(last_on + timedelta(days=1), self._knowledge().zone)
