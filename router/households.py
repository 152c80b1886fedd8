"""Several households on one number or address: which of them writes, by the name or the home that they write.

Nothing that one of them has arranged is told to another, or changed by another. Where the words leave a doubt nobody is
meant, and the writer is asked.
"""

import re
from collections.abc import Iterable, Sequence

from router.model import ContactPoint, Tenant

_SHORT = {"rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "cl": "close", "dr": "drive", "ln": "lane",
          "ct": "court", "hse": "house", "gdns": "gardens", "cres": "crescent", "sq": "square", "ter": "terrace",
          "tce": "terrace", "apt": "flat", "no": "", "number": ""}  # fmt: skip
"""How parts of an address are shortened in texts."""
_NOT = re.compile(
    r"\b(?:not|never|isnt|wasnt|arent|except|unlike|dont know|neighbour|next door to|opposite)(?: \w+){0,2}$"
    r"|\b(?:com(?:es|ing)|came|leak\w*|drip\w*|pour\w*|running|noise|music|smoke|water|smell)(?: \w+){0,3}"
    r" (?:from|into)$"
)
"""Before a name or an address: it is somebody else's ('water is coming through from 3 Alder Road')."""
_BEGINS = re.compile(
    r"\W*(?:(?:hi|hello|hey)[ ,]+(?=(?:its|it's|this is|im|i'm|[^\W\d_]+ here)\b))?"
    r"(?:(?:its|it's|this is|im|i'm) )?([^\W\d_]+)(?: here\b|\s*[,:;.!-]|\s*$)",
    re.IGNORECASE,
)
"""A word by which somebody says who they are, before the rest. 'Hi wei' greets him: it may be anybody who writes."""
NOT_SAID = 0
"""In place of a tenant's id."""
_LEAST = 3
"""Letters of a name that stands for a person by itself."""


def sharers(point: ContactPoint | None) -> list[Tenant]:
    """The tenants of whom it is the number or address, where there are several; else none."""
    tenants = (
        {link.tenant_id: link.tenant for link in point.links if link.ended_at is None} if point is not None else {}
    )
    return list(tenants.values()) if len(tenants) > 1 else []


def who_writes(known_as: str, tenant: Tenant | None, point: ContactPoint | None,
               words: str) -> tuple[str, Tenant | None, int | None]:  # fmt: skip
    """(what is known of the writer, the tenant, the household): of one number for several, whom the words name. The
    household is None where the number is of one household or nobody's, `NOT_SAID` where it is not said which it is."""
    several = sharers(point)
    if not several:
        return known_as, tenant, None
    tenant = named(several, words)
    return ("known", tenant, tenant.id) if tenant is not None else (known_as, None, NOT_SAID)


def named(tenants: Sequence[Tenant], words: str, answers: bool = False) -> Tenant | None:
    """The one of these whom the words name in full or whose address they give; None where that is none or several.

    `answers`: they were asked who it is, so that a first name or a surname that only one of them has is enough. None
    too where what one of them has is for few people's eyes: then a person asks.
    """
    if any(tenant.restricted for tenant in tenants):
        return None
    said = _plain(words)
    found = [tenant for tenant in tenants if any(_stands(said, name) for name in _names(tenant))]
    if not found and answers:
        own = [{name for name in _plain(tenant.name).split() if len(name) >= _LEAST} for tenant in tenants]
        found = [tenant for tenant, names in zip(tenants, own, strict=True)
                 if any(_stands(said, name) for name in names if sum(name in each for each in own) == 1)]  # fmt: skip
    return found[0] if len(found) == 1 else None


def begins_with(tenants: Sequence[Tenant], words: str) -> Tenant | None:
    """The one whose first name, that no other of them has, stands before the rest: 'wei, can we move it', or alone."""
    if any(tenant.restricted for tenant in tenants):
        return None
    first = [name[0] if (name := _plain(tenant.name).split()) else "" for tenant in tenants]
    said = _BEGINS.match(words.casefold())
    named = [tenant for tenant, name in zip(tenants, first, strict=True)
             if said and name == said[1] and len(name) >= _LEAST and first.count(name) == 1]  # fmt: skip
    return named[0] if named else None


def without(tenant: Tenant, words: str) -> str:
    """The words less the name or the address: '2 Alder Road, move it please' holds no number of a time."""
    patterns = [re.escape(tenant.name), *(_loose(name) for name in _names(tenant))]
    for pattern in sorted(patterns, key=len, reverse=True):
        words = re.sub(
            rf"\b(?:(?:its|it's|this is|for|at|from) )?{pattern}\b(?: here)?", " ", words, flags=re.IGNORECASE
        )
    words = " ".join(words.split()).strip(" ,;:.-")
    if begins_with([tenant], words) is not None:
        words = _BEGINS.sub("", words, count=1).strip(" ,;:.-!")
    return words


def _names(tenant: Tenant) -> list[str]:
    """'daniel lee', '3 alder road', '3 alder'; of a flat with its building: 'flat 3 mill house'."""
    parts = [_plain(part) for part in (tenant.home.address if tenant.home is not None else "").split(",")]
    first = " ".join(parts[:2]) if parts[0].startswith("flat ") and len(parts) > 1 else parts[0]
    whole = first.split()
    short = [" ".join(whole[:-1])] if len(whole) > 2 and any(each.isdigit() for each in whole[:-1]) else []
    return [name for name in (_plain(tenant.name), first, *short) if " " in name]


def _stands(said: str, name: str) -> bool:
    """Is it said, and not of somebody else?"""
    return any(not _NOT.search(said[: hit.start()].rstrip()) for hit in re.finditer(rf"\b{re.escape(name)}\b", said))


def _loose(name: str) -> str:
    """A pattern for the same as it may be written: with a comma, in short, in capitals."""
    return r"[\W_]+".join(_either(word) for word in name.split())


def _either(word: str) -> str:
    written: Iterable[str] = (short for short, whole in _SHORT.items() if whole == word)
    return rf"(?:{'|'.join(map(re.escape, (word, *written)))})"


def _plain(words: str) -> str:
    """Small letters and figures, the parts of an address in full."""
    plain = re.sub(r"[^\w]+", " ", words.casefold().replace("'", "").replace("’", ""))
    return " ".join(filter(None, (_SHORT.get(word, word) for word in plain.split())))
