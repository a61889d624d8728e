"""Sheets: what is printed, cut and handed out, and the table of links."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import async_playwright
from python_calamine import CalamineWorkbook

from bot.directory.invitations import Invitation
from bot.directory.records import Contact, Unit
from bot.directory.sheets import as_csv, as_xlsx, invitation_page, invitation_table
from bot.knowledge.text import Text
from bot.language import Language
from bot.locales import load_texts

ZONE = ZoneInfo("Asia/Shanghai")
#: Half past nine in Shanghai on the tenth of June.
EXPIRES_AT = datetime(2027, 6, 10, 1, 30, tzinfo=UTC)
EDITION = Text.of({"zh-Hans": "开放日", "en": "Open <days>"})
TEXTS = load_texts()

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "معهد الفلك في المدينة",
    "🔭👩‍🔬",
    "观" * 100,
    "W" * 100,
    "=HYPERLINK(1)",
]


def invitation(unit: str, contact: str = "Ann", phone: str | None = None) -> Invitation:
    return Invitation(
        token="A" * 22,
        contact=Contact(id=1, unit_id=1, position=1, name=contact, phone=phone),
        unit=Unit(id=1, key="1", name=Text.of(unit), region="North"),
        expires_at=EXPIRES_AT,
    )


def page(*invitations: Invitation, language: Language = Language.EN) -> str:
    return invitation_page(
        invitations,
        username="open_days_bot",
        edition=EDITION,
        zone=ZONE,
        texts=TEXTS[language],
    )


class Words(HTMLParser):
    """The words of a page, and the tags that they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def test_a_slip_says_who_by_when_and_what_to_do() -> None:
    words = Words(page(invitation("Observatory")))

    for said in (
        "Open <days>",
        "Observatory",
        "Ann",
        "Scan the code with your phone and press Start in Telegram.",
        "Valid until 9 June 2027",
        f"t.me/open_days_bot?start=u{'A' * 22}",
    ):
        assert said in words.texts


@pytest.mark.parametrize(
    ("language", "day"),
    [
        (Language.HANS, "有效期至2027年6月9日"),
        (Language.HANT, "有效期至2027年6月9日"),
        (Language.EN, "Valid until 9 June 2027"),
    ],
)
def test_a_page_is_in_the_language_of_the_edition(language: Language, day: str) -> None:
    html = page(invitation("Observatory"), language=language)

    assert f'lang="{language.value}"' in html
    assert day in html


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    html = page(invitation("Observatory"))

    assert not re.search(r"""(?:src|href)=|url\(|@import|<script|<link""", html)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_anything_but_words(name: str) -> None:
    plain = Words(page(invitation("Observatory")))
    words = Words(page(invitation(name, contact=name)))

    assert words.texts.count(name) == 2
    assert words.tags == plain.tags


def test_a_code_holds_the_link() -> None:
    first, second = (
        re.findall(r"<svg.*?</svg>", page(invitation("Observatory"), other))
        for other in (invitation("Museum"), invitation("Library"))
    )

    # All have one link here: the code depends on nothing else.
    assert len({*first, *second}) == 1
    assert len(first) == 2


async def test_slips_fit_on_a4_whatever_the_names(chromium: str, tmp_path: Path) -> None:
    slips = [invitation(name, contact=name) for name in HOSTILE] * 3
    for language in Language:
        file = tmp_path / f"{language}.html"
        file.write_text(page(*slips, language=language), encoding="utf-8")

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = await browser.new_page()
        for file in tmp_path.glob("*.html"):
            await tab.goto(file.as_uri())
            cut_off = await tab.evaluate(
                """() => [...document.querySelectorAll('.slip')].filter(
                    s => s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1
                ).length"""
            )
            assert cut_off == 0, file.name
            printed = await tab.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3, file.name
        await browser.close()


def table(*invitations: Invitation) -> list[list[str]]:
    made = invitation_table(
        invitations, username="open_days_bot", zone=ZONE, texts=TEXTS[Language.EN]
    )
    return [list(row) for row in made]


def test_a_table_has_a_line_for_each_invitation() -> None:
    assert table(invitation("Observatory", phone="12345")) == [
        ["Unit", "Region", "Contact", "Phone", "Invitation", "Valid until"],
        [
            "Observatory",
            "North",
            "Ann",
            "12345",
            f"https://t.me/open_days_bot?start=u{'A' * 22}",
            "9 June 2027",
        ],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_of_csv_is_a_formula(name: str) -> None:
    content = as_csv(table(invitation("Observatory", contact=name)))

    _, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert row[2] == f"'{name}"


def test_every_cell_of_a_workbook_is_the_text_that_it_was() -> None:
    rows = table(*(invitation(name, contact=name, phone="00123") for name in HOSTILE))

    content = as_xlsx(rows, "Invitations")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python() == rows
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
