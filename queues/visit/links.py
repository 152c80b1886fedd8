"""The signed links of whoever comes: to one visit, and to their day.

A token names ids and the person's `link_version` only, signed for this one purpose. When it ends is not in it: a
visit's link ends a day after the visit's window, wherever that was moved to, and a round's a day after its day.
"""

from dataclasses import dataclass
from datetime import date

from itsdangerous import BadData, URLSafeSerializer

from router.model import Appointment, Resource

_VISIT, _ROUND = "visit-link-1", "round-link-1"


@dataclass(frozen=True, slots=True)
class VisitToken:
    """Whose link to which visit it is, and the `Resource.link_version` it was made under."""

    visit_id: int
    resource_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RoundToken:
    """Whose link to which London day it is."""

    resource_id: int
    version: int
    day: date


def visit_token(secret: str, visit: Appointment, resource: Resource | None = None) -> str:
    """For `resource`, one of the visit's two people; the first when none is named."""
    resource = resource or visit.resource
    return _signer(secret, _VISIT).dumps([visit.id, resource.id, resource.link_version])


def round_token(secret: str, resource: Resource, day: date) -> str:
    """For this person's visits of one London day."""
    return _signer(secret, _ROUND).dumps([resource.id, resource.link_version, day.isoformat()])


def visit_link(secret: str, public_url: str, visit: Appointment, resource: Resource | None = None) -> str:
    """The whole address, as it is texted and shown on the desk."""
    return f"{public_url.rstrip('/')}/visit/{visit_token(secret, visit, resource)}"


def round_link(secret: str, public_url: str, resource: Resource, day: date) -> str:
    """The whole address of a day's round."""
    return f"{public_url.rstrip('/')}/round/{round_token(secret, resource, day)}"


def read_visit(secret: str, token: str) -> VisitToken | None:
    """None when we did not sign it, or for something else."""
    try:
        visit_id, resource_id, version = _signer(secret, _VISIT).loads(token)
        return VisitToken(int(visit_id), int(resource_id), int(version))
    except (BadData, ValueError, TypeError):
        return None


def read_round(secret: str, token: str) -> RoundToken | None:
    """The same for a round's."""
    try:
        resource_id, version, day = _signer(secret, _ROUND).loads(token)
        return RoundToken(int(resource_id), int(version), date.fromisoformat(day))
    except (BadData, ValueError, TypeError):
        return None


def _signer(secret: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=salt)
