"""Pages of the board: together they are the list, and each leads to those beside it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.message import Action
from bot.reminders.board.actions import BoardVerb, list_at, place
from bot.reminders.board.paging import page_of


@given(st.integers(0, 60))
def test_the_pages_together_are_the_list(count: int) -> None:
    listed = list(range(count))
    first = page_of(listed, Action(BoardVerb.LIST, 0, "t"))

    found = [page_of(listed, Action(BoardVerb.LIST, n, "t")) for n in range(first.pages)]

    assert [each for page in found for each in page.shown] == listed
    assert [page.shows for page in found] == [
        Action(BoardVerb.LIST, n, "t") for n in range(first.pages)
    ]
    assert all(len(page.shown) == 8 for page in found[:-1])


@given(st.integers(0, 60), st.integers(-5, 100))
def test_a_page_that_is_no_longer_there_is_the_last(count: int, asked: int) -> None:
    page = page_of(range(count), Action(BoardVerb.LIST, asked))

    assert page.shows.id == max(0, min(asked, page.pages - 1))
    assert bool(page.shown) == bool(count)


@given(st.sampled_from(["AAAAAAAA", "AAAA-_AABBBBBBBB"]), st.integers(0, 1_250))
def test_a_place_leads_back_to_its_list(argument: str, page: int) -> None:
    listed = Action(BoardVerb.LIST, page, argument)

    assert list_at(place(listed)) == listed
