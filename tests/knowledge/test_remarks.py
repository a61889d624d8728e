from collections.abc import Mapping
from typing import Any

import pytest

from bot.knowledge.validation import remarks, validate
from bot.language import Language
from bot.locales import Texts, load_texts
from tests.knowledge.documents import document, with_value

NO_CLAUSE = {"notice": "programme"}
START = "event[tour].sessions[0].start"


@pytest.fixture(scope="module")
def texts() -> Mapping[Language, Texts]:
    return load_texts()


def doubts(changed: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.place, each.fix_key) for each in remarks(validate(changed, version="1"))]


def venues(*coordinates: tuple[float, float]) -> dict[str, Any]:
    changed = document()
    for number, (latitude, longitude) in enumerate(coordinates):
        place = {"coordinates": {"latitude": latitude, "longitude": longitude}}
        changed["venue"][f"v{number}"] = changed["venue"]["hall"] | place | {"title": f"V{number}"}
    return changed


def test_a_good_document_raises_no_doubt() -> None:
    assert doubts(document()) == []


@pytest.mark.parametrize(
    ("path", "value", "place", "remark"),
    [
        ("event/tour/aliases", ["walk", "ＯＰＥＮing"], "event[tour].aliases[1]", "same-name"),
        ("venue/hall/sources", NO_CLAUSE, "venue[hall].sources[0].clause", "no-clause"),
        ("event/opening/when", "edition", "event[opening].when", "when-and-sessions"),
        ("event/opening/status", "moved", "event[opening].was", "moved-from-where"),
        ("event/opening/status", "online", "event[opening].online_url", "online-where"),
        ("event/tour/sessions", {"start": "2030-03-01"}, START, "far-away"),
        ("deadline/plan/units", ["museum"], "deadline[report].units", "owed-by-all"),
    ],
)  # fmt: skip
def test_what_may_be_a_mistake_is_remarked(
    path: str, value: Any, place: str, remark: str, texts: Mapping[Language, Texts]
) -> None:
    changed = with_value(path, value)

    assert (place, f"knowledge.remark.{remark}") in doubts(changed)
    for each in remarks(validate(changed, version="1")):
        assert all(place in each.text(texts[language]) for language in Language)


def test_one_name_in_both_scripts_is_one_name() -> None:
    changed = with_value("event/tour/title", "導覽")
    changed["event"]["opening"]["aliases"] = ["导览"]

    assert ("event[tour].title", "knowledge.remark.same-name") in doubts(changed)


def test_a_name_may_be_used_in_another_table() -> None:
    assert doubts(with_value("venue/hall/aliases", ["Opening"])) == []


def test_a_venue_far_from_the_others_is_remarked() -> None:
    near = [(43.88, 125.32), (43.90, 125.30), (43.85, 125.35)]

    assert doubts(venues(*near)) == []
    assert doubts(venues(*near, (25.32, 43.88))) == [
        ("venue[v3].coordinates", "knowledge.remark.distant")
    ]
