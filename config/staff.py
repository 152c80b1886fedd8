"""`frontdoor staff add`: the first people who may sign in."""

from collections.abc import Sequence

from sqlalchemy import select

from config import landlord_files
from config.landlord_queues import hours_of
from config.settings import Settings
from queues.sessions import end_all, hash_password, what_is_wrong
from router import addresses, clock
from router.clock import Clock
from router.errors import RouterError
from router.model import Staff, record
from router.storage.database import Database
from router.values import Landlord

ROLES = ("agent", "supervisor", "admin")


def add(settings: Settings, email: str, name: str, role: str, password: str, queues: Sequence[str] = (),
        skills: Sequence[str] = (), phone: str = "", now: Clock = clock.now, levels: Sequence[str] = (),
        languages: Sequence[str] = ("en",), pattern: str = "") -> str:  # fmt: skip
    """Add somebody who may sign in, or give a first password to somebody who was imported without one.

    Without `queues` they see every queue that is not restricted; without `skills` they have those of their queues.
    'restricted' among the skills opens restricted cases. `levels`: "triage:3". `pattern`: when they usually work,
    "mon-fri 08:00-16:00". Returns one line; raises RouterError in one line.
    """
    address = addresses.mailbox(email)
    if not address:
        raise RouterError("that is not an email address")
    landlord = landlord_files.load(settings.landlord_dir)
    person = Staff(email=address, name=name.strip(), role=role, phone="", queues=list(queues), skills=list(skills),
                   languages=list(languages), active=True, session_version=1)  # fmt: skip
    _check(person, password, phone, landlord)
    try:
        person.levels = levels_of(levels, landlord)
        person.pattern = [list(row) for row in hours_of(pattern)] if pattern else []
    except ValueError as error:
        raise RouterError(str(error)) from None
    person.skills = list(dict.fromkeys([*(person.skills or skills_of(queues, landlord)), *person.levels]))
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.transaction() as session:
            there = session.scalar(select(Staff).where(Staff.email == address))
            if there is not None and there.password_hash:
                raise RouterError("there is somebody with that email address already")
            if there is None:
                session.add(person)
            else:  # what the import said of them stands
                person = there
                end_all(session, person)
            person.password_hash = hash_password(password)
            session.flush()
            record(session, now(), "house", "staff.added", staff_id=person.id, role=person.role)
    finally:
        database.close()
    return f"{person.name} may sign in as {person.email} ({person.role})."


def _check(person: Staff, password: str, phone: str, landlord: Landlord) -> None:
    if not person.name or len(person.name) > 200:
        raise RouterError("say their name, at most 200 characters")
    if person.role not in ROLES:
        raise RouterError(f"the role is one of {', '.join(ROLES)}")
    wrong = unknown_queue(person.queues, landlord) or unknown_skill(person.skills, landlord)
    wrong = wrong or what_is_wrong(person, password)
    if wrong:
        raise RouterError(wrong)
    if phone:
        person.phone = addresses.phone(phone)
        if not person.phone:
            raise RouterError("that is not a telephone number")


def skills_of(queues: Sequence[str], landlord: Landlord) -> list[str]:
    """The skills that these queues ask for; of every queue that is not restricted when none is named."""
    wanted = [landlord.queues[name] for name in queues] if queues else [
        queue for queue in landlord.queues.values() if not queue.restricted
    ]  # fmt: skip
    return list(dict.fromkeys(queue.skill for queue in wanted))


def unknown_queue(queues: Sequence[str], landlord: Landlord) -> str:
    """One line that names a queue the landlord has not, or ''."""
    unknown = [name for name in queues if name not in landlord.queues]
    return f"there is no queue {unknown[0]!r}: see queues.toml" if unknown else ""


def unknown_skill(skills: Sequence[str], landlord: Landlord) -> str:
    """One line that names a skill nobody asks for, or ''. 'restricted' is a right, not a queue's."""
    known = {"restricted", *landlord.skills}
    unknown = [name for name in skills if name not in known]
    return f"there is no skill {unknown[0]!r}: see queues.toml" if unknown else ""


def levels_of(written: Sequence[str], landlord: Landlord) -> dict[str, int]:
    """["triage:3"] as levels, 1 to 5. Raises ValueError in plain words."""
    levels: dict[str, int] = {}
    for each in written:
        skill, _, level = (part.strip() for part in each.partition(":"))
        if wrong := unknown_skill([skill], landlord):
            raise ValueError(wrong)
        if level not in ("1", "2", "3", "4", "5"):
            raise ValueError(f"{skill} needs a level from 1 to 5, as in {skill}:3")
        levels[skill] = int(level)
    return levels
