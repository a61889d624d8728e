"""Files in chats: their kinds, and what a message says of one."""

from enum import StrEnum

from bot.sandbox.calls import UploadedFile
from bot.sandbox.wire import Json

#: What a phone sends as a picture or video, and not as a file.
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_VIDEOS = frozenset({"video/mp4", "video/webm", "video/quicktime"})


class FileKind(StrEnum):
    """As what a file is sent; the field of a message that holds it."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


def kind_sent_by_phones(file: UploadedFile) -> FileKind:
    """As what Telegram's apps send a file that somebody picks."""
    if file.content_type in _PICTURES:
        return FileKind.PHOTO
    return FileKind.VIDEO if file.content_type in _VIDEOS else FileKind.DOCUMENT


def folder_of(kind: FileKind) -> str:
    """The first part of the path of such a file."""
    return f"{kind}s"


def kind_of(path: str) -> FileKind:
    """The kind of the file at a path that `World.store` gave it."""
    return next(kind for kind in FileKind if path.startswith(f"{folder_of(kind)}/"))


def attached(kind: FileKind, described: Json, file: UploadedFile) -> Json:
    """The part of a message that is about its file; what is in it is not measured.

    Args:
        kind: as what it is sent.
        described: by what it is known, as `World.store` says.
        file: itself.
    """
    named = {**described, "file_name": file.name, "mime_type": file.content_type}
    match kind:
        case FileKind.PHOTO:
            return {"photo": [{**described, "width": 800, "height": 800}]}
        case FileKind.VIDEO:
            return {"video": {**named, "width": 800, "height": 450, "duration": 10}}
        case FileKind.DOCUMENT:
            return {"document": named}
