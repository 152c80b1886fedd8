"""What a row of `frontdoor import` means: checked cell by cell, compared with what is there, written in bulk."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from config import staff
from config.landlord_queues import hours_of
from router import addresses
from router.model import Block, ContactLink, ContactPoint, Home, Patch, Staff, Tenant, table
from router.values import Json, Landlord

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
BY, WHY = "house", "From the tenancy record."
"""How a link that an import made is marked: only those are ended by the next import."""


class Wrong(Exception):
    """Raised for a row that cannot be taken in. The words name the column, never what a person's cell says."""


class Faults:
    """What is wrong in a row, all of it: whoever mends the file should not learn of one fault a try."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def of(self, made: Callable[..., Any], *cells: Any) -> Any:
        """What `made` makes of these; None where it raises Wrong, which is kept."""
        try:
            return made(*cells)
        except Wrong as wrong:
            self.found.append(str(wrong))
            return None

    def told(self) -> None:
        """Raises Wrong with all that was found, if anything was."""
        if self.found:
            raise Wrong("; ".join(dict.fromkeys(self.found)))


class Taker(Protocol):
    """Takes rows one by one, then writes them all."""

    def take(self, row: dict[str, str]) -> None:
        """Check a row and keep it for later. Raises Wrong."""

    def write(self) -> tuple[int, int]:
        """Write them; (added, changed)."""


def several(cell: str) -> list[str]:
    """The items of a cell, separated by semicolons; each once."""
    return list(dict.fromkeys(item.strip() for item in cell.split(";") if item.strip()))


def _flags(cell: str, landlord: Landlord) -> Json:
    known = {*landlord.flags, *landlord.appointments.two_people, *landlord.appointments.longer}
    for flag in several(cell):
        if flag not in known:
            raise Wrong(f"flags: there is no {flag!r} in repairs.yaml or appointments.toml")
    return dict.fromkeys(several(cell), True)


def fits(target: Table, values: Json) -> Json:
    """The same values. Raises Wrong for one that is longer than its column."""
    for name, value in values.items():
        longest = getattr(target.c[name].type, "length", None)
        if longest and isinstance(value, str) and len(value) > longest:
            raise Wrong(f"{name} is longer than {longest} characters")
    return values


class _Rows:
    """New rows and changed rows of one table, by their key."""

    def __init__(self, session: Session, target: Table, key: str) -> None:
        self.session, self.target, self.key = session, target, key
        self.there: dict[str, Any] = {row._mapping[key]: row for row in session.execute(select(target))}
        self.new: dict[str, Json] = {}
        self.changed: dict[str, Json] = {}

    def put(self, key: str, values: Json, defaults: Json) -> bool:
        """Keep what this row says; False when it is there already, word for word."""
        old = self.there.get(key)
        if old is None:
            self.new[key] = {self.key: key, **defaults, **values}
            return True
        before = old._mapping
        if all(before[name] == value for name, value in values.items()):
            return False
        self.changed[key] = {name: values.get(name, before[name]) for name in {*defaults, *values}} | {"b_id": old.id}
        return True

    def write(self) -> None:
        """Insert and update, in two statements."""
        if self.new:
            self.session.execute(insert(self.target), list(self.new.values()))
        if self.changed:
            rows = list(self.changed.values())
            columns: dict[str, Any] = {name: bindparam(f"b_{name}") for name in rows[0] if name != "b_id"}
            statement = update(self.target).where(self.target.c.id == bindparam("b_id")).values(columns)
            bound = [{name if name == "b_id" else f"b_{name}": value for name, value in row.items()} for row in rows]
            self.session.connection().execute(statement, bound)


class Homes:
    """homes: uprn, address, postcode, kind, bedrooms, patch, block, flags."""

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.landlord, self.columns = session, landlord, columns
        self.rows = _Rows(session, table(Home), "uprn")
        self.patches = {patch.code: patch for patch in session.scalars(select(Patch))}
        self.blocks = {(block.name, block.patch_id): block.id for block in session.scalars(select(Block))}

    def take(self, row: dict[str, str]) -> None:
        """One home. A patch of the landlord's folder, and a block by its name, are made when they are new."""
        uprn, faults = row["uprn"], Faults()
        faults.of(_matches, r"[A-Za-z0-9./-]{1,20}", uprn, "uprn: letters and digits, at most 20")
        values: Json = {"address": row["address"], "postcode": faults.of(self._postcode, row["postcode"])}
        if row.get("kind"):
            values["kind"] = row["kind"].lower()
        if row.get("bedrooms"):
            values["bedrooms"] = faults.of(_matches, r"[0-9]{1,2}", row["bedrooms"], "bedrooms: a number from 0 to 99")
        if "flags" in row:
            values["facts"] = faults.of(_flags, row["flags"], self.landlord)
        faults.of(fits, table(Home), values)
        faults.of(self._known_patch, row["patch"])
        faults.told()
        if "bedrooms" in values:
            values["bedrooms"] = int(values["bedrooms"])
        values["patch_id"] = self._patch(row["patch"])
        if "block" in row:
            values["block_id"] = self._block(row["block"], values["patch_id"], values["postcode"])
        self.rows.put(uprn, values, {"kind": "house", "bedrooms": 2, "block_id": None, "facts": {}})

    def _postcode(self, written: str) -> str:
        found = _POSTCODE.fullmatch(" ".join(written.upper().split()))
        if not found:
            raise Wrong("postcode: not a British postcode")
        return f"{found[1]} {found[2]}"

    def _known_patch(self, code: str) -> None:
        if code not in self.patches and code not in self.landlord.patches:
            raise Wrong(f"patch: there is no {code!r} in landlord.toml")

    def _patch(self, code: str) -> int:
        if code not in self.patches:
            self.patches[code] = Patch(code=code, name=self.landlord.patches[code], officer_id=None)
            self.session.add(self.patches[code])
            self.session.flush()
        return self.patches[code].id

    def _block(self, name: str, patch_id: int, postcode: str) -> int | None:
        if not name:
            return None
        if (name, patch_id) not in self.blocks:
            block = Block(**fits(table(Block), {"name": name, "postcode": postcode}), storeys=2, patch_id=patch_id)
            self.session.add(block)
            self.session.flush()
            self.blocks[name, patch_id] = block.id
        return self.blocks[name, patch_id]

    def write(self) -> tuple[int, int]:
        """(added, changed)"""
        self.rows.write()
        return len(self.rows.new), len(self.rows.changed)


class Tenants:
    """tenants: number, name, uprn, phones, emails, language, flags."""

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.landlord, self.at, self.columns = session, landlord, at, columns
        self.rows = _Rows(session, table(Tenant), "number")
        self.homes: dict[str, int] = dict(session.execute(select(Home.uprn, Home.id)).all())
        self.contacts: dict[str, list[str]] = {}
        self.touched: set[str] = set()

    def take(self, row: dict[str, str]) -> None:
        """One tenant with the numbers and addresses they use."""
        number, faults = row["number"], Faults()
        values: Json = {"name": row["name"]}
        if "uprn" in row:
            values["home_id"] = faults.of(self._home, row["uprn"])
        if row.get("language"):
            wrong = "language: a code such as en, pl or pt-BR"
            values["language"] = faults.of(_matches, _LANGUAGE, row["language"], wrong)
        if "flags" in row:
            values["facts"] = faults.of(_flags, row["flags"], self.landlord)
        faults.of(fits, table(Tenant), {"number": number, **values})
        contacts = self._contacts(row, faults)
        faults.told()
        if self.rows.put(number, values, {"home_id": None, "language": "en", "facts": {}, "restricted": False}):
            self.touched.add(number)
        self.contacts[number] = contacts

    def _home(self, uprn: str) -> int | None:
        if uprn and uprn not in self.homes:
            raise Wrong("uprn: there is no such home; import homes first")
        return self.homes[uprn] if uprn else None

    def _contacts(self, row: dict[str, str], faults: Faults) -> list[str]:
        found = []
        kinds = (
            ("phones", addresses.whole_phone, "a telephone number"),
            ("emails", addresses.mailbox, "an email address"),
        )
        for column, spelling, kind in kinds:
            for n, written in enumerate(several(row.get(column, "")), 1):
                address = spelling(written)
                if not address:
                    faults.found.append(f"{column}: item {n} is not {kind}")
                found.append(address)
        return list(dict.fromkeys(found))

    def write(self) -> tuple[int, int]:
        """(added, changed); a tenant whose numbers alone changed has changed."""
        self.rows.write()
        self._link()
        return len(self.rows.new), len(self.touched - set(self.rows.new))

    def _link(self) -> None:
        """Open what the file says and is not open; end what an earlier import opened and the file no longer says."""
        ids: dict[str, int] = dict(self.session.execute(select(Tenant.number, Tenant.id)).all())
        numbers = {ids[number]: number for number in self.contacts}
        points = self._points({address for each in self.contacts.values() for address in each})
        wanted = {(points[address], ids[number]) for number, each in self.contacts.items() for address in each}
        open_links = self.session.execute(
            select(ContactLink.id, ContactLink.contact_point_id, ContactLink.tenant_id, ContactLink.by,
                   ContactPoint.address)
            .join(ContactPoint, ContactPoint.id == ContactLink.contact_point_id).where(ContactLink.ended_at.is_(None))
        ).all()  # fmt: skip
        open_pairs = {(link.contact_point_id, link.tenant_id) for link in open_links}
        over = [link for link in open_links if link.tenant_id in numbers and link.by == BY and self._says(link.address)
                and (link.contact_point_id, link.tenant_id) not in wanted]  # fmt: skip
        new = sorted(wanted - open_pairs)
        self.touched |= {numbers[tenant] for _, tenant in new} | {numbers[link.tenant_id] for link in over}
        if over:
            ended = update(table(ContactLink)).where(table(ContactLink).c.id == bindparam("b_id"))
            self.session.connection().execute(ended.values(ended_at=self.at), [{"b_id": link.id} for link in over])
        if new:
            self.session.execute(insert(ContactLink), [
                {"contact_point_id": point, "tenant_id": tenant, "why": WHY, "by": BY, "at": self.at, "ended_at": None}
                for point, tenant in new
            ])  # fmt: skip

    def _says(self, address: str) -> bool:
        """Does the file say anything about addresses of this kind?"""
        return ("emails" if "@" in address else "phones") in self.columns

    def _points(self, wanted: Iterable[str]) -> dict[str, int]:
        query = select(ContactPoint.address, ContactPoint.id)
        points: dict[str, int] = dict(self.session.execute(query).all())
        new = sorted(set(wanted) - set(points))
        if new:
            self.session.execute(insert(ContactPoint), [
                {"address": address, "first_seen_at": self.at, "last_seen_at": self.at} for address in new
            ])  # fmt: skip
            points = dict(self.session.execute(query).all())
        return points


class People:
    """staff: email, name, role, phone, queues, skills, levels, languages, pattern.

    They sign in once `staff add` gave a password.
    """

    def __init__(self, session: Session, landlord: Landlord, at: datetime, columns: frozenset[str]) -> None:
        self.session, self.landlord, self.columns = session, landlord, columns
        self.rows = _Rows(session, table(Staff), "email")

    def take(self, row: dict[str, str]) -> None:
        """One member of staff."""
        email = addresses.mailbox(row["email"])
        if not email:
            raise Wrong("email: not an email address")
        values: Json = {"name": row["name"]}
        if row.get("role"):
            if row["role"] not in staff.ROLES:
                raise Wrong(f"role: one of {', '.join(staff.ROLES)}")
            values["role"] = row["role"]
        values |= self._said(row)
        wrong = staff.unknown_queue(values.get("queues", []), self.landlord)
        wrong = wrong or staff.unknown_skill(values.get("skills", []), self.landlord)
        if wrong:
            raise Wrong(wrong)
        fits(table(Staff), {"email": email, **values})
        old = self.rows.there.get(email)
        if not values.get("skills") and ("skills" in values or old is None):
            queues = values.get("queues", old.queues if old else [])
            values["skills"] = staff.skills_of(queues, self.landlord)
        if values.get("levels"):  # whoever has a level of a skill has the skill
            skills = values.get("skills", old.skills if old else [])
            values["skills"] = list(dict.fromkeys([*skills, *values["levels"]]))
        self.rows.put(email, values, {"role": "agent", "phone": "", "queues": [], "skills": [], "languages": ["en"],
                                      "levels": {}, "pattern": [], "password_hash": "", "active": True,
                                      "session_version": 1})  # fmt: skip

    def _said(self, row: dict[str, str]) -> Json:
        """What the optional columns say."""
        values: Json = {}
        if "phone" in row:
            values["phone"] = addresses.whole_phone(row["phone"])
            if row["phone"] and not values["phone"]:
                raise Wrong("phone: not a telephone number")
        for column in ("queues", "skills", "languages"):
            if column in row:
                values[column] = several(row[column])
        if "levels" in row:
            values["levels"] = self._levels(row["levels"])
        if "pattern" in row:
            values["pattern"] = _pattern(row["pattern"])
        return values

    def _levels(self, cell: str) -> dict[str, int]:
        try:
            return staff.levels_of(several(cell), self.landlord)
        except ValueError as error:
            raise Wrong(f"levels: {error}") from None

    def write(self) -> tuple[int, int]:
        """(added, changed)"""
        self.rows.write()
        return len(self.rows.new), len(self.rows.changed)


def _matches(pattern: str | re.Pattern[str], cell: str, wrong: str) -> str:
    if not re.fullmatch(pattern, cell):
        raise Wrong(wrong)
    return cell


def _pattern(cell: str) -> list[list[int]]:
    try:
        return [list(row) for row in hours_of(cell.replace(";", ","))] if cell else []
    except ValueError as error:
        raise Wrong(f"pattern: {error}; write mon-fri 08:00-16:00; sat 09:00-13:00") from None
