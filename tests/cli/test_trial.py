"""When the clock of a trial starts."""

from datetime import datetime

from bot.cli.trial import trial_start
from bot.knowledge.validation import read
from tests.cli.conftest import MUSEUM


def test_a_trial_starts_a_month_before_the_edition_in_its_morning() -> None:
    knowledge = read(MUSEUM.read_bytes())

    assert trial_start(knowledge) == datetime(2027, 4, 13, 9, tzinfo=knowledge.zone)
