"""Who it is that a tenant wants to be rung by: a housing officer whom they name, or their own one."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import places, words
from router.appointments.capacity import still_here
from router.model import Case, Patch, Resource

CALL_BACK = "phone_callback"
_OWN = r"(?:my|our|the) (?:own |local )?(?:(?:housing|patch|neighbourhood|estate|tenancy) (?:officer|manager)|officer)"
_ASKS = r"(?:[ ,]+(?:please|pls|plz|to|can|could|would|will|may|just|kindly|then|maybe))*"
_RINGS = r"[ ,]+(?:ring|rings|call|calls|phone|phones|bell|give (?:me|us))\b"
_REFUSED = re.compile(
    r"\b(?:not|never|no more|nobody|anyone|anybody|except|apart from|other than|rather than|instead of|without|rude|"
    r"complain\w*|yesterday|last (?:week|time|month)|tried|spoke|spoken|promised|(?:do|ca|wo|did|does|is)n'?t)\b"
)
"""Who is refused, complained of, or was spoken to before, is not asked for."""
_OTHERS = re.compile(
    r"\b(?:son|daughter|mum|mother|dad|father|sister|brother|friend|neighbour|wife|husband|partner|carer)\W*$"
)
"""'My daughter Sunita will call you'."""
_BY = r"\b(?:ring|call|bell|speak|talk|chat|word|appointment)(?:[ -]?back)? (?:from|with|to|by) "


def whom(session: Session, case: Case, kind: str, text: str, at: datetime) -> Resource | None:
    """The officer who is to ring them, if the words name one who rings people back; None: whoever rings back."""
    if kind != CALL_BACK:
        return None
    said = text.casefold().replace("’", "'")
    officers = [one for one in session.scalars(select(Resource).where(
        Resource.active, Resource.kind == "officer").order_by(Resource.id))
        if CALL_BACK in one.serves and still_here(session, one, at)]  # fmt: skip
    patch = places.patch_of(session, case)
    named = [one for one in officers if any(_is_asked(said, re.escape(name)) for name in _names(one))]
    if named:
        return _one_of(named, patch)
    if not _is_asked(said, _OWN):
        return None
    officer = session.scalar(select(Patch.officer_id).where(Patch.code == patch))
    return _one_of([one for one in officers if officer is not None and one.staff_id == officer], patch)


def _one_of(found: Sequence[Resource], patch: str) -> Resource | None:
    """The one of their patch; else the only person of that name, who may have a diary for each patch."""
    theirs = [one for one in found if patch in one.patches]
    if theirs:
        return theirs[0]
    return found[0] if len({one.staff_id or -one.id for one in found}) == 1 else None


def _is_asked(said: str, name: str) -> bool:
    """Do they ask for a call from this one? A name beneath a letter is the tenant's own; in doubt nobody is meant."""
    found = re.search(rf"\b{name}{_ASKS}{_RINGS}|{_BY}{name}\b", said)
    return found is not None and not _REFUSED.search(said) and not _OTHERS.search(said[: found.start()])


def _names(one: Resource) -> list[str]:
    """'sunita patel', 'sunita'; a team or a desk has no first name."""
    whole = one.name.casefold()
    if not words.is_person(one):
        return [whole] if whole else []
    return [whole, whole.split()[0]] if len(whole.split()[0]) > 2 else [whole]
