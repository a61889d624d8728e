"""Subscriptions: people follow what they chose, and are asked once."""

import pytest

from bot.database.tables import ChatRow, SubscriptionRow
from bot.directory.records import EVERYTHING, Following
from bot.directory.repository.subscriptions import SubscriptionRepository
from bot.directory.subscriptions import Subscriptions
from bot.language import Language
from tests.directory.conftest import Directory

ANN = 4711


@pytest.fixture
def subscriptions(directory: Directory) -> Subscriptions:
    return Subscriptions(SubscriptionRepository(directory.database), directory.clock)


async def test_a_stranger_follows_nothing_and_is_not_kept_for_looking(
    directory: Directory, subscriptions: Subscriptions
) -> None:
    assert await subscriptions.follows(ANN) == Following()
    assert await directory.rows(ChatRow) == 0


async def test_who_follows_everything_twice_follows_it_once(
    directory: Directory, subscriptions: Subscriptions
) -> None:
    for _ in range(2):
        await subscriptions.follow(ANN)

    assert (await subscriptions.follows(ANN)).is_everything
    assert await directory.rows(SubscriptionRow) == 1


async def test_a_topic_takes_the_place_of_everything_and_the_reverse(
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.follow(ANN)
    await subscriptions.follow(ANN, "weather")
    both = await subscriptions.follow(ANN, "tours")
    assert both.topics == {"weather", "tours"}

    assert (await subscriptions.unfollow(ANN, "tours")).topics == {"weather"}
    assert (await subscriptions.follow(ANN)).topics == {EVERYTHING}


async def test_a_language_holds_for_all_that_is_followed(subscriptions: Subscriptions) -> None:
    await subscriptions.follow(ANN, "weather")
    await subscriptions.choose_language(ANN, Language.EN)
    await subscriptions.follow(ANN, "tours")

    found = await subscriptions.follows(ANN)
    assert found == Following(topics=frozenset({"weather", "tours"}), language=Language.EN)


async def test_who_stops_follows_nothing_and_learns_what_it_was(
    subscriptions: Subscriptions,
) -> None:
    await subscriptions.follow(ANN, "weather")

    assert (await subscriptions.stop(ANN)).topics == {"weather"}
    assert await subscriptions.follows(ANN) == Following()
    assert (await subscriptions.stop(ANN)).topics == set()


async def test_somebody_is_asked_once_whatever_they_do_then(
    directory: Directory, subscriptions: Subscriptions
) -> None:
    assert await subscriptions.may_ask(ANN)
    assert not await subscriptions.may_ask(ANN)

    await subscriptions.follow(ANN)
    await subscriptions.stop(ANN)
    assert not await subscriptions.may_ask(ANN)
    restarted = Subscriptions(SubscriptionRepository(directory.database), directory.clock)
    assert not await restarted.may_ask(ANN)


async def test_who_stopped_or_follows_is_not_asked(subscriptions: Subscriptions) -> None:
    await subscriptions.stop(ANN)
    await subscriptions.follow(ANN + 1)

    assert not await subscriptions.may_ask(ANN)
    assert not await subscriptions.may_ask(ANN + 1)


async def test_who_is_here_to_work_is_not_asked(
    directory: Directory, subscriptions: Subscriptions
) -> None:
    unit = await directory.unit("Museum", "Bo")
    (contact,) = await directory.contacts(unit)
    bo = await directory.person()
    await directory.join(contact, bo)
    publisher = await directory.publisher()

    assert not await subscriptions.may_ask(bo.address)
    assert not await subscriptions.may_ask(publisher.address)
