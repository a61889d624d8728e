"""The guide for organisers: its walk leads to a file that is accepted."""

import json
import re
from pathlib import Path
from typing import Any

from bot.answering.words import known_ids
from bot.knowledge.records import TABLES
from bot.knowledge.validation import validate

GUIDE = (Path(__file__).parents[2] / "docs/knowledge.md").read_text("utf-8")
STEPS: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
]


def test_each_step_of_the_walk_is_accepted() -> None:
    # Step 4 adds the deadline and its form at once, so every step stands by itself.
    file: dict[str, dict[str, Any]] = {}
    for step in STEPS:
        for table, records in step.items():
            file.setdefault(table, {}).update(records)

        knowledge = validate(file, version="guide", known=known_ids())

        assert knowledge.edition.id == "days"
    assert len(STEPS) == 5


def test_every_field_of_every_table_is_explained() -> None:
    for table, model in TABLES.items():
        assert f"### `{table}`" in GUIDE
        for name in set(model.model_fields) - {"id"}:
            assert f"`{name}`" in GUIDE, f"{table}.{name}"


def test_every_detail_that_it_lists_is_known_to_the_program() -> None:
    (listed,) = re.findall(
        r"The keys that the bot has words for:\n(.*?)\nWhere a field", GUIDE, re.S
    )
    keys = set(re.findall(r"`([a-z_]+)`", listed))

    assert keys <= known_ids()["aspect"]
