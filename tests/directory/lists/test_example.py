"""The example of a list that comes with the first edition."""

from pathlib import Path

import pytest

from bot.answering.words import known_ids
from bot.directory.lists import Groups, UnitList, read_list
from bot.knowledge.records import Deadline
from bot.knowledge.validation import read
from bot.sandbox import PERSONAS

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def example(request: pytest.FixtureRequest) -> UnitList:
    knowledge = read((DATA / "knowledge.json").read_bytes(), known=known_ids())
    content = (DATA / f"units.example.{request.param}").read_bytes()
    return read_list(content, Groups(knowledge))


def test_it_is_read_without_a_doubt_but_for_its_note(example: UnitList) -> None:
    assert {remark.fix_key for remark in example.remarks} <= {"directory.list.remark.aside"}
    assert len(example.units) == 67


def test_it_has_units_of_every_group_that_owes_something(example: UnitList) -> None:
    knowledge = read((DATA / "knowledge.json").read_bytes(), known=known_ids())
    owing = {group for deadline in knowledge.all(Deadline) for group in deadline.units}

    assert {group for unit in example.units for group in unit.groups} == owing


def test_its_first_contacts_are_the_people_of_the_sandbox(example: UnitList) -> None:
    people = [persona.name for persona in PERSONAS if persona.role == "unit"]

    assert [unit.contacts[0].name for unit in example.units[:2]] == people


def test_some_unit_has_a_second_contact_and_nobody_a_telephone(example: UnitList) -> None:
    assert any(len(unit.contacts) > 1 for unit in example.units)
    assert not any(contact.phone for unit in example.units for contact in unit.contacts)
