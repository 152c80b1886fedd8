"""What the sender's ledger and the provider's ledger say, laid beside the house's own rows.

The invariants of a message's life: kept once, in exactly one case, with the bytes that were sent, beside the
others of its thread; and nothing left the house twice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.house import RunningHouse
from tests.faults.ledger import Entry, Ledger

_OWN_ID = re.compile(r"<out-(\d+)\.")
_REF = re.compile(r"[?&]ref=(\d+)")


@dataclass
class Audit:
    """Everything that is wrong, by kind; empty lists are a pass."""

    accepted: int = 0
    unknown: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """One line each."""
        kinds = {"lost": self.lost, "twice": self.duplicated, "altered": self.altered, "misplaced": self.misplaced}
        return [f"{kind}: {words}" for kind, found in kinds.items() for words in found[:10]]


def audit(house: RunningHouse, ledger: Ledger) -> Audit:
    """The ledger against `frontdoor export messages` and the rows beneath."""
    rows = [row for row in house.exported("messages") if row["direction"] == "in"]
    return compare(ledger, rows, {case["id"] for case in house.exported("cases")})


def compare(ledger: Ledger, rows: list[dict[str, Any]], cases: set[Any]) -> Audit:
    """The same for rows already read."""
    found = Audit(accepted=len(ledger.accepted()), unknown=len(ledger.unknown()))
    by_key: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    by_mark: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_key[row["channel"], row["provider_id"]].append(row)
        if row["channel"] == "web":
            for mark in re.findall(r"note (w\d+)\b", row["text"]):
                by_mark[mark].append(row)
    threads: dict[str, set[Any]] = defaultdict(set)
    for entry in ledger.entries.values():
        kept = by_mark[entry.key] if entry.channel == "web" else by_key[entry.channel, entry.key]
        _one(entry, kept, cases, found)
        if entry.thread:
            threads[f"{entry.channel} {entry.thread}"] |= {row["case_id"] for row in kept}
    _threads(threads, found)
    return found


def _one(entry: Entry, kept: list[dict[str, Any]], cases: set[Any], found: Audit) -> None:
    name = f"{entry.channel} {entry.key}"
    if entry.accepted and not kept:
        found.lost.append(name)
    if len(kept) > 1 and entry.channel != "voice":
        found.duplicated.append(f"{name} ({len(kept)} rows)")
    if entry.channel == "voice" and len({row["case_id"] for row in kept}) > 1:
        found.duplicated.append(f"{name}: a call in two cases")
    for row in kept:
        if row["case_id"] is None or row["case_id"] not in cases:
            found.misplaced.append(f"{name}: in no case ({row['state']})")
        if entry.sha256 and row["raw_sha256"] != entry.sha256:
            found.altered.append(name)


def _threads(threads: dict[str, set[Any]], found: Audit) -> None:
    owner: dict[Any, str] = {}
    for thread, in_cases in threads.items():
        if len(in_cases) > 1:
            found.misplaced.append(f"thread {thread} lies in {len(in_cases)} cases")
        for case in in_cases:
            if case is not None and owner.setdefault(case, thread) != thread:
                found.misplaced.append(f"threads {thread} and {owner[case]} share a case")


@dataclass
class Sent:
    """What left the house, counted by those who received it."""

    accepted: int = 0
    twice: list[str] = field(default_factory=list)
    uncertain: int = 0
    unknown_to_us: list[str] = field(default_factory=list)


def sent(house: RunningHouse) -> Sent:
    """The sandbox's ledger against the outbox."""
    ledger = house.sandbox("ledger.json")
    refs = [found[1] for taken in ledger["accepted"] if (found := _REF.search(taken["callback"]))]
    refs += [found[1] for mail in ledger["mail_in"] if (found := _OWN_ID.search(str(mail.get("message_id", ""))))]
    states = {str(row.id): row.state for row in house.rows("select id, state from message where direction = 'out'")}
    counted = Counter(refs)
    return Sent(
        accepted=len(refs),
        twice=[f"outbound {ref} reached the provider {n} times ({states.get(ref)})" for ref, n in counted.items() if n > 1],
        uncertain=sum(state == "uncertain" for state in states.values()),
        unknown_to_us=[f"outbound {ref} ({states.get(ref)})" for ref in counted
                       if states.get(ref) in (None, "due", "failed", "refused")],
    )  # fmt: skip


def chains(house: RunningHouse) -> list[str]:
    """Invariants of the database itself, by plain SQL; independent of `frontdoor verify`."""
    queries = {
        "a message without raw bytes": "select count(*) from message m left join raw_message r on r.message_id = m.id "
        "where m.direction = 'in' and r.message_id is null",
        "a placed message without a case": "select count(*) from message where direction = 'in' "
        "and state in ('routed', 'shunted') and case_id is null",
        "a message in no known state": "select count(*) from message where direction = 'in' "
        "and state not in ('received', 'routed', 'shunted')",
        "a case without messages": 'select count(*) from "case" c left join message m on m.case_id = c.id '
        "and m.direction = 'in' where m.id is null",
        "a case without a first event": 'select count(*) from "case" c left join event e on e.case_id = c.id '
        "and e.what = 'case.opened' where e.id is null",
        "a case opened twice": "select count(*) from (select case_id from event where what = 'case.opened' "
        "group by case_id having count(*) > 1) x",
        "a message placed twice": "select count(*) from (select message_id from event where what = 'message.kept' "
        "group by message_id having count(*) > 1) x",
        "safety words twice for one case": "select count(*) from (select case_id, cast(data as text) from event "
        "where what = 'safety.said' group by case_id, cast(data as text) having count(*) > 1) x",
    }
    return [f"{name}: {n}" for name, query in queries.items() if (n := house.count(query))]


def verify(house: RunningHouse) -> list[str]:
    """Lines of `frontdoor verify` that are neither 0 nor 'not yet'."""
    status, said = house.command("verify")
    bad = [line for line in said.splitlines() if line.strip() and not line.endswith((": 0", ": not yet"))]
    assert bool(bad) == bool(status), said[-2000:]
    return bad


def spread(values: Iterable[float]) -> str:
    """'p50 12 ms, worst 340 ms'."""
    ordered = sorted(values)
    if not ordered:
        return "none"
    return f"p50 {ordered[len(ordered) // 2] * 1000:.0f} ms, worst {ordered[-1] * 1000:.0f} ms"
