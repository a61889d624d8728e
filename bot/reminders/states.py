"""States: what is stored of an obligation becomes what the planner is asked about. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.model import Delivery
from bot.directory.records import Contact
from bot.filings.records import Duty
from bot.filings.standing import Standing
from bot.filings.stored import StoredObligation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.reminders.planner import Addressee, DigestState, PlanState, Rules, digest_subject
from bot.reminders.rules import rules_of, timetable_of
from bot.reminders.timetable import Timetable
from bot.settings import ReminderSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """An obligation with all that its plan depends on, and what was planned of it."""

    id: int
    created_at: datetime
    obligation: StoredObligation | None  #: None: its unit takes part no longer
    contacts: tuple[Contact, ...]  #: of the unit, in the order in which they are asked
    snoozes: Mapping[int, datetime]  #: until when, by contact
    history: Sequence[Delivery]  #: every nudge and overdue note about it, by due instant


@dataclass(frozen=True, slots=True)
class NudgeTimes:
    """When a unit was last reminded of something it owes, and will be next; None: not at all."""

    last_at: datetime | None = None
    next_at: datetime | None = None


#: A deadline, and the instant at which it is due for some units.
Due = tuple[str, datetime]


class Policy:
    """By which rules an edition reminds, at one version of the knowledge.

    Args:
        knowledge: what is owed and by when, and which days are worked.
        settings: what the operator decided.
    """

    def __init__(self, knowledge: Knowledge, settings: ReminderSettings) -> None:
        self.knowledge = knowledge
        self.timetable: Timetable = timetable_of(knowledge, settings)
        self._settings = settings
        self._rules: dict[str, Rules] = {}

    def rules(self, deadline: Deadline) -> Rules:
        """How units are reminded of one deadline."""
        if deadline.id not in self._rules:
            self._rules[deadline.id] = rules_of(deadline, self._settings, self.timetable)
        return self._rules[deadline.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What all obligations share at one instant.

    Args:
        policy: by which rules.
        extensions: later due instants for every unit, by deadline.
        unreachable: chats that cannot be written to.
        now: the instant; aware.
    """

    policy: Policy
    extensions: Mapping[str, datetime]
    unreachable: Collection[int]
    now: datetime
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        standing = Standing(self.policy.knowledge, self.extensions, timedelta(0), self.now)
        object.__setattr__(self, "standing", standing)

    def duty(self, stored: StoredPlan) -> Duty | None:
        """What a unit owes; None when its deadline is gone, or the unit."""
        return self.standing.duty(stored.obligation) if stored.obligation is not None else None

    def state(self, stored: StoredPlan) -> PlanState | None:
        """What the planner is asked about an obligation; None where nobody owes anything."""
        duty = self.duty(stored)
        if duty is None or duty.due_at is None:
            return None
        return PlanState(
            obligation_id=stored.id,
            created_at=stored.created_at,
            due_at=duty.due_at,
            is_open=duty.is_open,
            reacted_at=duty.obligation.reacted_at,
            addressees=tuple(
                Addressee(
                    contact_id=contact.id,
                    chat_id=contact.chat_id,
                    joined_at=contact.joined_at,
                    is_reachable=contact.chat_id not in self.unreachable,
                    snoozed_until_at=stored.snoozes.get(contact.id),
                )
                for contact in stored.contacts
                if contact.chat_id is not None and contact.joined_at is not None
            ),
            history=stored.history,
            now=self.now,
            rules=self.policy.rules(duty.deadline),
        )

    def digest_states(
        self, dues: Mapping[Due, datetime], staff: tuple[int, ...], digests: Iterable[Delivery]
    ) -> list[DigestState]:
        """What the planner is asked about digests: one for each deadline and last day.

        Some units have until noon and some until night: that is one day and one digest.

        Args:
            dues: what is owed, and since when the first unit owes it.
            staff: chats, by our id.
            digests: every one there is.
        """
        history: dict[str, list[Delivery]] = defaultdict(list)
        for digest in digests:
            history[digest.subject].append(digest)
        states: dict[str, DigestState] = {}
        for (deadline, due_at), created_at in sorted(dues.items()):
            found = self.policy.knowledge.find(Deadline, deadline)
            assert found is not None, f"{deadline}: it is owed, so it is there"
            state = DigestState(
                deadline=deadline,
                created_at=created_at,
                due_at=due_at,
                staff=staff,
                history=history.get(digest_subject(deadline, due_at), ()),
                now=self.now,
                rules=self.policy.rules(found),
            )
            states.setdefault(state.subject, state)
        return list(states.values())
