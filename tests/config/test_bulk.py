"""Import and staff add: all rows or none, each refusal with its line, the same file twice changes nothing."""

import io
from pathlib import Path
from typing import Any

import pytest
from builders import LEE, OKAFOR, OKAFOR_MAIL, PASSWORD, Cast
from sqlalchemy import func, select

from config import bulk, staff
from config.wiring import House
from queues.sessions import sign_in
from router.errors import RouterError
from router.model import Block, ContactLink, ContactPoint, Event, Home, Patch, Staff, Tenant

HOMES = "uprn,address,postcode,kind,bedrooms,patch,block,flags"


class Importer:
    """Writes a file and takes it in."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.file, self.refusals = house, folder / "in.csv", ""

    def __call__(self, what: str, *lines: str, encoding: str = "utf-8") -> str:
        self.file.write_bytes("\n".join([*lines, ""]).encode(encoding))
        err = io.StringIO()
        try:
            return bulk.run(self.house.settings, what, self.file, err, self.house.now)
        finally:
            self.refusals = err.getvalue().replace(f"{self.file}:", "")

    def refused(self, what: str, *lines: str) -> list[str]:
        with pytest.raises(RouterError, match=r"nothing was taken in: \d+ rows? w"):
            self(what, *lines)
        return self.refusals.splitlines()


@pytest.fixture
def take(house: House, tmp_path: Path) -> Importer:
    return Importer(house, tmp_path)


def scalar(house: House, query: Any) -> Any:
    with house.database.reading() as session:
        return session.scalar(query)


def test_homes_come_in_with_their_patch_and_block(house: House, cast: Cast, take: Importer) -> None:
    lines = (HOMES, "9990000100,Flat 1 Elm House,lx1  2ab,Flat,1,P1,Elm House,ground_floor",
             '9990000101,"Flat 2,\nElm House",LX12AC,flat,2,P1,Elm House,', "",
             "9990000102,3 Elm Road,LX1 2AD,,,P2,,")  # fmt: skip
    assert take("homes", *lines) == "homes: 3 added, 0 changed, 0 as they were."
    with house.database.reading() as session:
        one, two, three = session.scalars(select(Home).where(Home.uprn >= "9990000100").order_by(Home.uprn))
        assert (one.postcode, one.kind, one.bedrooms, one.facts) == ("LX1 2AB", "flat", 1, {"ground_floor": True})
        assert one.block_id == two.block_id is not None
        assert two.address == "Flat 2,\nElm House"
        assert (three.kind, three.bedrooms, three.block_id, three.facts) == ("house", 2, None, {})
        assert session.get_one(Patch, three.patch_id).name == "Fernhill"
        assert session.get_one(Patch, one.patch_id).name == "Millgate"
    assert take("homes", *lines) == "homes: 0 added, 0 changed, 3 as they were."
    assert scalar(house, select(func.count()).select_from(Block)) == 1
    assert scalar(house, select(func.count()).where(Event.what == "homes.imported")) == 2


def test_a_known_home_changes_only_in_the_columns_there_are(house: House, cast: Cast, take: Importer) -> None:
    take("homes", HOMES, "9990000001,1 Alder Road,LX1 2AB,bungalow,1,P1,,ground_floor")
    assert take("homes", "patch,postcode,uprn,address", "P1,LX1 2AB,9990000001,1 Alder Street") == (
        "homes: 0 added, 1 changed, 0 as they were."
    )
    home = scalar(house, select(Home).where(Home.uprn == "9990000001"))
    assert (home.id, home.address, home.kind, home.facts) == (
        cast.home, "1 Alder Street", "bungalow", {"ground_floor": True})  # fmt: skip


def test_every_wrong_row_is_named_by_its_line_and_nothing_stays(house: House, cast: Cast, take: Importer) -> None:
    before = scalar(house, select(func.count()).select_from(Home))
    assert take.refused(
        "homes",
        HOMES,
        "9990000200,Good House,LX1 2AB,house,2,P3,New Block,",
        '9990000201,"Two',
        'lines",nonsense,house,2,P1,,',
        "9990000202,X,LX1 2AB,house,many,P1,,",
        "9990000203,X,LX1 2AB,house,2,P99,,",
        "9990000204,X,LX1 2AB,house,2,P1,,haunted",
        "9990000200,X,LX1 2AB,house,2,P1,,",
        "9990000205,,LX1 2AB,house,2,P1,,",
        "9990000206,X",
        f"9990000207,{'x' * 301},LX1 2AB,house,2,P1,,",
        "99 9,X,LX1 2AB,house,2,P1,,",
    ) == [
        "3: postcode: not a British postcode",
        "5: bedrooms: a number from 0 to 99",
        "6: patch: there is no 'P99' in landlord.toml",
        "7: flags: there is no 'haunted' in repairs.yaml or appointments.toml",
        "8: uprn is the same as in line 2",
        "9: address is empty",
        "10: has 2 cells, the first line has 8",
        "11: address is longer than 300 characters",
        "12: uprn: letters and digits, at most 20",
    ]
    assert scalar(house, select(func.count()).select_from(Home)) == before
    assert scalar(house, select(func.count()).select_from(Block)) == 0
    assert scalar(house, select(func.count()).where(Patch.code == "P3")) == 0


TENANTS = "number,name,uprn,phones,emails,language,flags"


def test_tenants_come_in_with_their_numbers(house: House, cast: Cast, take: Importer) -> None:
    lines = (TENANTS, "T900,Ann Example,9990000001,07700 900150;+44 7700 900151,Ann@Post.example,pl,baby;vulnerable",
             "T901,Ben Example,,07700900150,,,")  # fmt: skip
    assert take("tenants", *lines) == "tenants: 2 added, 0 changed, 0 as they were."
    with house.database.reading() as session:
        ann = session.scalars(select(Tenant).where(Tenant.number == "T900")).one()
        assert (ann.home_id, ann.language, ann.facts) == (cast.home, "pl", {"baby": True, "vulnerable": True})
        points = select(ContactPoint.address).join(ContactLink).where(ContactLink.tenant_id == ann.id)
        assert set(session.scalars(points)) == {"+447700900150", "+447700900151", "ann@post.example"}
    assert take("tenants", *lines) == "tenants: 0 added, 0 changed, 2 as they were."
    assert scalar(house, select(func.count()).where(ContactPoint.address == "+447700900150")) == 1


def open_links(house: House, tenant: int) -> set[str]:
    with house.database.reading() as session:
        query = select(ContactPoint.address).join(ContactLink)
        return set(session.scalars(query.where(ContactLink.tenant_id == tenant, ContactLink.ended_at.is_(None))))


def test_a_number_that_is_no_longer_theirs_is_ended_not_deleted(house: House, cast: Cast, take: Importer) -> None:
    with house.database.transaction() as session:
        point = session.scalars(select(ContactPoint).where(ContactPoint.address == LEE)).one()
        session.add(ContactLink(contact_point_id=point.id, tenant_id=cast.okafor, why="She said so", by="staff:1",
                                at=house.now()))  # fmt: skip
    assert open_links(house, cast.okafor) == {OKAFOR, OKAFOR_MAIL, LEE}
    assert take("tenants", "number,name,phones", "T0,Ngozi Okafor,07700 900177") == (
        "tenants: 0 added, 1 changed, 0 as they were."
    )
    assert open_links(house, cast.okafor) == {
        "+447700900177",
        OKAFOR_MAIL,
        LEE,
    }  # mail: no column; LEE: a person's word
    assert scalar(house, select(func.count()).where(ContactLink.tenant_id == cast.okafor)) == 4
    assert take("tenants", "number,name", "T0,Ngozi Okafor") == "tenants: 0 added, 0 changed, 1 as they were."


def test_a_wrong_tenant_names_the_column_and_never_the_person(house: House, cast: Cast, take: Importer) -> None:
    refusals = take.refused(
        "tenants", TENANTS,
        "T910,Ann Secret,777,,,,", "T911,Ann Secret,,07700900150;secretnumber,,,", "T912,Ann Secret,,,secret,,",
        "T913,Ann Secret,,,,Klingon!,", "T914,,,,,,", f"T915,{'s' * 201},,,,,",
    )  # fmt: skip
    assert refusals == [
        "2: uprn: there is no such home; import homes first",
        "3: phones: item 2 is not a telephone number",
        "4: emails: item 1 is not an email address",
        "5: language: a code such as en, pl or pt-BR",
        "6: name is empty",
        "7: name is longer than 200 characters",
    ]
    assert scalar(house, select(func.count()).where(Tenant.number.like("T91%"))) == 0
    assert scalar(house, select(func.count()).where(ContactPoint.address == "+447700900150")) == 0


def test_staff_come_in_and_sign_in_once_they_have_a_password(house: House, cast: Cast, take: Importer) -> None:
    lines = ("email,name,role,phone,queues,skills,languages",
             "Dee@Homes.example,Dee Dunn,supervisor,01632 960209,rents;tenancy,,en;cy")  # fmt: skip
    assert take("staff", *lines) == "staff: 1 added, 0 changed, 0 as they were."
    assert take("staff", *lines) == "staff: 0 added, 0 changed, 1 as they were."
    dee = scalar(house, select(Staff).where(Staff.email == "dee@homes.example"))
    assert (dee.role, dee.phone, dee.queues) == ("supervisor", "+441632960209", ["rents", "tenancy"])
    assert dee.skills == ["income", "housing_officer"]
    assert dee.languages == ["en", "cy"]
    assert not signs_in(house, "dee@homes.example", "")
    said = staff.add(house.settings, "dee@homes.example", "Dee", "agent", "four green bottles")
    assert said == "Dee Dunn may sign in as dee@homes.example (supervisor)."
    assert signs_in(house, "dee@homes.example", "four green bottles")
    take("staff", "email,name", "dee@homes.example,Dee Dunne")
    assert signs_in(house, "dee@homes.example", "four green bottles")


def test_staff_bring_their_levels_languages_and_hours(house: House, cast: Cast, take: Importer) -> None:
    lines = ("email,name,queues,levels,languages,pattern",
             "Ela@Homes.example,Ela Nowak,repairs_emergency,triage:3;emergency:2,en;pl,mon-tue 08:00-16:00; sat 09:00-13:00")  # fmt: skip
    assert take("staff", *lines) == "staff: 1 added, 0 changed, 0 as they were."
    assert take("staff", *lines) == "staff: 0 added, 0 changed, 1 as they were."
    ela = scalar(house, select(Staff).where(Staff.email == "ela@homes.example"))
    assert ela.levels == {"triage": 3, "emergency": 2}
    assert ela.skills == ["emergency", "triage"], "whoever has a level has the skill"
    assert ela.pattern == [[0, 480, 960], [1, 480, 960], [5, 540, 780]]
    assert take.refused(
        "staff", "email,name,levels,pattern",
        "a@homes.example,A,magic:3,", "b@homes.example,B,triage:9,", "c@homes.example,C,triage,",
        "d@homes.example,D,,always", "e@homes.example,E,,mon 16:00-08:00",
    ) == [
        "2: levels: there is no skill 'magic': see queues.toml",
        "3: levels: triage needs a level from 1 to 5, as in triage:3",
        "4: levels: triage needs a level from 1 to 5, as in triage:3",
        "5: pattern: 'always' is not days and times; write mon-fri 08:00-16:00; sat 09:00-13:00",
        "6: pattern: 'mon 16:00-08:00' ends before it begins; write mon-fri 08:00-16:00; sat 09:00-13:00",
    ]  # fmt: skip


def signs_in(house: House, email: str, password: str) -> bool:
    return bool(sign_in(house.database, email, password, "127.0.0.1", house.now(), "secret").token)


def test_wrong_staff_are_refused(house: House, cast: Cast, take: Importer) -> None:
    assert take.refused(
        "staff", "email,name,role,phone,queues,skills",
        "nobody,N,agent,,,", "a@homes.example,N,boss,,,", "b@homes.example,N,agent,x,,",
        "c@homes.example,N,agent,,nowhere,", "d@homes.example,N,agent,,,magic", "e@homes.example,N,agent,,,restricted",
    ) == [
        "2: email: not an email address",
        "3: role: one of agent, supervisor, admin",
        "4: phone: not a telephone number",
        "5: there is no queue 'nowhere': see queues.toml",
        "6: there is no skill 'magic': see queues.toml",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_mark_in_front_does_not_matter(house: House, cast: Cast, take: Importer, encoding: str) -> None:
    assert take("tenants", "number,name", "T920,Zoë Łuczak", encoding=encoding).startswith("tenants: 1 added")
    assert scalar(house, select(Tenant.name).where(Tenant.number == "T920")) == "Zoë Łuczak"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"number,name\nT1,Zo\xeb\n", "line 2 is not UTF-8"),
        (b"number,name\nT1,\x00\n", "line 2 holds a zero byte"),
        (b"number,nom\nT1,Ann\n", "line 1 names an unknown column 'nom': there are number, name, uprn"),
        (b"number\nT1\n", "line 1 does not name name"),
        (b"number,name,name\n", "line 1 names name twice"),
        (b'number,name\nT1,"Ann\n', "line 2 cannot be read"),
        (b"number;name\nT1;Ann\n", "line 1 names an unknown column"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_as_a_whole(
    house: House, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(content)
    with pytest.raises(RouterError, match=words):
        bulk.run(house.settings, "tenants", file, io.StringIO())


def test_ten_thousand_rows_are_two_statements_and_not_ten_thousand(house: House, cast: Cast, take: Importer) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        rows = (f"T{n},Somebody,,0770090{n % 10000:04},," for n in range(2000))
        assert take("tenants", "number,name,uprn,phones,emails,language", *rows).startswith("tenants: 1997 added")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(seen) < 60


def test_somebody_new_may_sign_in_with_the_skills_of_their_queues(house: House, cast: Cast) -> None:
    said = staff.add(house.settings, "Eve@Homes.example", "Eve Ely", "admin", "four green bottles", ["rents"])
    assert said == "Eve Ely may sign in as eve@homes.example (admin)."
    eve = scalar(house, select(Staff).where(Staff.email == "eve@homes.example"))
    assert (eve.role, eve.queues, eve.skills) == ("admin", ["rents"], ["income"])
    assert signs_in(house, "eve@homes.example", "four green bottles")
    staff.add(house.settings, "fay@homes.example", "Fay", "agent", "four green bottles", phone="01632 960210")
    fay = scalar(house, select(Staff).where(Staff.email == "fay@homes.example"))
    assert "restricted" not in fay.skills
    assert len(fay.skills) > 10
    assert fay.phone == "+441632960210"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "eve"}, "not an email address"),
        ({"email": "amina@homes.example"}, "somebody with that email address already"),
        ({"name": " "}, "say their name"),
        ({"role": "boss"}, "the role is one of agent, supervisor, admin"),
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "eve@homes.example"}, "Do not use your name or email"),
        ({"queues": ["nowhere"]}, "no queue 'nowhere'"),
        ({"skills": ["magic"]}, "no skill 'magic'"),
        ({"phone": "x"}, "not a telephone number"),
    ],
)
def test_who_may_not_be_added(house: House, cast: Cast, changed: dict[str, Any], words: str) -> None:
    given = {"email": "eve@homes.example", "name": "Eve", "role": "agent", "password": PASSWORD} | changed
    with pytest.raises(RouterError, match=words):
        staff.add(house.settings, **given)
    assert scalar(house, select(func.count()).select_from(Staff)) == 4


def test_all_that_is_wrong_in_a_row_is_told_at_once(house: House, cast: Cast, take: Importer) -> None:
    assert take.refused("homes", HOMES, "99 9,X,nonsense,house,many,P99,,haunted", "9990000208,,,house,2,P1,,") == [
        (
            "2: uprn: letters and digits, at most 20; postcode: not a British postcode; bedrooms: a number from 0 to 99; "
            "flags: there is no 'haunted' in repairs.yaml or appointments.toml; patch: there is no 'P99' in landlord.toml"
        ),
        "3: address is empty; postcode is empty",
    ]
    assert take.refused("tenants", TENANTS, "T916,Ann Secret,777,0770090;07700900150,secret,Klingon!,") == [
        (
            "2: uprn: there is no such home; import homes first; language: a code such as en, pl or pt-BR; "
            "phones: item 1 is not a telephone number; emails: item 1 is not an email address"
        ),
    ]


def test_who_needs_two_people_at_a_visit_comes_in_as_the_landlord_names_it(
    house: House, cast: Cast, take: Importer
) -> None:
    assert take("tenants", TENANTS, "T917,Ann Other,,,,,two_person_visit") == (
        "tenants: 1 added, 0 changed, 0 as they were."
    )
    assert scalar(house, select(Tenant.facts).where(Tenant.number == "T917")) == {"two_person_visit": True}
