"""Announcements begin, are planned for each of their audience once, wait, and end."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts import running
from bot.broadcasts.controlling import LEFT
from bot.broadcasts.records import AnnouncementState, Audience, AudienceKind, Content, Version
from bot.clock import FixedClock
from bot.database.tables import SubscriptionRow
from bot.delivery.message import Delete, Edit, Pin, Verbatim
from bot.delivery.model import Lane, Outcome, Purpose, State
from bot.directory.roles import Role
from bot.language import Language
from tests.broadcasts.office import NOW, Office

SENDING, SENT = AnnouncementState.SENDING, AnnouncementState.SENT
SCHEDULED, PAUSED = AnnouncementState.SCHEDULED, AnnouncementState.PAUSED
CANCELLED, SUBMITTED = AnnouncementState.CANCELLED, AnnouncementState.SUBMITTED


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two recipients to a step."""
    monkeypatch.setattr(running, "_CHUNK", 2)


async def test_each_of_the_audience_is_planned_once_though_every_step_is_another_process(
    office: Office, in_twos: None
) -> None:
    followers = await office.followers(5)
    await office.submitted()

    while await office.runner().step():
        pass

    planned = await office.deliveries()
    assert sorted(each.recipient_id for each in planned) == followers
    assert {(each.state, each.lane) for each in planned} == {(State.PLANNED, Lane.ANNOUNCEMENT)}


async def test_whoever_follows_after_it_was_planned_is_not_included(office: Office) -> None:
    followers = await office.followers(2)
    await office.submitted()
    await office.run()
    await office.followers(1)
    await office.run()

    assert [each.recipient_id for each in await office.deliveries()] == followers


async def test_it_is_sent_when_the_last_of_it_is(office: Office) -> None:
    await office.followers(2)
    announcement = await office.submitted()
    await office.run()
    outbox = office.outbox()
    claimed = await outbox.claim(Lane.ANNOUNCEMENT, limit=10)
    outcomes = [Outcome(state=State.SENT, message_id=7), Outcome(state=State.FAILED, reason="bad")]
    await office.settle(outbox, dict(zip([d.id for d in claimed], outcomes, strict=True)))
    await office.run()

    report = await office.broadcasts.report(announcement.id, by=None)

    assert report.progress.state is SENT
    assert (report.progress.sent, report.progress.failed, report.progress.total) == (1, 1, 2)
    assert report.reasons == [("failed", "bad", 1)]
    assert [each.outcome for each in report.undelivered] == ["failed"]


async def test_paused_nothing_more_is_claimed_and_what_was_claimed_does_not_begin(
    office: Office,
) -> None:
    await office.followers(4)
    announcement = await office.submitted()
    await office.run()
    outbox = office.outbox()
    claimed = [each.id for each in await outbox.claim(Lane.ANNOUNCEMENT, limit=2)]
    begun = await outbox.begin_sending(claimed[:1])

    await office.broadcasts.pause(announcement.id, by=None)

    assert begun == {claimed[0]}
    assert await outbox.begin_sending(claimed[1:]) == frozenset()
    assert await outbox.begin_sending(claimed[:1]) == {claimed[0]}, "said twice, it has begun"
    assert await outbox.next_due_at() == {}
    assert await outbox.claim(Lane.ANNOUNCEMENT, limit=10) == []
    assert sorted(await office.states()) == [State.PLANNED] * 3 + [State.SENDING]

    await office.broadcasts.resume(announcement.id, by=None)

    assert await outbox.next_due_at() == {Lane.ANNOUNCEMENT: NOW}
    assert len(await outbox.claim(Lane.ANNOUNCEMENT, limit=10)) == 3


async def test_cancelled_the_rest_is_withdrawn_and_the_numbers_add_up_meanwhile(
    office: Office, in_twos: None
) -> None:
    await office.followers(5)
    announcement = await office.submitted()
    await office.run()
    await office.broadcasts.cancel(announcement.id, by=None)
    before = await office.broadcasts.progress(announcement.id)

    await office.run()

    after = await office.broadcasts.progress(announcement.id)
    assert (before.withdrawn, before.left, before.total) == (5, 0, 5)
    assert (after.withdrawn, after.total, after.state) == (5, 5, CANCELLED)
    assert await office.states() == [State.WITHDRAWN] * 5


async def test_outside_the_sending_hours_it_waits_unless_it_is_urgent(office: Office) -> None:
    await office.followers(1)
    evening = datetime(2020, 7, 20, 12, tzinfo=UTC)
    office.clock = FixedClock(evening)
    office.broadcasts._clock = office.clock
    calm = await office.submitted()
    urgent = await office.submitted(send_at=None, is_urgent=True)
    await office.run()

    assert (await office.broadcasts.get(calm.id)).state is SCHEDULED
    assert (await office.broadcasts.get(urgent.id)).state is SENDING

    office.clock = FixedClock(datetime(2020, 7, 21, 1, tzinfo=UTC))
    await office.run()

    assert (await office.broadcasts.get(calm.id)).state is SENDING


async def test_on_the_first_sunday_of_the_edition_it_goes_out_at_once(office: Office) -> None:
    await office.followers(1)
    sunday = datetime(2020, 8, 23, 2, tzinfo=UTC)
    office.clock = FixedClock(sunday)
    office.broadcasts._clock = office.clock
    announcement = await office.submitted()

    assert (await office.broadcasts.preview(announcement.id)).goes_out_at == sunday
    await office.run()
    (claimed,) = await office.outbox().claim(Lane.ANNOUNCEMENT, limit=10)
    assert (await office.composer.compose([claimed], sunday)).message is not None


async def test_at_closing_time_it_stops_and_goes_on_in_the_morning(office: Office) -> None:
    await office.followers(1)
    announcement = await office.submitted()
    await office.run()
    office.clock = FixedClock(datetime(2020, 7, 20, 9, 30, tzinfo=UTC))
    await office.run()

    held = await office.broadcasts.get(announcement.id)
    progress = await office.broadcasts.progress(announcement.id)
    assert held.state is SCHEDULED
    assert progress.held_until_at == datetime(2020, 7, 21, 1, tzinfo=UTC)
    assert await office.outbox().claim(Lane.ANNOUNCEMENT, limit=10) == []

    office.clock = FixedClock(datetime(2020, 7, 21, 1, tzinfo=UTC))
    await office.run()

    assert len(await office.outbox("next").claim(Lane.ANNOUNCEMENT, limit=10)) == 1


async def test_a_scheduled_one_begins_at_its_time_in_whichever_process(office: Office) -> None:
    await office.followers(1)
    send_at = NOW + timedelta(hours=2)
    announcement = await office.submitted(send_at=send_at)
    await office.run()
    assert (await office.broadcasts.get(announcement.id)).state is SCHEDULED

    office.clock = FixedClock(send_at)
    await office.run()

    assert (await office.broadcasts.get(announcement.id)).state is SENDING


async def test_what_its_author_let_go_alone_is_held_when_it_has_come_to_be_for_many(
    office: Office,
) -> None:
    author = await office.member(Role.PUBLISHER)
    await office.followers(3)
    announcement = await office.submitted(author)
    assert announcement.state is SCHEDULED

    await office.followers(1)
    await office.run()

    held = await office.broadcasts.get(announcement.id)
    assert (held.state, held.count_shown) == (SUBMITTED, 4)
    assert await office.deliveries() == []


async def test_the_unreachable_take_no_turn_and_are_counted(office: Office) -> None:
    _, blocked = await office.followers(2)
    await office.set_unreachable(blocked)
    announcement = await office.submitted()
    await office.run()

    progress = await office.broadcasts.progress(announcement.id)

    assert (progress.unreachable, progress.left, progress.total) == (1, 1, 2)
    assert len(await office.outbox().claim(Lane.ANNOUNCEMENT, limit=10)) == 1


async def test_who_stops_while_it_is_sent_is_not_written_to(office: Office) -> None:
    stays, leaves = await office.followers(2)
    await office.submitted()
    await office.run()
    async with office.database.writing() as session:
        row = await session.get(SubscriptionRow, (leaves, ""))
        await session.delete(row)

    claimed = {d.recipient_id: d for d in await office.outbox().claim(Lane.ANNOUNCEMENT, limit=9)}
    sent = await office.composer.compose([claimed[stays]], NOW)
    stopped = await office.composer.compose([claimed[leaves]], NOW)

    assert isinstance(sent.message, Verbatim)
    assert stopped.withdrawn == {claimed[leaves].id: "no longer of the audience"}


async def test_of_the_uncertain_staff_decide(office: Office) -> None:
    await office.followers(2)
    announcement = await office.submitted()
    await office.run()
    crashed = office.outbox("crashed")
    await crashed.take_over()
    claimed = await crashed.claim(Lane.ANNOUNCEMENT, limit=10)
    await crashed.begin_sending([each.id for each in claimed])
    await crashed.step_down()
    following = office.outbox("next")
    await following.take_over()
    await office.run()
    uncertain = await office.broadcasts.progress(announcement.id)
    assert (uncertain.state, uncertain.uncertain) == (SENT, 2)

    left = await office.broadcasts.leave_uncertain(announcement.id, by=None)
    report = await office.broadcasts.report(announcement.id, by=None)
    assert (left.state, report.reasons) == (SENT, [("uncertain", LEFT, 2)])

    repeated = await office.broadcasts.repeat_uncertain(announcement.id, by=None)
    again = await following.claim(Lane.ANNOUNCEMENT, limit=10)
    assert repeated.state is SENDING
    assert [each.is_repeat for each in again] == [True, True]
    await following.step_down()


async def test_what_has_arrived_is_edited_deleted_and_pinned_where_it_can_be(
    office: Office, in_twos: None
) -> None:
    for address in (-1, -2, -3):
        await office.chat(address=address, kind="supergroup", is_recipient=True)
    await office.followers(2)
    announcement = await office.submitted()
    await office.run()
    outbox = office.outbox()
    claimed = await outbox.claim(Lane.ANNOUNCEMENT, limit=4)
    arrived = claimed[:3]
    sent = Outcome(state=State.SENT, message_id=7)
    await office.settle(outbox, {each.id: sent for each in arrived})
    version = Version(text="It stays.")
    edited = Content(versions={Language.EN: version})

    await office.broadcasts.pin_sent(announcement.id, by=None)
    await office.broadcasts.edit_sent(announcement.id, edited, by=None)
    await office.run()
    corrections = await outbox.claim(Lane.CORRECTION, limit=10)

    purposes = [each.purpose for each in corrections]
    assert purposes.count(Purpose.EDIT) == 4, "also of the one that is on its way"
    assert purposes.count(Purpose.PIN) == sum(each.address < 0 for each in claimed)
    of_sent = next(d for d in corrections if (d.content or {})["of"] == arrived[0].id)
    of_claimed = next(d for d in corrections if (d.content or {})["of"] == claimed[3].id)
    composed = await office.correcting.compose([of_sent], NOW)
    assert isinstance(composed.message, Edit | Pin)
    assert (await office.correcting.compose([of_claimed], NOW)).deferred.keys() == {of_claimed.id}

    await office.broadcasts.delete_sent(announcement.id, by=None)
    await office.run()
    deletions = await outbox.claim(Lane.CORRECTION, limit=10)
    messages = [
        (await office.correcting.compose([each], NOW)).message
        for each in deletions
        if (each.content or {})["of"] != claimed[3].id
    ]
    assert (await office.broadcasts.get(announcement.id)).state is CANCELLED
    assert messages == [Delete(7)] * 3


async def test_an_edit_is_what_those_get_who_are_still_to_be_written_to(office: Office) -> None:
    await office.followers(1)
    announcement = await office.submitted()
    await office.run()
    edited = Content(versions={Language.EN: Version(text="It stays.")})
    await office.broadcasts.edit_sent(announcement.id, edited, by=None)
    (claimed,) = await office.outbox().claim(Lane.ANNOUNCEMENT, limit=1)

    composed = await office.composer.compose([claimed], NOW)

    assert isinstance(composed.message, Verbatim)
    assert composed.message.text.startswith("It stays.")


async def test_urgent_ones_go_before_others(office: Office) -> None:
    await office.followers(2)
    calm = await office.submitted()
    await office.run()
    urgent = await office.submitted(
        audience=Audience(AudienceKind.EVERYONE), is_urgent=True, send_at=None
    )
    await office.run()

    claimed = await office.outbox().claim(Lane.ANNOUNCEMENT, limit=3)

    assert [each.announcement_id for each in claimed].count(urgent.id) == 2
    assert [each.announcement_id for each in claimed].count(calm.id) == 1
