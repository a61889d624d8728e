"""Methods that send files: one by one, and as albums."""

from bot.sandbox.calls import Call
from bot.sandbox.files import FileKind, attached, kind_of
from bot.sandbox.methods.sending import caption_of, message_caption, send, send_several
from bot.sandbox.service import BotService, Method
from bot.sandbox.wire import Json, bad_request

MAX_ALBUM = 10
_MISSING = "can't parse InputMedia: media not found"


def _send_one(kind: FileKind) -> Method:
    def send_file(service: BotService, call: Call) -> Json:
        reference = call.text(kind) or f"attach://{kind}"
        missing = f"there is no {kind} in the request"
        content = _content(service, call, kind, reference, missing)
        return send(service, call, {**content, **message_caption(call)})

    return send_file


def send_media_group(service: BotService, call: Call) -> list[Json]:
    """Send an album; of one file alone, a message like any other."""
    if not call.is_given("media"):
        raise bad_request('parameter "media" is required')
    items = call.structure("media") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("can't parse InputMedia: array of objects expected")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    kinds = [_kind_in_album(item) for item in items]
    if FileKind.DOCUMENT in kinds and {*kinds} != {FileKind.DOCUMENT}:
        raise bad_request("document can't be mixed with other media types")
    contents = [
        {**_content(service, call, kind, str(item.get("media", "")), _MISSING), **caption_of(item)}
        for kind, item in zip(kinds, items, strict=True)
    ]
    return send_several(service, call, contents)


def _kind_in_album(item: Json) -> FileKind:
    match item.get("type"):
        case "photo" | "video" | "document" as kind:
            return FileKind(kind)
        case "animation":
            raise bad_request(
                "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"
            )
        case kind:
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')


def _content(service: BotService, call: Call, kind: FileKind, reference: str, missing: str) -> Json:
    """What a message says of a file that is uploaded with the call, or known by its file_id.

    Raises:
        Refused: it is `missing`, empty, or of another kind.
    """
    if reference.startswith("attach://"):
        uploaded = call.files.get(reference.removeprefix("attach://"))
        if uploaded is None:
            raise bad_request(missing)
        if not uploaded.content:
            raise bad_request("file must be non-empty")
        return attached(kind, service.world.store(kind, uploaded), uploaded)
    known = service.world.files.get(reference)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    path, file = known
    if (was := kind_of(path)) is not kind:
        raise bad_request(f"can't use file of type {was.title()} as {kind.title()}")
    return attached(kind, service.world.described(reference), file)


METHODS: dict[str, Method] = {
    "senddocument": _send_one(FileKind.DOCUMENT),
    "sendphoto": _send_one(FileKind.PHOTO),
    "sendvideo": _send_one(FileKind.VIDEO),
    "sendmediagroup": send_media_group,
}
