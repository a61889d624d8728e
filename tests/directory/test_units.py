"""Units: importing their list, twice and changed, and finding them."""

from sqlalchemy import select

from bot.database.tables import AuditRow, ContactRow, InvitationRow, Table, UnitGroupRow, UnitRow
from bot.directory.comparison import Change
from bot.directory.lists import ListedContact, ListedUnit, UnitList
from bot.directory.records import Unit
from bot.knowledge.text import Text
from bot.language import Language
from bot.locales import load_texts
from tests.directory.conftest import NOW, Directory, listed, listing

LIST = listing(
    listed("Observatory", "Ann 12345", "Bo", groups=["institutes", "open"]),
    listed("Museum", "Cy", key="M-1", groups=["institutes"]),
    listed("Library"),
)


def names(units: list[Unit]) -> list[str]:
    return [unit.name.in_(Language.EN) for unit in units]


async def content(directory: Directory, table: type[Table]) -> list[tuple[object, ...]]:
    """Every row of a table, ids and all."""
    async with directory.database.reading() as session:
        rows = await session.execute(select(*table.__table__.columns))
        return sorted((tuple(row) for row in rows), key=repr)


async def contact_names(directory: Directory, name: str) -> list[tuple[int, str, str | None]]:
    (unit,) = await directory.units.find(name)
    return [(each.position, each.name, each.phone) for each in await directory.contacts(unit)]


async def test_an_import_keeps_what_the_list_says(directory: Directory) -> None:
    outcome = await directory.units.import_list(LIST)

    units = await directory.units.all_units()
    assert [(unit.key, unit.groups) for unit in units] == [
        ("Observatory", {"institutes", "open"}),
        ("M-1", {"institutes"}),
        ("Library", frozenset()),
    ]
    assert await contact_names(directory, "Observatory") == [(1, "Ann", "12345"), (2, "Bo", None)]
    assert outcome.counts == {Change.NEW: 3}
    assert outcome.contact_counts == {Change.NEW: 3}


async def test_a_preview_changes_nothing(directory: Directory) -> None:
    preview = await directory.units.preview(LIST)

    assert preview.counts == {Change.NEW: 3}
    assert await directory.units.all_units() == []
    assert await directory.rows(AuditRow) == 0


async def test_importing_twice_changes_nothing(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    tables = (UnitRow, UnitGroupRow, ContactRow, AuditRow)
    before = [await content(directory, table) for table in tables]

    again = await directory.units.import_list(LIST)

    assert again.changes_nothing
    assert again.counts == {Change.UNCHANGED: 3}
    assert [await content(directory, table) for table in tables] == before


async def test_a_changed_list_changes_what_differs(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    ids = {unit.key: unit.id for unit in await directory.units.all_units()}

    outcome = await directory.units.import_list(
        listing(
            listed("Observatory", "Bo 99999", "Ann 12345", "Di", groups=["institutes"]),
            listed("City Museum", "Cy", key="M-1", groups=["institutes"]),
            listed("Library"),
        )
    )

    assert outcome.counts == {Change.CHANGED: 2, Change.UNCHANGED: 1}
    assert await contact_names(directory, "Observatory") == [
        (1, "Bo", "99999"),
        (2, "Ann", "12345"),
        (3, "Di", None),
    ]
    units = {unit.key: unit for unit in await directory.units.all_units()}
    assert {key: unit.id for key, unit in units.items()} == ids
    assert units["Observatory"].groups == {"institutes"}
    assert units["M-1"].name == Text.of("City Museum")


async def test_who_has_joined_keeps_their_chat_when_the_list_changes(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    (unit,) = await directory.units.find("Observatory")
    ann, _ = await directory.contacts(unit)
    joined = await directory.join(ann)

    await directory.units.import_list(listing(listed("Observatory", "Bo", "Ann 55555")))

    found = await directory.units.membership(ann.id)
    assert found is not None
    assert (found.contact.chat_id, found.contact.joined_at) == (joined.contact.chat_id, NOW)
    assert (found.contact.position, found.contact.phone) == (2, "55555")


async def test_whoever_answers_the_same_telephone_gets_nobodys_chat(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann 12345")
    (ann,) = await directory.contacts(unit)
    await directory.join(ann)

    await directory.units.import_list(listing(listed("Observatory", "Bo 12345")))

    by_name = {each.name: each for each in await directory.contacts(unit)}
    assert by_name["Bo"].chat_id is None
    assert by_name["Ann"].chat_id is not None


async def test_what_a_list_lacks_is_kept_unless_it_is_to_be_removed(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    shorter = listing(listed("Observatory", "Bo", groups=["institutes", "open"]))

    kept = await directory.units.import_list(shorter)
    assert kept.counts[Change.MISSING] == 2
    assert names(await directory.units.all_units()) == ["Observatory", "Museum", "Library"]

    await directory.units.import_list(shorter, remove_missing=True)
    assert names(await directory.units.all_units()) == ["Observatory"]
    assert await contact_names(directory, "Observatory") == [(1, "Bo", None)]


async def test_what_was_removed_is_silent_and_comes_back_as_it_was(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    (museum,) = await directory.units.find("Museum")
    (cy,) = await directory.contacts(museum)
    membership = await directory.join(cy)
    await directory.plan_nudge(membership)
    assert cy.id and membership.contact.chat_id is not None

    await directory.units.import_list(listing(listed("Observatory")), remove_missing=True)
    assert await directory.states() == ["withdrawn"]
    assert await directory.units.of_chat(membership.contact.chat_id) == []
    assert await directory.units.membership(cy.id) is None

    await directory.units.import_list(LIST)
    (back,) = await directory.units.of_chat(membership.contact.chat_id)
    assert back.unit == museum


async def test_a_contact_who_left_stays_away_when_the_list_still_has_them(
    directory: Directory,
) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    ann, _ = await directory.contacts(unit)
    await directory.join(ann)
    await directory.units.leave(ann.id)

    outcome = await directory.units.import_list(listing(listed("Observatory", "Ann 1234", "Bo")))

    assert outcome.contact_counts == {Change.LEFT: 1, Change.UNCHANGED: 1}
    assert outcome.changes_nothing
    assert [each.name for each in await directory.contacts(unit)] == ["Bo"]


async def test_a_contact_who_was_dropped_before_they_joined_comes_back_with_the_list(
    directory: Directory,
) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    before = await directory.contacts(unit)
    await directory.units.import_list(listing(listed("Observatory", "Bo")), remove_missing=True)

    await directory.units.import_list(listing(listed("Observatory", "Ann", "Bo")))

    assert await directory.contacts(unit) == before


async def test_a_successor_stays_though_no_list_has_them(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann", "Bo")
    ann, _ = await directory.contacts(unit)
    handover = await directory.invitations.hand_over(ann.id)
    await directory.invitations.accept(handover.token, await directory.person(), "Cy")

    again = await directory.units.import_list(
        listing(listed("Observatory", "Ann", "Bo")), remove_missing=True
    )

    assert again.contact_counts == {Change.LEFT: 1, Change.UNCHANGED: 1}
    assert [each.name for each in await directory.contacts(unit)] == ["Cy", "Bo"]


async def test_units_that_are_given_keys_later_are_not_doubled(directory: Directory) -> None:
    unit = await directory.unit("Observatory", "Ann")

    await directory.units.import_list(listing(listed("OBSERVATORY ", "Ann", key="O-1")))

    (found,) = await directory.units.all_units()
    assert (found.id, found.key) == (unit.id, "O-1")


async def test_namesakes_are_told_apart_by_their_keys(directory: Directory) -> None:
    await directory.units.import_list(
        listing(listed("Bureau", "Ann", key="1"), listed("Bureau", "Bo", key="2"))
    )

    again = await directory.units.import_list(
        listing(listed("Bureau", "Bo", key="2"), listed("Bureau", "Ann", key="1"))
    )

    assert again.changes_nothing
    assert len(await directory.units.find("Bureau")) == 2


async def test_an_import_is_a_line_of_the_past_with_its_counts(directory: Directory) -> None:
    staff = await directory.publisher()
    await directory.units.import_list(LIST, by=staff.id)

    async with directory.database.reading() as session:
        *_, line = await session.scalars(select(AuditRow).order_by(AuditRow.id))
    assert (line.action, line.actor_id, line.after) == ("units.import", staff.id, {"new": 3})


async def test_a_removed_unit_has_no_open_invitation(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    (museum,) = await directory.units.find("Museum")
    (cy,) = await directory.contacts(museum)
    await directory.invitations.issue(cy.id)

    await directory.units.import_list(listing(listed("Observatory")), remove_missing=True)

    async with directory.database.reading() as session:
        (row,) = await session.scalars(select(InvitationRow))
    assert row.revoked_at == NOW


async def test_units_are_found_by_key_name_region_and_in_either_script(
    directory: Directory,
) -> None:
    units = (
        listed("临江市科技馆", key="L-1"),
        listed("临江市图书馆"),
        ListedUnit(
            key="M-2",
            has_own_key=True,
            name=Text.of({"zh-Hans": "城北天文台", "en": "North Observatory"}),
            region="临江",
            contacts=(ListedContact(name="Ann"),),
        ),
    )
    await directory.units.import_list(UnitList(units=units))

    async def found(text: str) -> list[str]:
        return [unit.name.in_(Language.HANS) for unit in await directory.units.find(text)]

    assert await found("l-1") == ["临江市科技馆"]
    assert await found("臨江市圖書館") == ["临江市图书馆"]
    assert await found("north observatory") == ["城北天文台"]
    assert await found("临江") == ["临江市科技馆", "临江市图书馆", "城北天文台"]
    assert await found("临江 天文") == ["城北天文台"]
    assert await found("海") == []
    assert await found(" ") == []


async def test_an_outcome_says_what_is_new_different_and_missing(directory: Directory) -> None:
    await directory.units.import_list(LIST)
    preview = await directory.units.preview(
        listing(
            listed("Observatory", "Bo", "Ann 12345", groups=["institutes", "open"]),
            listed("Archive", "Di"),
        )
    )

    texts = load_texts()[Language.EN]
    assert list(preview.lines(texts)) == [
        "Units: 1 new, 1 changed, 0 unchanged, 2 not in the list.",
        "Contacts: 1 new, 2 changed, 0 unchanged, 0 not in the list.",
        "+ Archive",
        "    + 1. Di",
        "~ Observatory",
        "    ~ 1. Bo (order)",
        "    ~ 2. Ann (order)",
        "Not in the list, and kept (2): Museum, Library",
    ]
