from datetime import date, timedelta

import pytest

from bot.knowledge.validation import KnowledgeRefused, Problem, remarks, validate
from bot.knowledge.working_days import CountryUnknown, WorkingDays, YearUnknown, is_known
from tests.knowledge.documents import document

SUNDAY = date(2030, 3, 31)


def test_without_a_country_the_days_from_monday_to_friday_are_worked() -> None:
    calendar = WorkingDays()

    worked = [calendar.is_working_day(SUNDAY + timedelta(days=days)) for days in range(7)]

    assert worked == [False, True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2020, 10, 1), False),  # 国庆节, a Thursday
        (date(2020, 10, 10), True),  # a Saturday worked for it
        (date(2020, 6, 25), False),  # 端午节, by the lunar calendar
        (date(2020, 6, 28), True),
        (date(2020, 7, 26), False),  # a Sunday as any other
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
    ],
)
def test_in_china_the_notice_of_the_state_council_holds(day: date, is_worked: bool) -> None:
    assert WorkingDays("CN").is_working_day(day) is is_worked


def test_elsewhere_the_public_holidays_are_kept_those_of_a_part_as_well() -> None:
    epiphany = date(2027, 1, 6)  # kept in Bavaria, not in Berlin

    assert WorkingDays("DE-BE").is_working_day(epiphany)
    assert not WorkingDays("DE-BY").is_working_day(epiphany)


def test_a_weekend_is_the_country_s_own() -> None:
    assert WorkingDays("IL").is_working_day(SUNDAY)
    assert not WorkingDays("IL").is_working_day(SUNDAY - timedelta(days=2))


def test_the_edition_s_own_lists_go_before_the_country_s_holidays() -> None:
    national_day, friday = date(2020, 10, 1), date(2020, 7, 24)
    calendar = WorkingDays("CN", days_off=[friday], extra_working_days=[national_day])

    assert calendar.is_working_day(national_day)
    assert not calendar.is_working_day(friday)


def test_a_year_that_is_not_known_is_refused_and_never_guessed() -> None:
    with pytest.raises(YearUnknown, match="CN") as refused:
        WorkingDays("CN").is_working_day(date(2199, 3, 1))

    assert refused.value.year == 2199


def test_a_year_that_is_written_out_is_known() -> None:
    spring_festival, saturday = date(2199, 1, 29), date(2199, 2, 2)
    calendar = WorkingDays(
        "CN",
        days_off=[spring_festival],
        extra_working_days=[saturday],
        complete_years=[2199],
    )

    assert not calendar.is_working_day(spring_festival)
    assert calendar.is_working_day(saturday)
    assert calendar.is_working_day(date(2199, 3, 1))
    assert not calendar.is_working_day(date(2199, 3, 2))


def test_working_days_are_counted_back_over_a_week_of_holidays() -> None:
    after_the_holidays = date(2020, 10, 9)

    assert WorkingDays("CN").back(after_the_holidays, 1) == date(2020, 9, 30)
    assert WorkingDays("CN").back(after_the_holidays, 0) == after_the_holidays


def test_a_code_of_no_country_is_refused() -> None:
    assert not is_known("XX")
    assert not is_known("DE-QQ")
    with pytest.raises(CountryUnknown):
        WorkingDays("XX")


def problems(**edition: object) -> tuple[Problem, ...]:
    changed = document()
    changed["edition"]["week"] |= edition
    changed["deadline"]["report"]["due"] |= {"working_days": True}
    try:
        return remarks(validate(changed, version="1"))
    except KnowledgeRefused as refused:
        return refused.problems


def told(found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.place, problem.fix_key) for problem in found]


@pytest.mark.parametrize("written", ["China", "XX", "cn", 86])
def test_the_check_refuses_a_country_that_is_none(written: object) -> None:
    assert told(problems(country=written)) == [("edition[week].country", "knowledge.fix.country")]


def test_the_check_refuses_a_deadline_whose_working_days_are_not_known() -> None:
    # `report` is counted back in 2030, of which there is no notice when this is written.
    (problem,) = problems(country="CN", days_off_years=[2029])

    assert problem.place == "deadline[report].due"
    assert problem.fix_values == {"year": 2030}


def test_the_check_points_out_a_year_in_which_nobody_can_be_nudged() -> None:
    changed = document()
    changed["edition"]["week"]["country"] = "CN"

    found = remarks(validate(changed, version="1"))

    assert told(found) == [("edition[week].country", "knowledge.fix.year-unknown")]


def test_the_check_is_content_once_the_year_is_written_out() -> None:
    assert problems(country="CN", days_off=["2030-03-29"], days_off_years=[2030]) == ()


@pytest.mark.parametrize(
    ("reminders", "field"),
    [
        ({"days_before": [7, -1]}, "days_before[1]"),
        ({"days_before": "7"}, "days_before[0]"),
        ({"working_days": "yes"}, "working_days"),
        ({"grace_minutes": 1.5}, "grace_minutes"),
        ({"ladder": [7]}, "ladder"),
    ],
)
def test_the_check_names_what_is_wrong_with_a_deadline_s_own_reminders(
    reminders: object, field: str
) -> None:
    changed = document()
    changed["deadline"]["plan"]["reminders"] = reminders

    with pytest.raises(KnowledgeRefused) as refused:
        validate(changed, version="1")

    assert [each.place for each in refused.value.problems] == [f"deadline[plan].reminders.{field}"]
