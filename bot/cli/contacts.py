"""Which contacts a command is about."""

from collections.abc import Sequence

from bot.directory.records import Contact
from bot.directory.units import Units
from bot.settings import SettingRefused


async def chosen_contacts(
    units: Units, words: Sequence[str], *, with_left: bool = False
) -> list[Contact]:
    """The contacts of the units that are named, in the order of the list.

    Args:
        units: where they are known.
        words: each names units, as `Units.find` understands it; none name every unit.
        with_left: those who have left too.

    Raises:
        SettingRefused: some words name no unit.
    """
    if words:
        found = {}
        for each in words:
            named = await units.find(each)
            if not named:
                raise SettingRefused("--unit", each, fix_key="directory.cli.no-unit")
            found.update({unit.id: unit for unit in named})
    else:
        found = {unit.id: unit for unit in await units.all_units()}
    by_unit = await units.contacts_by_unit(found, with_left=with_left)
    return [contact for id in sorted(found) for contact in by_unit.get(id, ())]
