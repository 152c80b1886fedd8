"""What an agent sees. A page a file; each brings its own blueprint, listed here."""

from queues.desk import acts, case, correct, files, inbox, people, reply, sign_in

BLUEPRINTS = (
    sign_in.pages, inbox.pages, case.pages, correct.pages, reply.pages, acts.pages, people.pages, files.pages,
)  # fmt: skip
