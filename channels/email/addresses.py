"""Which addresses are ours, and what may follow the plus sign."""

import re

_OURS = re.compile(r"([a-z0-9!#$&'*/=?^_`{|}~.-]+)(?:\+([a-z0-9_.=-]*))?@([a-z0-9.-]+)\Z")


def split_ours(address: str, domain: str, local_parts: tuple[str, ...]) -> tuple[str, str] | None:
    """(local part, token) when the address is one of ours, whatever its case, else None.

    Quoted local parts, percent hacks, bang paths to elsewhere and source routes never match.
    """
    found = _OURS.match(address.lower())
    if not found or found[3] != domain.lower() or len(address) > 320:
        return None
    if found[1] not in {part.lower() for part in local_parts}:
        return None
    return found[1], found[2] or ""
