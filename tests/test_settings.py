"""Settings: what an operator may write, and what is said about the rest."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.language import Language
from bot.locales import load_texts
from bot.settings import (
    Embeddings,
    LogLevel,
    Mode,
    Settings,
    SettingsRefused,
    load_settings,
)

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
TOKEN = "123456789:AAExample"
SECRET = "a-secret-of-sixteen"
ENGLISH = load_texts()[Language.EN]


def written(folder: Path, content: str) -> Path:
    file = folder / "config.toml"
    file.write_text(content, encoding="utf-8")
    return file


def refusal(folder: Path, content: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(written(folder, content), environ or {})
    return refused.value.text(ENGLISH)


def test_the_example_is_what_holds_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    without_a_file = load_settings(None, {})
    written(tmp_path, EXAMPLE.read_text(encoding="utf-8"))

    assert load_settings(None, {}) == without_a_file == Settings()


def test_the_knowledge_is_looked_for_beside_the_configuration(tmp_path: Path) -> None:
    file = written(tmp_path, "knowledge.path = 'edition.json'")

    assert load_settings(file, {}).knowledge.path == tmp_path / "edition.json"


@pytest.mark.parametrize(
    ("url", "rooted"),
    [
        ("sqlite:///data/bot.db", "sqlite:///{folder}/data/bot.db"),
        ("sqlite:////srv/bot.db", "sqlite:////srv/bot.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql://me:pssst@host/name", "postgresql://me:pssst@host/name"),
    ],
)
def test_the_database_is_looked_for_beside_the_configuration(
    tmp_path: Path, url: str, rooted: str
) -> None:
    settings = load_settings(written(tmp_path, f"database.url = '{url}'"), {})

    assert settings.database.url.get_secret_value() == rooted.format(folder=tmp_path)
    assert "pssst" not in repr(settings)


def test_the_database_may_be_named_by_the_environment(tmp_path: Path) -> None:
    file = written(tmp_path, "database.url = 'sqlite:///one.db'")

    settings = load_settings(file, {"ZHOUZHI_DATABASE_URL": "postgresql://me@host/name"})

    assert settings.database.url.get_secret_value() == "postgresql://me@host/name"


def test_the_example_names_every_key(tmp_path: Path) -> None:
    # Its commented keys are those that have no value of their own.
    content = re.sub(r"^# (\[[a-z.]+\]|[a-z]+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.M)

    settings = load_settings(written(tmp_path, content), {})

    assert unset(settings) == []


def unset(section: BaseModel, name: str = "") -> list[str]:
    """The keys that a file left to their defaults."""
    found = [
        f"{name}.{key}" for key in type(section).model_fields.keys() - section.model_fields_set
    ]
    for key in type(section).model_fields:
        if isinstance(value := getattr(section, key), BaseModel):
            found += unset(value, f"{name}.{key}")
    return found


def test_a_missing_file_is_refused_when_it_was_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(tmp_path / "none.toml", {})

    assert refused.value.text(ENGLISH) == (
        f"{tmp_path / 'none.toml'}: There is no such file; check the path."
    )


def test_what_is_not_toml_is_told_with_its_place(tmp_path: Path) -> None:
    said = refusal(tmp_path, '[telegram]\nmode = polling"\n')

    assert "config.toml: This is not valid TOML" in said
    assert "line 2" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("telegram.mode = 'push'", 'telegram.mode = “push”: Write "polling" or "webhook".'),
        ("telegram.mode = 3", 'telegram.mode = “3”: Write "polling" or "webhook".'),
        ("telegram.base_url = 'telegram'", "telegram.base_url = “telegram”: Write the address"),
        ("telegram.mode = 'webhook'", "telegram.webhook: A webhook needs the table"),
        ("telegram.webhook.port = 0", "telegram.webhook.port = “0”: Write a whole number"),
        ("telegram.webhook.port = 1", "telegram.webhook.url: Write the https address"),
        ("telegram.webhook.url = 'http://example.org'", "telegram.webhook.url = “http://example"),
        ("telegrams = 1", "telegrams: There is no such setting; known here: telegram, knowledge"),
        ("log.levels = 'info'", "log.levels: There is no such setting; known here: level."),
        ("log = 'info'", "log: This is a table: write [log], and below it any of level."),
        ("log.level = 'loud'", 'log.level = “loud”: Write "debug"'),
        ("knowledge.keep_versions = 0", "knowledge.keep_versions = “0”: Write a whole number"),
        ("knowledge.path = 1", "knowledge.path = “1”: Write the path"),
        ("answers.embeddings = true", 'answers.embeddings = “True”: Write "auto", "on" or "off".'),
        ("answers.default_language = 'fr'", "answers.default_language = “fr”: Write"),
        ("database.url = 3", "database.url: Write the URL of an SQLite file"),
        ("invitations.valid_days = 0", "invitations.valid_days = “0”: Write a whole number of"),
        ("staff.administrators = ['me']", "staff.administrators = “me”: Write a list"),
    ],
)
def test_a_refusal_names_key_value_and_fix(tmp_path: Path, content: str, said: str) -> None:
    assert said in refusal(tmp_path, content)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, "telegram.mode = 'push'\nlog.level = 'loud'\nfoo = 1")

    assert [line.split()[0] for line in said.splitlines()] == ["telegram.mode", "log.level", "foo:"]


def test_a_refusal_has_words_in_every_language(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(written(tmp_path, "telegram.mode = 'push'"), {})

    said = {refused.value.text(texts) for texts in load_texts().values()}
    assert len(said) == len(Language)


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    content = "[telegram]\ntoken = 'pssst'\nwebhook = {url = 'https://a.org', secret = 'pssst'}"

    said = refusal(tmp_path, content)

    assert len(said.splitlines()) == 2
    assert "pssst" not in said
    assert TOKEN not in repr(load_settings(None, {"ZHOUZHI_TELEGRAM_TOKEN": TOKEN}))


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "[telegram]\ntoken = '1:file'\n[telegram.webhook]\nurl = 'https://bot.example.org/t'\n",
    )
    environ = {"ZHOUZHI_TELEGRAM_TOKEN": TOKEN, "ZHOUZHI_WEBHOOK_SECRET": SECRET}

    telegram = load_settings(file, environ).telegram

    assert telegram.required_token() == TOKEN
    assert telegram.webhook is not None
    assert telegram.webhook.secret.get_secret_value() == SECRET


def test_a_secret_in_the_environment_alone_makes_no_webhook(tmp_path: Path) -> None:
    file = written(tmp_path, "telegram.token = '1:file'")

    assert load_settings(file, {"ZHOUZHI_WEBHOOK_SECRET": SECRET}).telegram.webhook is None


def test_no_token_is_refused_when_it_is_needed() -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings().telegram.required_token()

    assert refused.value.text(ENGLISH).startswith("telegram.token: Write the token that @BotFather")


@pytest.mark.parametrize(
    "written_url", ["http://127.0.0.1:81", "http://127.0.0.1:81/", "http://127.0.0.1:81/bot"]
)
def test_the_api_address_may_be_written_with_or_without_bot(
    tmp_path: Path, written_url: str
) -> None:
    settings = load_settings(written(tmp_path, f"telegram.base_url = '{written_url}'"), {})

    assert settings.telegram.base_url == "http://127.0.0.1:81/bot"


def test_every_setting_is_read(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        f"""
        [telegram]
        token = "{TOKEN}"
        mode = "webhook"
        webhook = {{ url = "http://localhost/t", host = "::", port = 80, secret = "{SECRET}" }}
        [knowledge]
        path = "/srv/edition.json"
        keep_versions = 3
        [database]
        url = "sqlite:////srv/zhouzhi.db"
        [invitations]
        valid_days = 7
        [answers]
        embeddings = "off"
        default_language = "en"
        [staff]
        administrators = [17, 23]
        [log]
        level = "DEBUG"
        """,
    )

    settings = load_settings(file, {})

    assert settings.telegram.mode is Mode.WEBHOOK
    assert settings.telegram.webhook is not None
    assert settings.telegram.webhook.port == 80
    assert settings.knowledge.path == Path("/srv/edition.json")
    assert settings.knowledge.keep_versions == 3
    assert settings.database.url.get_secret_value() == "sqlite:////srv/zhouzhi.db"
    assert settings.invitations.valid_days == 7
    assert settings.answers.embeddings is Embeddings.OFF
    assert settings.answers.default_language is Language.EN
    assert settings.staff.administrators == (17, 23)
    assert settings.log.level is LogLevel.DEBUG


@pytest.mark.parametrize(
    ("written_as", "field"),
    [
        ("days_before = [14, -1]", "days_before"),
        ("days_before = 14", "days_before"),
        ("opens = 9", "opens"),
        ("opens = '9 o’clock'", "opens"),
        ("closes = '08:00'", "closes"),
        ("opens = '18:00'", "closes"),
        ("next_contact_from = 1.5", "next_contact_from"),
        ("grace_minutes = -1", "grace_minutes"),
    ],
)
def test_it_is_said_which_of_the_reminders_settings_is_refused(
    tmp_path: Path, written_as: str, field: str
) -> None:
    told = refusal(tmp_path, f"[reminders]\n{written_as}")

    assert told.startswith(f"reminders.{field}"), told
