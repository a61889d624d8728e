"""What staff send becomes an announcement; what they ask meanwhile is answered as usual."""

import pytest

from bot.broadcasts.actions import SURE, AnnounceVerb
from bot.broadcasts.records import AudienceKind
from bot.delivery.message import Action, Media, MediaKind
from bot.directory.staff import Role
from bot.language import Language
from tests.handlers.author import Author, photo
from tests.handlers.house import House

QUESTION = "启动仪式什么时候开始？"
MOVED = "启动仪式改到省科技馆。"


@pytest.fixture
async def author(house: House) -> Author:
    return await Author(house, await house.actor(Role.PUBLISHER)).begins()


async def test_a_text_keeps_its_format(author: Author) -> None:
    bold = {"type": "bold", "offset": 0, "length": 4}

    await author.sends(text=MOVED, entities=[bold])

    version = (await author.draft()).content.versions[Language.HANS]
    assert (version.text, list(version.entities)) == (MOVED, [bold])
    assert "✓ 简体中文" in author.told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (MOVED, Language.HANS),
        ("啟動儀式改到省科技館。", Language.HANT),
        ("The opening ceremony moves to the museum.", Language.EN),
    ],
)
async def test_the_first_text_goes_to_the_language_that_it_is_in(
    author: Author, text: str, language: Language
) -> None:
    await author.sends(text=text)

    assert (await author.draft()).content.versions.keys() == {language}


async def test_what_is_missing_is_said_and_who_would_then_read_what(author: Author) -> None:
    await author.sends(text=MOVED)

    assert "✗ 繁體中文：没写，读者会看到简体中文" in author.told
    assert "✗ English：没写，读者会看到简体中文" in author.told


async def test_the_other_script_is_offered_and_taken_only_when_its_author_says_so(
    author: Author,
) -> None:
    await author.sends(
        text="软件开放日，改到省科技馆。", entities=[{"type": "bold", "offset": 6, "length": 2}]
    )
    await author.presses("＋ 繁體")
    assert Language.HANT not in (await author.draft()).content.versions

    await author.presses("就用这个")

    version = (await author.draft()).content.versions[Language.HANT]
    assert version.text == "軟體開放日，改到省科技館。"
    assert list(version.entities) == [{"type": "bold", "offset": 6, "length": 2}]


async def test_ones_own_words_may_stand_in_the_other_script(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("＋ 繁體")
    await author.presses("我自己写")

    await author.sends(text="開幕改到科技館。")

    assert (await author.draft()).content.versions[Language.HANT].text == "開幕改到科技館。"


async def test_nothing_is_translated(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("＋ English")

    assert Language.EN not in (await author.draft()).content.versions
    assert "English" in author.house.sandbox.replies(author.address)[-1]["text"]


async def test_a_picture_comes_with_the_words_under_it(author: Author) -> None:
    italic = {"type": "italic", "offset": 0, "length": 2}

    await author.sends(**photo("p1", caption=MOVED, caption_entities=[italic]))

    content = (await author.draft()).content
    assert list(content.media) == [Media(MediaKind.PHOTO, "p1")]
    assert list(content.versions[Language.HANS].entities) == [italic]


async def test_an_album_is_taken_whole(author: Author) -> None:
    await author.sends(**photo("p1", caption=MOVED, media_group_id="7"))
    await author.sends(**photo("p2", media_group_id="7"))
    await author.sends(**photo("p3", media_group_id="7"))

    content = (await author.draft()).content
    assert [each.file_id for each in content.media] == ["p1", "p2", "p3"]
    assert content.versions[Language.HANS].text == MOVED


async def test_an_album_may_come_before_its_text(author: Author) -> None:
    await author.sends(**photo("p1", media_group_id="7"))
    await author.sends(**photo("p2", media_group_id="7"))
    await author.sends(text=MOVED)

    content = (await author.draft()).content
    assert [each.file_id for each in content.media] == ["p1", "p2"]
    assert content.versions[Language.HANS].text == MOVED


async def test_a_forwarded_message_is_taken_for_what_it_says(author: Author) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "办公室", "date": 0}

    await author.sends(text=MOVED, forward_origin=origin)

    assert (await author.draft()).content.versions[Language.HANS].text == MOVED


async def test_a_document_that_is_waited_for_is_no_list_of_units(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("图片、文件")

    document = {"file_id": "d1", "file_unique_id": "u", "file_name": "list.csv"}
    await author.sends(document=document)

    assert list((await author.draft()).content.media) == [Media(MediaKind.DOCUMENT, "d1")]


async def test_a_sticker_is_refused_and_the_text_is_waited_for_still(author: Author) -> None:
    sticker = {
        "file_id": "s", "file_unique_id": "u", "width": 1, "height": 1,
        "is_animated": False, "is_video": False, "type": "regular",
    }  # fmt: skip

    await author.sends(sticker=sticker)
    assert "不能放进公告" in author.told
    await author.sends(text=MOVED)

    assert (await author.draft()).content.versions[Language.HANS].text == MOVED


async def test_whoever_edits_what_they_sent_changes_the_draft(author: Author) -> None:
    message = await author.sends(text=MOVED)

    await author.sends(kind="edited_message", **{**message, "text": "改到体育馆。", "edit_date": 1})

    assert (await author.draft()).content.versions[Language.HANS].text == "改到体育馆。"


async def test_a_question_is_answered_once_nothing_is_waited_for(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.sends(text=QUESTION)

    assert (await author.draft()).content.versions[Language.HANS].text == MOVED
    assert "8月23日" in author.told


async def test_a_question_after_ask_is_answered_while_a_text_is_waited_for(author: Author) -> None:
    (answer,) = await author.house.commands(author.address, f"ask {QUESTION}")
    assert "8月23日" in answer

    await author.sends(text=MOVED)

    assert (await author.draft()).content.versions[Language.HANS].text == MOVED


async def test_cancel_says_what_is_waited_for_no_longer(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("＋ English")

    await author.house.commands(author.address, "cancel")

    told = [each["text"] for each in author.house.sandbox.replies(author.address)]
    assert "好的，不再等English正文。草稿还在。" in told
    await author.sends(text=QUESTION)
    assert Language.EN not in (await author.draft()).content.versions


async def test_cancel_throws_an_empty_draft_away(author: Author) -> None:
    (told,) = await author.house.commands(author.address, "cancel")

    assert "已丢弃" in told
    assert await author.drafts() == 0
    (told,) = await author.house.commands(author.address, "cancel")
    assert "没有要取消的" in told


async def test_buttons_open_a_page_or_ask_a_question(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("🔘 按钮")

    await author.sends(
        text="报名 = https://example.org/a?b=c\n怎么去＝启动仪式在哪里？\n官网=www.example.org"
    )

    buttons = (await author.draft()).content.versions[Language.HANS].buttons
    assert [(each.label, each.url, each.question) for each in buttons] == [
        ("报名", "https://example.org/a?b=c", None),
        ("怎么去", None, "启动仪式在哪里？"),
        ("官网", "https://www.example.org", None),
    ]


async def test_a_line_that_is_no_button_is_shown_and_waited_for_again(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("🔘 按钮")

    await author.sends(text="报名 https://example.org")
    assert "这一行看不懂" in author.told
    await author.sends(text="报名 = https://example.org")

    assert len((await author.draft()).content.versions[Language.HANS].buttons) == 1


@pytest.mark.parametrize(
    ("labels", "kind", "argument"),
    [
        (["工作人员"], AudienceKind.STAFF, ""),
        (["按语言", "English"], AudienceKind.LANGUAGE, "en"),
        (["所有单位"], AudienceKind.UNITS, ""),
        (["一组单位", "科技局"], AudienceKind.GROUP, "city_bureaus"),
        (["群和频道"], AudienceKind.CHANNELS, ""),
    ],
)
async def test_an_audience_is_chosen_by_buttons(
    author: Author, labels: list[str], kind: AudienceKind, argument: str
) -> None:
    await author.sends(text=MOVED)
    await author.presses("发给谁")
    for label in labels:
        await author.presses(label)

    audience = (await author.draft()).audience
    assert (audience.kind, audience.argument) == (kind, argument)


async def test_a_unit_is_typed(author: Author) -> None:
    await author.house.actor("contact")
    await author.sends(text=MOVED)
    await author.presses("发给谁")
    await author.presses("一个单位")

    await author.sends(text="没有这个单位")
    assert "没有找到" in author.told
    await author.sends(text="长春")

    audience = (await author.draft()).audience
    assert (audience.kind, audience.argument) == (AudienceKind.UNIT, str(author.house.unit_id))
    assert "长春市科技局的联系人（现有 1 人）" in author.told


async def test_units_that_have_not_filed_are_counted_as_they_are_now(author: Author) -> None:
    house = author.house
    await house.actor("contact")
    await author.sends(text=MOVED)
    await author.presses("发给谁")
    await author.presses("还没报送的")
    title = (await house.services.filings.duties([house.unit_id]))[0].deadline.title
    await author.presses(title.in_(Language.HANS)[:8])
    shown = house.sandbox.replies(author.address)[-1]

    assert (await author.draft()).audience.kind is AudienceKind.NOT_FILED
    assert "现有 1 人" in shown["text"]


async def test_a_time_is_typed(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("时间")
    await author.presses("指定时间")

    await author.sends(text="尽快")
    assert "没看懂" in author.told
    await author.sends(text="8月22日 14:30")

    send_at = (await author.draft()).send_at
    assert send_at is not None
    assert send_at.isoformat() in ("2020-08-22T14:30:00+08:00", "2020-08-22T06:30:00+00:00")
    assert "8月22日" in author.told


async def test_urgent_is_switched_on_and_off(author: Author) -> None:
    await author.sends(text=MOVED)
    await author.presses("设为加急")
    assert (await author.draft()).is_urgent
    await author.presses("取消加急")
    assert not (await author.draft()).is_urgent


async def test_what_nobody_would_get_is_not_offered_to_be_sent(author: Author) -> None:
    await author.sends(text=MOVED)

    await author.presses("提交")

    assert "没有人会收到" in author.told
    shown = [each["text"] for each in author.house.sandbox.replies(author.address)]
    assert not any("现在发送吗" in each for each in shown)


async def test_a_draft_without_a_word_is_not_offered_to_be_sent(author: Author) -> None:
    await author.house.services.subscriptions.follow(author.address)

    await author.presses("提交")

    assert "还没有内容" in author.told


async def test_an_album_takes_no_buttons_and_the_author_is_told(author: Author) -> None:
    await author.sends(**photo("p1", caption=MOVED, media_group_id="7"))
    await author.sends(**photo("p2", media_group_id="7"))
    await author.presses("🔘 按钮")

    await author.sends(text="报名 = https://example.org")

    assert (await author.draft()).content.versions[Language.HANS].buttons == ()


async def test_somebody_elses_draft_is_not_changed(author: Author) -> None:
    await author.sends(text=MOVED)
    other = await author.house.actor(Role.ADMINISTRATOR)

    for action in (
        Action(AnnounceVerb.URGENT, 1, "1"),
        Action(AnnounceVerb.ERASE, 1, "zh-Hans"),
        Action(AnnounceVerb.SUBMIT, 1, SURE),
    ):
        told = await author.house.presses(other, action)
        assert told == ["草稿只能由起草人修改。"]

    assert Language.HANS in (await author.draft()).content.versions
    assert not (await author.draft()).is_urgent


async def test_who_is_of_staff_no_longer_is_answered_as_everybody_is(author: Author) -> None:
    staff = author.house.services.staff
    (member,) = [each for each in await staff.members() if each.address == author.address]
    await author.house.actor(Role.ADMINISTRATOR)
    await staff.remove(member.id, by=None)

    await author.sends(text=QUESTION)

    assert "8月23日" in author.told
    assert (await author.draft()).content.versions == {}
