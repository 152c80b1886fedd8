"""Who is on call: the people of a chain as they are now, in which order they are told, and what they answer."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import rota
from router.model import Case, OptOut, Staff
from router.values import Landlord, OnCall, OpeningHours, Rung
from router.working_time import is_open

CHANNEL = "sms"
"""How people on call are told."""
MOST = 10
"""People told at once by 'any agent of ...'."""

_YES = frozenset({"yes", "y", "yep", "yeah", "ok", "okay"})
_NO = frozenset({"no", "n", "nope"})
_POLITE = frozenset({"please", "thanks", "thank", "you"})
_MOST_WORDS = 8
_WORD, _CODE = re.compile(r"[^\W\d_]+|\d+"), re.compile(r"[0-9]{4,6}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text from somebody on call says: they take it or pass it on; `code` is '' when they gave none."""

    yes: bool
    code: str = ""


def people_of(session: Session, rung: Rung, landlord: Landlord) -> list[tuple[str, Staff | None]]:
    """(as the file names them, who that is now) of everybody on a rung; None when nobody is."""
    found: list[tuple[str, Staff | None]] = []
    for person in rung.people:
        role, _, queue = person.removeprefix("any ").partition(" of ")
        if not person.startswith("any "):
            mailbox = Staff.email.startswith(f"{person.lower()}@", autoescape=True)
            by_name = select(Staff).where(mailbox).order_by(Staff.active.desc(), Staff.id)
            found.append((person, session.scalars(by_name.limit(1)).first()))
            continue
        query = select(Staff).where(Staff.role == role, Staff.active.is_(True)).order_by(Staff.id)
        open_to_all = not queue or not (queue in landlord.queues and landlord.queues[queue].restricted)
        some = [each for each in session.scalars(query) if queue in each.queues or (not each.queues and open_to_all)
                or not queue][:MOST]  # fmt: skip
        found += [(person, each) for each in some] or [(person, None)]
    return found


def why_not_told(staff: Staff | None, name: str, case: Case | None = None) -> str:
    """Why this person cannot be told (of this case), in words; '' when they can."""
    if staff is None:
        return f"nobody is called {name}"
    if not staff.active:
        return f"{staff.name} has left"
    if not staff.phone:
        return f"{staff.name} has no telephone number"
    hidden = case is not None and (case.restricted or bool(case.tenant and case.tenant.restricted))
    return f"{staff.name} may not see restricted cases" if hidden and "restricted" not in staff.skills else ""


def at_work(staff: Staff, landlord: Landlord, at: datetime) -> bool:
    """Is it in their hours now, or are they at the desk beyond them?"""
    here = staff.present_until is not None and staff.present_until > at
    return here or rota.of_staff(staff.id, staff.role, json.dumps(staff.pattern), rota.usual_hours(landlord), at)[0]


def who_cannot_be_told(session: Session, landlord: Landlord) -> Iterator[str]:
    """A line for everybody on a chain who could not be told today, with where they are named: `frontdoor check`."""
    stopped = set(session.scalars(select(OptOut.address).where(OptOut.channel == CHANNEL, OptOut.ended_at.is_(None))))
    for chain in landlord.on_call.values():
        for rung in chain.rungs:
            for name, staff in people_of(session, rung, landlord):
                why = why_not_told(staff, name)
                if staff is not None and not why and staff.phone in stopped:
                    why = f"{staff.name} sent STOP to our number"
                if why:
                    yield f"landlord.toml, line {rung.line}: {why}, so '{chain.id}' cannot tell them"


def blind_chains(session: Session, landlord: Landlord) -> Iterator[str]:
    """A line for each chain on which nobody could be told of a restricted case: `frontdoor check`."""
    for chain in landlord.on_call.values():
        people = [person for rung in chain.rungs for person in people_of(session, rung, landlord)]
        if not any(staff and "restricted" in staff.skills and not why_not_told(staff, name) for name, staff in people):
            yield (f"landlord.toml, line {chain.line}: nobody on '{chain.id}' may see restricted cases, so nobody is "
                   "told of them: give one of them the skill 'restricted'")  # fmt: skip


def applies(rung: Rung, at: datetime) -> bool:
    """Is this rung told at this instant? On a bank holiday no hours hold."""
    if not rung.hours:
        return True
    within = any(is_open(at, OpeningHours((day,), opens, closes)) for day, opens, closes in rung.hours)
    return within != rung.outside


def in_order(chain: OnCall, after: int, at: datetime) -> Iterator[tuple[int, Rung]]:
    """(number, rung) in the order in which they are tried: what comes next; then the last one again, or whoever of
    the earlier ones can still be told. Numbers only rise, so that nothing is ever told twice as one."""
    now = [(number, rung) for number, rung in enumerate(chain.rungs) if applies(rung, at)]
    yield from (each for each in now if each[0] > after)
    if after >= 0:
        yield from ((max(after + 1, len(chain.rungs)), rung) for _, rung in reversed(now))


def understand(text: str) -> Answer | None:
    """YES or NO, with or without a code, or the code alone; None for anything else."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text[:200]).casefold())
    if len(words) > _MOST_WORDS or not words:  # nearly every message: no more is asked of it
        return None
    codes = [word for word in words if _CODE.fullmatch(word)]
    said = [word for word in words if word not in codes]
    if len(codes) > 1 or (said and said[0] not in _YES | _NO):
        return None
    if not codes and not set(said[1:]) <= _POLITE:
        return None  # "yes it still leaks" is a tenant's
    return Answer(not said or said[0] in _YES, codes[0] if codes else "")
