"""What an agent sees. A page a file; each brings its own blueprint, listed here."""

from queues.desk import acts, case, clocks, correct, files, inbox, offers, people, plan, reply, sign_in, why

BLUEPRINTS = (
    sign_in.pages, inbox.pages, offers.pages, case.pages, clocks.pages, why.pages, plan.pages,
    correct.pages, reply.pages, acts.pages, people.pages, files.pages,
)  # fmt: skip
