"""What a newcomer is told at the start: who may sign in, and with what."""

import json

from sqlalchemy import select
from visit_house import DEREK, somebody

from config import demo
from config.up import where_to_look, write_private
from config.wiring import House
from queues import sessions
from router.model import Staff


def started(house: House) -> list[str]:
    """The lines about signing in, after a start."""
    settings = house.settings
    write_private(settings.data_dir / "demo.json", json.dumps(demo.describe(settings)))
    return [line.strip() for line in where_to_look(settings).splitlines() if "sign in as" in line]


def seated(house: House, *locals_: str) -> None:
    """These of the demo's staff, as the seed makes them."""
    with house.database.transaction() as session:
        for local in locals_:
            password = sessions.hash_password(demo.password_of(house.settings, local))
            email = f"{local}@{house.settings.mail_domain}"
            session.add(Staff(email=email, name=local.title(), role="agent", password_hash=password))


def test_a_password_that_was_changed_is_no_longer_told(house: House) -> None:
    seated(house, "amina", "sue")
    first = demo.password_of(house.settings, "amina")
    assert started(house) == [
        f"sign in as amina@frontdoor.example / {first}  (agent)",
        f"sign in as sue@frontdoor.example / {demo.password_of(house.settings, 'sue')}  (supervisor)",
    ]
    with house.database.transaction() as session:
        amina = session.scalars(select(Staff).where(Staff.email == "amina@frontdoor.example")).one()
        _, wrong = sessions.change_password(session, amina, first, "four plain garden words", house.now())
        assert wrong == ""
    assert started(house)[0].startswith("sign in as amina@frontdoor.example / (password not known here")
    assert first not in (house.settings.data_dir / "demo.json").read_text()


def test_a_database_that_another_installation_made_has_passwords_that_nobody_here_knows(house: House) -> None:
    seated(house, "amina", "sue")
    with house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            person.password_hash = sessions.hash_password("amina-of-the-old-house")
    assert all("(password not known here" in line for line in started(house))
    assert demo.password_of(house.settings, "sue") not in (house.settings.data_dir / "demo.json").read_text()


def test_whoever_may_not_sign_in_is_not_named(house: House) -> None:
    """The database may be a real landlord's that stands behind a pretend Twilio; or Amina has left."""
    assert started(house) == []
    seated(house, "amina", "bob")
    with house.database.transaction() as session:
        session.scalars(select(Staff).where(Staff.email == "amina@frontdoor.example")).one().active = False
    assert started(house) == [f"sign in as bob@frontdoor.example / {demo.password_of(house.settings, 'bob')}  (agent)"]


def test_the_handset_is_the_telephone_of_whoever_comes(house: House) -> None:
    somebody(house)
    somebody(house, code="hall", name="Millgate Hall", kind="place", phone="")
    somebody(house, code="gone", name="Left Long Ago", phone="+447700900409", active=False)
    assert demo.describe(house.settings)["who_comes"] == [
        {"name": "Derek Fairlamb", "phone": DEREK, "work": "plumbing"}
    ]
