"""Settings: what an operator decides, read from `config.toml` and the environment.

Every key has a default but the token, so that a missing file is a valid one. All that is wrong with
a file is told at once. `config.example.toml` explains the keys.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import FieldRefused, ZhouzhiError
from bot.language import Language
from bot.locales import Texts

#: Read when no other file is named; it need not exist.
DEFAULT_FILE = Path("config.toml")

#: Secrets that may come from the environment instead of a file, by variable.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "ZHOUZHI_TELEGRAM_TOKEN": ("telegram", "token"),
    "ZHOUZHI_WEBHOOK_SECRET": ("telegram", "webhook", "secret"),
    "ZHOUZHI_DATABASE_URL": ("database", "url"),
}

#: How the URL of an SQLite file begins; its path follows.
_SQLITE = "sqlite:///"

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Mode(StrEnum):
    """How updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Embeddings(StrEnum):
    """Whether sentence embeddings help to understand a question."""

    AUTO = "auto"  #: if they are installed
    ON = "on"
    OFF = "off"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _api_url(url: str) -> str:
    """The form that python-telegram-bot wants: the token is appended to it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PydanticCustomError("url", "an address")
    url = url.rstrip("/")
    return url if url.endswith("/bot") else f"{url}/bot"


def _webhook_url(url: str) -> str:
    # Telegram itself calls https alone; http on this machine is for a sandbox.
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise PydanticCustomError("url", "an https address")
    return url


def _matches(pattern: str) -> AfterValidator:
    """A secret of this form; its value is never part of an error."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise PydanticCustomError("secret", "another form")
        return secret

    return AfterValidator(check)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class Section(BaseModel):
    """A table of the file; a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class WebhookSettings(Section):
    """Where Telegram delivers updates, and where this process takes them."""

    url: Annotated[str, AfterValidator(_webhook_url)]  #: as Telegram reaches it
    host: str = "127.0.0.1"  #: where to listen, behind a proxy that ends TLS
    port: int = Field(default=8443, ge=1, le=65535)
    #: what Telegram repeats in a header, so that nobody else is believed
    secret: Annotated[SecretStr, _matches(r"[A-Za-z0-9_-]{16,256}")]


class TelegramSettings(Section):
    """The bot's account, and how updates come in."""

    token: Annotated[SecretStr, _matches(r"\d+:[A-Za-z0-9_-]+")] | None = None
    #: the token is appended to it
    base_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org/bot"
    mode: Mode = Mode.POLLING
    webhook: WebhookSettings | None = None

    @model_validator(mode="after")
    def _webhook_is_described(self) -> Self:
        if self.mode is Mode.WEBHOOK and self.webhook is None:
            raise PydanticCustomError("webhook", "a webhook needs its table")
        return self

    def required_token(self) -> str:
        """The token.

        Raises:
            SettingsRefused: there is none.
        """
        if self.token is None:
            raise SettingsRefused([SettingRefused("telegram.token")])
        return self.token.get_secret_value()


class KnowledgeSettings(Section):
    """The file that holds what is known."""

    path: Path = Path("data/knowledge.json")  #: from the folder of the configuration
    keep_versions: int = Field(default=20, ge=1, le=1000)

    def rooted(self, folder: Path) -> Self:
        """These settings, a relative path taken from a folder."""
        return self.model_copy(update={"path": folder / self.path})


class DatabaseSettings(Section):
    """Where the operational database is."""

    #: of SQLite, from the folder of the configuration, or of PostgreSQL; it may hold a password
    url: SecretStr = SecretStr("sqlite:///data/zhouzhi.db")

    def rooted(self, folder: Path) -> Self:
        """These settings, a relative path taken from a folder."""
        url = self.url.get_secret_value()
        path = url.removeprefix(_SQLITE)
        if path in (url, "", ":memory:"):
            return self
        return self.model_copy(update={"url": SecretStr(f"{_SQLITE}{folder / path}")})


class AnswerSettings(Section):
    """How questions are understood and answered."""

    embeddings: Embeddings = Embeddings.AUTO
    #: for a person of whom nothing else is known
    default_language: Language = Language.HANS


class StaffSettings(Section):
    """Who may do what."""

    administrators: tuple[PositiveInt, ...] = ()  #: telegram user ids


class InvitationSettings(Section):
    """The links by which contacts of units join."""

    valid_days: int = Field(default=30, ge=1, le=365)


def _hour(value: Any) -> Any:
    """An hour and minute of the day; pydantic would take a number for seconds."""
    if isinstance(value, time) or (isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value)):
        return value
    raise PydanticCustomError("hour", "an hour and minute")


Hour = Annotated[time, BeforeValidator(_hour)]
DaysBefore = Annotated[int, Field(ge=0, le=366, strict=True)]


class ReminderSettings(Section):
    """When units are nudged ahead of a deadline; it may say otherwise in the knowledge."""

    days_before: tuple[DaysBefore, ...] = (14, 7, 3, 1, 0)  #: the rungs of the ladder
    working_days: bool = False  #: whether they count working days only
    opens: Hour = time(9, 0)  #: when nudges begin to be sent, on the edition's clocks
    closes: Hour = Field(default=time(17, 30), validate_default=True)
    next_contact_from: DaysBefore = 3  #: from this rung on a unit's next contact hears of it too
    staff_from: DaysBefore = 1  #: from this rung on staff do
    #: for so long after a deadline nobody is told that a unit is late
    grace_minutes: int = Field(default=0, ge=0, le=366 * 24 * 60)

    @field_validator("closes")
    @classmethod
    def _closes_after_it_opens(cls, closes: time, info: ValidationInfo) -> time:
        if closes <= info.data.get("opens", time.min):
            raise PydanticCustomError("closes", "a later hour")
        return closes


class AnnouncementSettings(Section):
    """How announcements are let go."""

    #: to more recipients than this one goes only when somebody else than its author agrees
    second_person_beyond: int = Field(default=50, ge=0)


class LogSettings(Section):
    """What is logged."""

    level: Annotated[LogLevel, BeforeValidator(_lower)] = LogLevel.INFO


class Settings(Section):
    """Everything that an operator decides."""

    telegram: TelegramSettings = TelegramSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    database: DatabaseSettings = DatabaseSettings()
    answers: AnswerSettings = AnswerSettings()
    staff: StaffSettings = StaffSettings()
    invitations: InvitationSettings = InvitationSettings()
    reminders: ReminderSettings = ReminderSettings()
    announcements: AnnouncementSettings = AnnouncementSettings()
    log: LogSettings = LogSettings()


class SettingRefused(FieldRefused):
    """One setting or option that was refused, or that is missing.

    Args:
        field: its name, such as `telegram.webhook.port`, or that of a file.
        value: as written; None when it is missing or secret.
        fix_key: what to write instead; the text of the setting itself if not given.
    """

    text_key = "cli.refused-value"

    def __init__(
        self, field: str, value: str | None = None, *, fix_key: str = "", **fix_values: object
    ) -> None:
        super().__init__(field, value, fix_key=fix_key or f"cli.setting.{field}", **fix_values)

    def text(self, texts: Texts) -> str:
        """The field, the value and the fix in one line."""
        if self.value is None:
            return texts("cli.refused", field=self.field, fix=texts(self.fix_key, **self.values))
        return super().text(texts)


class SettingsRefused(ZhouzhiError):
    """The settings cannot be used; every reason is in `problems`."""

    def __init__(self, problems: Sequence[SettingRefused]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)

    def text(self, texts: Texts) -> str:
        """Every problem, on a line of its own."""
        return "\n".join(problem.text(texts) for problem in self.problems)


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the file; None for `config.toml` in the working folder, which may be missing.
        environ: the environment, whose variables go before the file.

    Raises:
        SettingsRefused: a file that is not there, that is not TOML, or that says what cannot be.
    """
    file = path or DEFAULT_FILE
    values = _read(file) if path is not None or file.is_file() else {}
    for variable, keys in ENVIRONMENT.items():
        if secret := environ.get(variable, "").strip():
            _put(values, keys, secret)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsRefused([_problem(each) for each in error.errors()]) from None
    return settings.model_copy(
        update={
            "knowledge": settings.knowledge.rooted(file.parent),
            "database": settings.database.rooted(file.parent),
        }
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = SettingRefused(str(file), fix_key="cli.file-missing")
    except OSError as error:
        reason = error.strerror or str(error)
        problem = SettingRefused(str(file), fix_key="cli.file-unreadable", reason=reason)
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError
        problem = SettingRefused(str(file), fix_key="cli.file-not-toml", reason=str(error))
    raise SettingsRefused([problem])


def _put(values: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    """Set a value in nested tables; where the file is malformed, leave that to the validation."""
    *tables, key = keys
    target: Any = values
    for table in tables:
        # A secret alone does not make a webhook.
        target = target.get(table) if table == "webhook" else target.setdefault(table, {})
        if not isinstance(target, dict):
            return
    target[key] = value


def _problem(error: ErrorDetails) -> SettingRefused:
    # An index is left out: the fix is that of the whole list.
    name = ".".join(part for part in error["loc"] if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        known = ", ".join(_known_keys(error["loc"][:-1]))
        return SettingRefused(name, fix_key="cli.setting.unknown", known=known)
    if error["type"] == "webhook":
        return SettingRefused("telegram.webhook")
    if error["type"] in ("model_type", "model_attributes_type"):
        known = ", ".join(_known_keys(error["loc"]))
        return SettingRefused(name, fix_key="cli.setting.table", name=name, known=known)
    is_hidden = error["type"] == "missing" or name.endswith(("token", "secret", "database.url"))
    return SettingRefused(name, None if is_hidden else str(error["input"]))


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at this place may have."""
    section: type[BaseModel] = Settings
    for part in loc:
        section = _SECTIONS[str(part)]
    return list(section.model_fields)


_SECTIONS: Mapping[str, type[BaseModel]] = {
    "telegram": TelegramSettings,
    "webhook": WebhookSettings,
    "knowledge": KnowledgeSettings,
    "database": DatabaseSettings,
    "answers": AnswerSettings,
    "staff": StaffSettings,
    "invitations": InvitationSettings,
    "reminders": ReminderSettings,
    "announcements": AnnouncementSettings,
    "log": LogSettings,
}
