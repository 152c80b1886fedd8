"""How often something may be tried: by an account, an address or a reference. Kept in the database, so that the limit
holds when Redis does not. A key is a sealed value, so that nobody reads from it who tried what."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, func, select

from router.model import SignInAttempt
from router.storage.database import Database, lock

WINDOW = timedelta(minutes=15)


def count_try(database: Database, limits: Mapping[str, int], at: datetime) -> list[int]:
    """Count this try before it is made; its row ids, or none when any key has had its limit in the last 15 minutes.

    What is refused is not counted, so nobody is kept out for longer than the window.
    """
    keys = list(limits)
    with database.transaction() as session:
        lock(session, "sign-in", keys)
        session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(keys), SignInAttempt.at <= at - WINDOW))
        counts = select(SignInAttempt.key, func.count()).where(SignInAttempt.key.in_(keys)).group_by(SignInAttempt.key)
        if any(count >= limits[key] for key, count in session.execute(counts)):
            return []
        rows = [SignInAttempt(key=key, at=at) for key in keys]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def counted_address(address: str) -> str:
    """Whose tries these are: the IPv4 address, or the first 64 bits of an IPv6 one.

    An IPv6 line is given 64 bits to number its machines with, so whoever has one has as many addresses as he likes.
    """
    try:
        found = ip_address(address)
    except ValueError:  # of a socket, or none
        return address
    if found.version == 4 or found.ipv4_mapped is not None:
        return str(found if found.version == 4 else found.ipv4_mapped)
    return str(ip_network((int(found), 64), strict=False))
