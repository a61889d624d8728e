"""Who hears an announcement, counted and listed by one query."""

from datetime import UTC, datetime

import pytest

from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.records import Audience, AudienceKind, Count
from bot.database.tables import FilingRow, ObligationRow, SubscriptionRow
from bot.directory.roles import Role
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.language import Language
from tests.broadcasts.office import NOW, Office


async def test_everyone_is_who_follows_everything_and_the_groups_that_staff_added(
    office: Office,
) -> None:
    await office.follower()
    await office.follower("exhibitions")
    await office.chat()
    await office.chat(address=-1, kind="supergroup", is_recipient=True)
    await office.chat(address=-2, kind="supergroup")
    await office.contact("museums")
    await office.member(Role.EDITOR)

    assert await office.count(AudienceKind.EVERYONE) == 2
    assert await office.count(AudienceKind.CHANNELS) == 1
    assert await office.count(AudienceKind.STAFF) == 1
    assert await office.count(AudienceKind.UNITS) == 1


async def test_a_topic_is_heard_by_who_follows_it_or_everything_once(office: Office) -> None:
    everything = await office.follower()
    await office.follower("exhibitions")
    await office.follower("talks")
    await office.add(
        SubscriptionRow(chat_id=everything.chat_id, topic="exhibitions", created_at=NOW)
    )

    assert await office.count(AudienceKind.TOPIC, "exhibitions") == 2


@pytest.mark.parametrize(
    ("language", "count"), [(Language.HANS, 2), (Language.HANT, 2), (Language.EN, 2)]
)
async def test_a_language_is_that_of_the_subscription_the_choice_or_the_app(
    office: Office, language: Language, count: int
) -> None:
    await office.follower(language=Language.HANT)
    chosen = await office.chat(language=Language.EN, app_language="zh-hans")
    await office.add(SubscriptionRow(chat_id=chosen.chat_id, topic="", created_at=NOW))
    await office.follower(app_language="zh-hant-tw")
    await office.follower(app_language="de")
    await office.follower(app_language="zh-cn")
    await office.follower()

    assert await office.count(AudienceKind.LANGUAGE, language) == count


async def test_units_of_a_group_and_one_unit(office: Office) -> None:
    _, unit_id = await office.contact("museums")
    await office.contact("universities")

    assert await office.count(AudienceKind.GROUP, "museums") == 1
    assert await office.count(AudienceKind.GROUP, "nobody") == 0
    assert await office.count(AudienceKind.UNIT, str(unit_id)) == 1


async def test_who_has_not_filed_is_who_misses_an_item_or_the_whole(
    office: Office, knowledge: Knowledge
) -> None:
    deadline = next(each for each in knowledge.all(Deadline) if len(each.items) > 1)
    group = deadline.units[0] if deadline.units else "museums"
    for filed in ((), deadline.items[:1], deadline.items):
        _, unit_id = await office.contact(group)
        owed = ObligationRow(unit_id=unit_id, deadline=deadline.id, created_at=NOW)
        await office.add(owed)
        for item in filed:
            await office.add(FilingRow(obligation_id=owed.id, item=item.id, filed_at=NOW))
    _, waived = await office.contact(group)
    await office.add(
        ObligationRow(unit_id=waived, deadline=deadline.id, created_at=NOW, waived_at=NOW)
    )

    assert await office.count(AudienceKind.NOT_FILED, deadline.id) == 2


async def test_the_unreachable_are_counted_apart(office: Office) -> None:
    await office.follower()
    blocked = await office.follower()
    await office.set_unreachable(blocked.chat_id)
    draft = await office.broadcasts.draft(None)

    preview = await office.broadcasts.preview(draft.id)

    assert preview.count == Count(reachable=1, unreachable=1)
    assert preview.missing == tuple(Language)
    assert preview.goes_out_at == datetime(2020, 7, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "audience",
    [
        Audience(AudienceKind.LANGUAGE, "fr"),
        Audience(AudienceKind.UNIT, "museum"),
        Audience(AudienceKind.NOT_FILED, "no-such-deadline"),
        Audience(AudienceKind.TOPIC),
    ],
)
async def test_an_audience_that_there_is_not_is_refused(
    sqlite_office: Office, audience: Audience
) -> None:
    draft = await sqlite_office.broadcasts.draft(None)

    with pytest.raises(AudienceUnknown):
        await sqlite_office.broadcasts.set_audience(draft.id, audience, by=None)
