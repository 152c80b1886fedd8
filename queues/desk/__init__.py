"""What an agent sees. A page a file; each brings its own blueprint, listed here."""

from queues.desk import (
    acts,
    appointments,
    booking_page,
    case,
    clocks,
    correct,
    day_list,
    diary_links,
    diary_page,
    diary_people,
    files,
    inbox,
    offers,
    owed_page,
    people,
    plan,
    reply,
    series_page,
    sessions_page,
    sign_in,
    visit_ends,
    why,
    without_visit,
)

BLUEPRINTS = (
    sign_in.pages, inbox.pages, offers.pages, case.pages, clocks.pages, why.pages, plan.pages,
    correct.pages, reply.pages, acts.pages, people.pages, files.pages, appointments.pages, visit_ends.pages,
    booking_page.pages, without_visit.pages,
    diary_page.pages, diary_links.pages, sessions_page.pages, owed_page.pages,
    diary_people.pages, series_page.pages, day_list.pages,
)  # fmt: skip
