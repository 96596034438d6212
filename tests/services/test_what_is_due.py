"""What is due when: by company, the most urgent first."""

from datetime import date, datetime
from uuid import UUID

from invoicing.model.offline import Duty, OfflineMode, Outage, OutageKind
from invoicing.services.records import WaitingGroup
from invoicing.services.terms.due import Terms, by_urgency, what_is_due
from tests.services.fakes import WARSAW

ONE, OTHER = UUID(int=1), UUID(int=2)
WEEKEND = Outage(OutageKind.FAILURE, date(2026, 11, 28), date(2026, 11, 29))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def group(day, mode=OfflineMode.OFFLINE24, company=ONE, count=1, times=("10:00", "10:00")):
    first, last = (at(f"{day}T{time}") for time in times)
    return WaitingGroup(company, date.fromisoformat(day), mode, count, first, last)


def days(found):
    return [(each.group.company_id, each.day and each.day.isoformat()) for each in found]


def test_the_earliest_deadline_comes_first_whichever_company_it_belongs_to():
    groups = [group("2026-12-01"), group("2026-11-24", company=OTHER), group("2026-11-25")]

    found = by_urgency(groups, lambda company: Terms(()))

    assert days(found) == [(OTHER, "2026-11-25"), (ONE, "2026-11-26"), (ONE, "2026-12-02")]


def test_what_has_no_date_yet_comes_after_what_has_and_what_need_not_be_sent_comes_last():
    running = Outage(OutageKind.FAILURE, date(2026, 12, 8), None)
    lifted = group("2026-12-07", OfflineMode.TOTAL_FAILURE)
    groups = [lifted, group("2026-12-08", OfflineMode.EMERGENCY), group("2026-12-01")]

    found = by_urgency(groups, lambda company: Terms([running]))

    assert [each.deadline.duty for each in found] == [Duty.SEND, Duty.NOT_YET_KNOWN, Duty.NONE]


def test_an_online_invoice_that_waits_is_due_as_offline24():
    (found,) = by_urgency([group("2026-11-27", None)], lambda company: Terms(()))

    assert (found.ground, found.day) == (OfflineMode.OFFLINE24, date(2026, 11, 30))


def test_a_failure_over_the_weekend_moves_the_term_of_friday():
    (found,) = by_urgency([group("2026-11-27")], lambda company: Terms([WEEKEND]))

    assert found.day == date(2026, 12, 8)


def test_a_mode_without_its_notice_gets_the_shortest_term():
    (found,) = by_urgency([group("2026-11-27", OfflineMode.EMERGENCY)], lambda company: Terms(()))

    assert found.day == date(2026, 11, 30)


def test_a_term_is_computed_once_however_many_groups_ask():
    class Timeline(list):
        read = 0

        def __iter__(self):
            Timeline.read += 1
            return super().__iter__()

    def reads_for(companies):
        Timeline.read, terms = 0, Terms(Timeline([WEEKEND]))
        by_urgency(
            [group("2026-11-27", company=UUID(int=n)) for n in range(companies)], lambda company: terms
        )
        return Timeline.read

    assert reads_for(500) == reads_for(1)


async def test_the_books_tell_what_waits_and_a_total_failure_of_the_lighthouse_alone_changes_nothing(house):
    house.ksef.down = True
    await house.backlog(3)
    house.lighthouse.says(
        OutageKind.TOTAL_FAILURE, Outage(OutageKind.TOTAL_FAILURE, house.clock.today(), None)
    )
    await house.watch()

    async with house.units.reading() as work:
        (found,) = await what_is_due(work)

    assert (found.group.count, found.day) == (3, date(2026, 11, 23))
