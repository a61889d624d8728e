"""Pages of a list of buttons, which a phone and Telegram hold only so many of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bot.delivery.message import Action, Button, Run
from bot.reminders.wording import Wording

#: More buttons push the text off a phone.
_A_PAGE = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list that is turned page by page."""

    shown: Sequence[T]
    shows: Action  #: this page
    pages: int  #: how many there are

    def number(self, words: Wording) -> list[Run]:
        """Which page this is; nothing where there is one."""
        if self.pages <= 1:
            return []
        said = words.say("board.page", page=self.shows.id + 1, pages=self.pages)
        return [Run(f"\n{said}", "i")]

    def turning(self, words: Wording) -> list[list[Button]]:
        """A row of buttons to the pages beside it; none where there are none."""
        beside = {"earlier": self.shows.id - 1, "later": self.shows.id + 1}
        row = [
            Button(words.say(f"board.button.{name}"), replace(self.shows, id=page))
            for name, page in beside.items()
            if 0 <= page < self.pages
        ]
        return [row] if row else []


def page_of(listed: Sequence[T], asked: Action) -> Page[T]:
    """The page that is asked for, or the last where the list has become shorter.

    Args:
        listed: all of it.
        asked: what shows a page; its id says which, from 0.
    """
    pages = max(1, -(-len(listed) // _A_PAGE))
    number = max(0, min(asked.id, pages - 1))
    shown = listed[number * _A_PAGE : (number + 1) * _A_PAGE]
    return Page(shown, replace(asked, id=number), pages)
