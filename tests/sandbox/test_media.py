"""Files and albums: what Telegram takes and refuses, and how people send them."""

import json

import aiohttp
import pytest
from telegram import Bot, InputMediaPhoto, InputMediaVideo, Message
from telegram.error import BadRequest

from bot.sandbox import Sandbox

PNG = b"\x89PNG\r\n\x1a\n"


def photos(count: int) -> list[InputMediaPhoto]:
    return [InputMediaPhoto(PNG, filename=f"{n}.png") for n in range(count)]


async def messages_of(bot: Bot) -> list[Message]:
    return [update.message for update in await bot.get_updates() if update.message is not None]


async def test_an_album_is_messages_of_one_group(bot: Bot, sandbox: Sandbox, person: int) -> None:
    video = InputMediaVideo(b"mp4", filename="a.mp4")

    sent = await bot.send_media_group(person, [*photos(2), video], caption="三件")

    assert [message.message_id for message in sent] == [1, 2, 3]
    assert len({message.media_group_id for message in sent}) == 1
    assert [bool(message.photo) for message in sent] == [True, True, False]
    assert sent[2].video is not None
    assert [message.caption for message in sent] == ["三件", None, None]
    picture, film = sent[0].photo[0].file_id, sent[2].video.file_id
    again = await bot.send_media_group(person, [InputMediaPhoto(picture), InputMediaVideo(film)])
    assert again[0].media_group_id not in {None, sent[0].media_group_id}


async def test_a_single_file_is_no_album(bot: Bot, person: int) -> None:
    (sent,) = await bot.send_media_group(person, photos(1))

    assert sent.media_group_id is None
    assert sent.photo


@pytest.mark.parametrize(
    ("media", "description"),
    [
        (None, 'parameter "media" is required'),
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": "attach://a"}] * 11, "too many messages to send as an album"),
        (
            [{"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://a"}],
            "document can't be mixed with other media types",
        ),
        (
            [{"type": "photo", "media": "attach://b"}],
            "can't parse InputMedia: media not found",
        ),
        (
            [{"type": "animation", "media": "attach://a"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        (
            [{"type": "sticker", "media": "attach://a"}],
            'can\'t parse InputMedia: type "sticker" is unsupported',
        ),
        (
            [{"type": "photo", "media": "nothing"}],
            "wrong file identifier/HTTP URL specified",
        ),
        (
            [{"type": "photo", "media": "attach://a", "caption": "长" * 1025}],
            "message caption is too long",
        ),
    ],
)
async def test_what_is_no_album_is_refused_and_nothing_is_sent(
    http: aiohttp.ClientSession,
    sandbox: Sandbox,
    person: int,
    media: list[dict[str, str]] | None,
    description: str,
) -> None:
    form = aiohttp.FormData({"chat_id": str(person)})
    if media is not None:
        form.add_field("media", json.dumps(media))
    form.add_field("a", PNG, filename="a.png", content_type="image/png")

    async with http.post(f"/bot{sandbox.token}/sendMediaGroup", data=form) as response:
        assert (await response.json())["description"] == f"Bad Request: {description}"
    assert sandbox.messages(person) == []


async def test_a_file_is_sent_again_as_what_it_was(bot: Bot, person: int) -> None:
    sent = await bot.send_document(person, PNG, filename="a.png")
    assert sent.document is not None
    again = await bot.send_document(person, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_size == len(PNG)

    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await bot.send_photo(person, sent.document.file_id)


async def test_the_words_of_an_album_can_be_changed(bot: Bot, person: int) -> None:
    sent = await bot.send_media_group(person, photos(2), caption="旧")

    edited = await bot.edit_message_caption(person, sent[0].message_id, caption="新")

    assert isinstance(edited, Message)
    assert edited.caption == "新"
    assert edited.media_group_id == sent[0].media_group_id


async def test_what_people_pick_at_once_comes_as_albums(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    files = {"a.jpg": PNG, "表.xlsx": b"x", "b.mp4": b"v", "c.pdf": b"p"}

    sandbox.send_files(person, files, caption="四件 https://a.cn")

    picture, video, sheet, paper = await messages_of(bot)
    assert picture.photo and video.video and sheet.document and paper.document
    assert picture.media_group_id == video.media_group_id is not None
    assert sheet.media_group_id == paper.media_group_id != picture.media_group_id
    assert [each.caption for each in (picture, video, sheet, paper)].count(None) == 3
    assert list(picture.parse_caption_entities(["url"]).values()) == ["https://a.cn"]


async def test_more_than_ten_are_several_albums(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.send_files(person, {f"{n}.png": PNG for n in range(11)})

    groups = [message.media_group_id for message in await messages_of(bot)]

    assert len(set(groups[:10])) == 1
    assert groups[10] is None
