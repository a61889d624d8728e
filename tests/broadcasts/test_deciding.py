"""Who lets an announcement go, and that of two who press at once one is first."""

import asyncio
from datetime import timedelta

import pytest

from bot.broadcasts.errors import (
    AnnouncementMovedOn,
    ContentProblem,
    ContentRefused,
    NobodyToTell,
    NotTheAuthor,
    SecondPersonNeeded,
    TooLate,
)
from bot.broadcasts.records import AnnouncementButton, AnnouncementState
from bot.delivery.message import Media, MediaKind
from bot.directory.errors import NotPermitted
from bot.directory.roles import Role
from bot.language import Language
from bot.locales import load_texts
from tests.broadcasts.office import NOW, Office

DRAFT, SUBMITTED = AnnouncementState.DRAFT, AnnouncementState.SUBMITTED
SCHEDULED, CANCELLED = AnnouncementState.SCHEDULED, AnnouncementState.CANCELLED


async def test_a_publisher_tells_few_alone_and_many_with_another(office: Office) -> None:
    author, other = await office.member(Role.PUBLISHER), await office.member(Role.PUBLISHER)
    await office.followers(3)
    alone = await office.submitted(author)
    await office.followers(1)
    together = await office.submitted(author)

    with pytest.raises(SecondPersonNeeded):
        await office.broadcasts.approve(together.id, by=author)
    approved = await office.broadcasts.approve(together.id, by=other)

    assert (alone.state, together.state) == (SCHEDULED, SUBMITTED)
    assert (approved.state, approved.approved_by, approved.count_shown) == (SCHEDULED, other, 4)


async def test_an_editor_needs_somebody_who_may_approve_even_for_few(office: Office) -> None:
    editor = await office.member(Role.EDITOR)
    await office.followers(1)
    submitted = await office.submitted(editor)

    with pytest.raises(NotPermitted):
        await office.broadcasts.approve(submitted.id, by=editor)

    assert submitted.state is SUBMITTED


async def test_of_two_who_approve_at_once_the_second_hears_of_the_first(office: Office) -> None:
    author = await office.member(Role.EDITOR)
    others = [await office.member(Role.PUBLISHER) for _ in range(2)]
    await office.followers(4)
    submitted = await office.submitted(author)

    results = await asyncio.gather(
        *(office.broadcasts.approve(submitted.id, by=each) for each in others),
        return_exceptions=True,
    )

    (refused,) = [each for each in results if isinstance(each, Exception)]
    assert isinstance(refused, AnnouncementMovedOn)
    assert refused.state == SCHEDULED
    assert (await office.audited()).count("announcement.approve") == 1


async def test_an_update_that_comes_twice_changes_nothing_more(office: Office) -> None:
    author, other = await office.member(Role.EDITOR), await office.member(Role.PUBLISHER)
    await office.followers(1)

    drafts = [await office.broadcasts.draft(author, update_id=7) for _ in range(2)]
    submitted = await office.submitted(author)
    approved = [
        await office.broadcasts.approve(submitted.id, by=other, update_id=8) for _ in range(2)
    ]

    assert drafts[0].id == drafts[1].id
    assert {each.state for each in approved} == {SCHEDULED}
    assert (await office.audited()).count("announcement.approve") == 1


async def test_what_was_submitted_is_changed_by_nobody_until_it_is_sent_back(
    office: Office,
) -> None:
    author, other = await office.member(Role.EDITOR), await office.member(Role.PUBLISHER)
    await office.followers(1)
    submitted = await office.submitted(author)

    with pytest.raises(AnnouncementMovedOn):
        await office.broadcasts.set_text(submitted.id, Language.EN, "New", by=author)
    sent_back = await office.broadcasts.send_back(submitted.id, by=other)
    with pytest.raises(NotTheAuthor):
        await office.broadcasts.set_text(submitted.id, Language.EN, "New", by=other)

    assert sent_back.state is DRAFT


async def test_who_is_of_staff_no_longer_may_nothing_and_a_stranger_never(office: Office) -> None:
    stranger = (await office.chat()).chat_id
    await office.followers(1)
    announcement = await office.submitted(None)
    broadcasts = office.broadcasts

    for refused in (
        broadcasts.draft(stranger),
        broadcasts.pause(announcement.id, by=stranger),
        broadcasts.cancel(announcement.id, by=stranger),
        broadcasts.approve(announcement.id, by=stranger),
        broadcasts.delete_sent(announcement.id, by=stranger),
        broadcasts.repeat_uncertain(announcement.id, by=stranger),
        broadcasts.report(announcement.id, by=stranger),
    ):
        with pytest.raises(NotPermitted):
            await refused


async def test_a_draft_survives_and_its_author_cancels_it(office: Office) -> None:
    editor = await office.member(Role.EDITOR)
    draft = await office.broadcasts.draft(editor)
    written = await office.broadcasts.set_text(
        draft.id, Language.EN, "Bold", [{"type": "bold", "offset": 0, "length": 4}], by=editor
    )

    found = await office.broadcasts.drafts_of(editor)
    cancelled = await office.broadcasts.cancel(draft.id, by=editor)

    assert found == [written]
    assert found[0].content.versions[Language.EN].entities == (
        {"type": "bold", "offset": 0, "length": 4},
    )
    assert cancelled.state is CANCELLED


async def test_nothing_is_submitted_that_nobody_gets_or_that_says_nothing(office: Office) -> None:
    draft = await office.broadcasts.draft(None)
    with pytest.raises(ContentRefused):
        await office.broadcasts.submit(draft.id, by=None)
    await office.broadcasts.set_text(draft.id, Language.EN, "Hello", by=None)
    with pytest.raises(NobodyToTell):
        await office.broadcasts.submit(draft.id, by=None)
    with pytest.raises(TooLate):
        await office.broadcasts.schedule(draft.id, NOW - timedelta(hours=1), by=None)


PHOTO = Media(MediaKind.PHOTO, "p")
LINK = AnnouncementButton(label="More", url="https://example.org/more")


@pytest.mark.parametrize(
    ("text", "media", "buttons", "problem"),
    [
        ("x" * 4001, [], [], ContentProblem.TOO_LONG),
        ("🎉" * 2001, [], [], ContentProblem.TOO_LONG),
        ("x" * 1000, [PHOTO], [], ContentProblem.CAPTION_TOO_LONG),
        ("x", [PHOTO] * 11, [], ContentProblem.ALBUM_SIZE),
        ("x", [PHOTO, Media(MediaKind.DOCUMENT, "d")], [], ContentProblem.ALBUM_KINDS),
        ("x", [PHOTO] * 2, [LINK], ContentProblem.ALBUM_BUTTONS),
        ("x", [], [LINK] * 9, ContentProblem.TOO_MANY_BUTTONS),
        ("x", [], [AnnouncementButton(label=" ", url=LINK.url)], ContentProblem.BUTTON_LABEL),
        ("x", [], [AnnouncementButton(label="a", url="javascript:a.b")], ContentProblem.BUTTON_URL),
        ("x", [], [AnnouncementButton(label="a", question=" ")], ContentProblem.BUTTON_QUESTION),
    ],
)
async def test_what_telegram_would_not_take_in_one_message_is_refused(
    sqlite_office: Office,
    text: str,
    media: list[Media],
    buttons: list[AnnouncementButton],
    problem: ContentProblem,
) -> None:
    broadcasts = sqlite_office.broadcasts
    draft = await broadcasts.draft(None)

    with pytest.raises(ContentRefused) as refused:
        await broadcasts.set_text(draft.id, Language.EN, text, by=None)
        await broadcasts.set_media(draft.id, media, by=None)
        await broadcasts.set_buttons(draft.id, Language.EN, buttons, by=None)

    assert refused.value.problem is problem


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("problem", ContentProblem)
def test_whatever_is_wrong_with_it_is_said_in_words(
    problem: ContentProblem, language: Language
) -> None:
    assert ContentRefused(problem, 8).text(load_texts()[language])
