"""Nobody sees what is not theirs: every route, every role, every way to be somebody one is not."""

import re
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import select

from queues import access, sessions
from queues.access import OPEN
from router.model import Message, SignInAttempt, Staff, StaffSession
from tests.queues.house import csrf_of

CANARY = "zzCANARY-restricted"
STAFF_BLUEPRINTS = (
    "sign_in",
    "inbox",
    "offers",
    "case",
    "why",
    "plan",
    "correct",
    "reply",
    "acts",
    "people",
    "files",
    "wallboard",
    "reports",
)


def staff_rules(house: Any) -> Iterator[Any]:
    """Every route of ours, from the app itself."""
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in STAFF_BLUEPRINTS:
            yield rule


def filled(rule: Any, reference: str, number: int) -> str:
    """The address with somebody's reference and a number in it."""
    address = re.sub(r"<[^>]*reference>", reference, rule.rule)
    return re.sub(r"<int[^>]*>", str(number), address)


def test_every_page_says_which_role_it_needs(house: Any) -> None:
    rules = list(staff_rules(house))
    assert len(rules) > 25
    for rule in rules:
        if rule.endpoint not in OPEN:
            assert getattr(house.app.view_functions[rule.endpoint], "needs_role", "") in access.ROLES, rule


def test_without_a_session_nothing_is_shown_and_nothing_is_done(house: Any, browser: Any) -> None:
    nobody = browser()
    for rule in staff_rules(house):
        if rule.endpoint in OPEN:
            continue
        address = filled(rule, house.cases["leak"], 1)
        if "GET" in rule.methods:
            answer = nobody.get(address)
            assert answer.status_code == 302 and answer.location.startswith("/desk/sign-in"), rule
        if "POST" in rule.methods:
            assert nobody.post(address, text="hello").status_code == 401, rule
    assert house.case("leak").state == "waiting"


@pytest.mark.parametrize("role", ["amina", "sue", "adam"])
def test_every_post_without_its_token_is_refused(house: Any, browser: Any, role: str) -> None:
    person = browser(role)
    other = browser("bob")
    for rule in staff_rules(house):
        if "POST" not in rule.methods:
            continue
        address = filled(rule, house.cases["leak"], 1)
        for token in ("", "0" * 64, other.csrf):
            assert person.client.post(address, data={"csrf": token}).status_code == 400, (rule, token)
        strange = person.client.post(address, data={"csrf": person.csrf}, headers={"Origin": "https://evil.example"})
        assert strange.status_code == 403, rule
        sly = person.client.post(address, data={"csrf": person.csrf}, headers={"Sec-Fetch-Site": "cross-site"})
        assert sly.status_code == 403, rule
    assert house.case("leak").state == "waiting"


@pytest.mark.parametrize("role", ["amina", "bob", "sue", "adam"])
@pytest.mark.parametrize("hidden", ["abuse", "witness"])
def test_a_restricted_case_is_nowhere_for_whoever_has_not_the_right(
    house: Any, browser: Any, role: str, hidden: str
) -> None:
    person = browser(role)
    reference = house.cases[hidden]
    for rule in staff_rules(house):
        if "reference" not in rule.arguments:
            continue
        address = filled(rule, reference, 1)
        if "GET" in rule.methods:
            answer = person.get(address)
            assert answer.status_code == 404 and CANARY not in answer.text, rule
        else:
            answer = person.post(
                address, text="x", why="x", queue="general", tenant=str(house.people["okafor"]), version="1"
            )
            assert answer.status_code == 404, rule
    assert person.get(f"/desk/files/{house.files['abuse']}").status_code == 404
    assert person.get(f"/desk/people/{house.people['secret']}").status_code == 404
    pages = [person.get("/desk").text, person.get("/desk?queue=safeguarding").text, person.get("/desk/waiting").text]
    for words in (reference, "Hiddenname", "Zara", "T-1002", "07700 900002", "07700 900009", "9 Quiet Lane"):
        pages.append(person.post("/desk/people", words=words).text)
        pages.append(person.post(house.url("boiler", "who"), words=words).text)
    if role in ("sue", "adam"):
        pages += [person.get("/wallboard").text, person.get("/reports").text]
    for page in [re.sub(r'value="[^"]*"', "", page) for page in pages]:  # what was searched for is written back
        assert CANARY not in page and "Hiddenname" not in page and f"/cases/{reference}" not in page
        assert "Safeguarding and domestic abuse <" not in page
    assert house.case(hidden).state == "waiting"


def test_who_has_the_right_sees_them(house: Any, browser: Any) -> None:
    sam = browser("sam")
    assert CANARY in sam.get("/desk").text
    assert CANARY in sam.get(house.url("abuse")).text
    assert sam.get(f"/desk/files/{house.files['abuse']}").status_code == 200
    assert "Hiddenname" in sam.post("/desk/people", words="Hiddenname").text


def test_a_restricted_tenant_cannot_be_linked_by_their_number(house: Any, browser: Any) -> None:
    answer = browser("amina").post(house.url("leak", "this-is"), tenant=str(house.people["secret"]))
    assert answer.status_code == 404
    assert house.case("leak").tenant_id is None


def test_a_case_handed_into_a_restricted_queue_vanishes(house: Any, browser: Any) -> None:
    amina = browser("amina")
    amina.post(house.url("door", "take"))
    version = str(house.case("door").version)
    assert (
        amina.post(house.url("door", "hand-over"), queue="safeguarding", why="harm", version=version).status_code == 302
    )
    assert amina.get(house.url("door")).status_code == 404
    assert browser("sam").get(house.url("door")).status_code == 200


# --- sessions ---------------------------------------------------------------------------------


def replay(house: Any, cookie: str) -> int:
    """What a copy of the cookie gets."""
    thief = house.app.test_client()
    thief.set_cookie(sessions.COOKIE, cookie)
    return int(thief.get("/desk").status_code)


def cookie_of(person: Any) -> str:
    return str(person.client.get_cookie(sessions.COOKIE).value)


def test_a_cookie_is_worth_nothing_after_signing_out(house: Any, browser: Any) -> None:
    amina = browser("amina")
    cookie = cookie_of(amina)
    assert replay(house, cookie) == 200
    amina.post("/desk/sign-out")
    assert replay(house, cookie) == 302


def test_a_cookie_is_worth_nothing_once_the_account_is_closed(house: Any, browser: Any) -> None:
    cookie = cookie_of(browser("amina"))
    with house.database.transaction() as session:
        session.get(Staff, house.people["amina"]).active = False
    assert replay(house, cookie) == 302


def test_a_role_taken_away_is_gone_with_the_next_request(house: Any, browser: Any) -> None:
    sue = browser("sue")
    assert sue.get("/wallboard").status_code == 200
    with house.database.transaction() as session:
        session.get(Staff, house.people["sue"]).role = "agent"
    assert sue.get("/wallboard").status_code == 403


def test_a_new_password_ends_every_other_session(house: Any, browser: Any) -> None:
    here, there = browser("amina"), browser("amina")
    old, old_there = cookie_of(here), cookie_of(there)
    new = "another long garden phrase"
    answer = here.post("/desk/password", current="four plain garden words", new=new, again=new)
    assert answer.status_code == 302
    assert replay(house, old) == 302 and replay(house, old_there) == 302
    assert here.get("/desk").status_code == 200
    assert browser().sign_in("amina").status_code == 403
    assert browser().sign_in("amina", new).status_code == 302


def test_a_password_costs_a_guesser_what_the_library_advises() -> None:
    """The tests themselves take a cheap one (tests/conftest.py): this is the module as a process has it."""
    spec = find_spec("queues.sessions")
    assert spec is not None and spec.loader is not None
    spec.loader.exec_module(afresh := module_from_spec(spec))
    hashed = afresh.hash_password("four plain garden words")
    given, advised = extract_parameters(hashed), PasswordHasher()
    assert given.type is Type.ID
    assert given.memory_cost == advised.memory_cost >= 19 * 1024
    assert given.time_cost == advised.time_cost >= 2


@pytest.mark.parametrize(
    "poor", ["short", "amina@larkshire.example", "Amina Rahman 12", "passwordpassword", "aaaaaaaaaaaaaa"]
)
def test_a_poor_password_is_refused_with_the_reason(house: Any, browser: Any, poor: str) -> None:
    answer = browser("amina").post("/desk/password", current="four plain garden words", new=poor, again=poor)
    assert answer.status_code == 400
    assert "Your password is not changed" in answer.text


def test_sessions_end_by_idleness_and_by_age(house: Any, browser: Any) -> None:
    idle = browser("amina")
    house.clock.forward(minutes=61)
    assert idle.get("/desk").status_code == 302
    busy = browser("amina")
    last = 0
    for _ in range(14):
        last = busy.get("/desk").status_code
        house.clock.forward(minutes=55)
    assert last == 200 and busy.get("/desk").status_code == 302


def test_a_screen_that_asks_by_itself_keeps_nobody_signed_in(house: Any, browser: Any) -> None:
    amina = browser("amina")
    for _ in range(12):
        house.clock.forward(minutes=5)
        amina.get("/desk/waiting", headers={"HX-Request": "true"})
    assert amina.get("/desk/waiting", headers={"HX-Request": "true"}).status_code == 401


def test_signing_in_makes_a_new_session_and_ends_the_old(house: Any, browser: Any) -> None:
    amina = browser("amina")
    old = cookie_of(amina)
    amina.client.post("/desk/sign-out", data={"csrf": amina.csrf})
    with house.database.reading() as session:
        assert session.scalars(select(StaffSession)).all() == []
    amina.sign_in("amina")
    assert cookie_of(amina) != old


def test_login_csrf_is_refused(house: Any, browser: Any) -> None:
    victim = browser()
    page = victim.client.get("/desk/sign-in").text
    strangers = browser().client.get("/desk/sign-in").text
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', strangers)
    assert token and token[1] not in page
    form = {"csrf": token[1], "email": "amina@larkshire.example", "password": "four plain garden words"}
    assert victim.client.post("/desk/sign-in", data=form).status_code == 400


def test_unknown_closed_and_wrong_look_the_same(house: Any, browser: Any) -> None:
    def words(name: str, password: str) -> tuple[int, str]:
        answer = browser().sign_in(name, password)
        return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)

    wrong = words("amina", "not the right words")
    assert words("nobody", "not the right words") == wrong
    assert words("gone", "four plain garden words") == wrong
    assert words("amina", "x" * 5000) == wrong
    assert wrong[0] == 403


def test_guessing_is_limited_by_the_database_and_only_for_a_quarter_of_an_hour(house: Any, browser: Any) -> None:
    guesser = browser()
    codes = [guesser.sign_in("amina", f"guess number {n}").status_code for n in range(14)]
    assert codes == [403] * 10 + [429] * 4
    assert browser().sign_in("amina").status_code == 429
    house.clock.forward(minutes=15)
    assert browser().sign_in("amina").status_code == 302
    with house.database.reading() as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_a_stranger_who_guesses_does_not_keep_out_the_browser_that_is_known(house: Any, browser: Any) -> None:
    amina = browser("amina")
    amina.post("/desk/sign-out")
    stranger = browser()
    for n in range(11):
        stranger.client.post(
            "/desk/sign-in",
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
            data={
                "csrf": csrf_of(stranger.client.get("/desk/sign-in").text),
                "email": "amina@larkshire.example",
                "password": f"guess {n}",
            },
        )
    assert browser().sign_in("amina").status_code == 429
    assert amina.sign_in("amina").status_code == 302


def test_guesses_from_one_address_keep_out_neither_an_office_nor_a_known_browser(house: Any, browser: Any) -> None:
    """Behind a proxy that does not say who came, everybody has one address."""
    bob = browser("bob")
    bob.post("/desk/sign-out")
    guesser = browser()

    def guess(n: int) -> int:
        page = guesser.client.get("/desk/sign-in").text
        form = {"csrf": csrf_of(page), "email": f"{n}@larkshire.example", "password": "not the right words"}
        return int(guesser.client.post("/desk/sign-in", data=form).status_code)

    assert {guess(n) for n in range(20)} == {403}
    assert browser().sign_in("amina").status_code == 302
    assert {guess(n) for n in range(20, 50)} == {403}
    assert guess(50) == 429
    assert bob.sign_in("bob").status_code == 302


def test_the_addresses_of_one_ipv6_line_are_counted_as_one(house: Any, browser: Any) -> None:
    guesser = browser()

    def guess(n: int, address: str) -> int:
        page = guesser.client.get("/desk/sign-in").text
        form = {"csrf": csrf_of(page), "email": f"{n}@larkshire.example", "password": "not the right words"}
        caller = {"REMOTE_ADDR": address}
        return int(guesser.client.post("/desk/sign-in", data=form, environ_base=caller).status_code)

    assert {guess(n, f"2001:db8:7:1::{n + 1:x}") for n in range(50)} == {403}
    assert guess(50, "2001:db8:7:1:ffff:ffff:ffff:ffff") == 429
    assert guess(51, "2001:db8:7:2::1") == 403


@pytest.mark.parametrize(
    ("one", "other", "counted_as_one"),
    [
        ("2001:db8:7:1::1", "2001:DB8:7:1:a:b:c:d", True),
        ("2001:db8:7:1::1", "2001:db8:7:2::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("", "no address", False),
    ],
)
def test_by_what_a_caller_is_counted(one: str, other: str, counted_as_one: bool) -> None:
    assert (sessions.counted_address(one) == sessions.counted_address(other)) is counted_as_one


def test_next_leads_only_to_our_own_pages(house: Any, browser: Any) -> None:
    for bad in (
        "https://evil.example",
        "//evil.example",
        "/desk//evil",
        "/\\evil.example",
        "/desk\\..\\x",
        "javascript:1",
    ):
        assert browser().sign_in("amina", next=bad).location == "/desk"


def test_headers_on_every_page_also_when_it_refuses(house: Any, browser: Any) -> None:
    amina = browser("amina")
    for answer in (
        amina.get("/desk"),
        amina.get("/wallboard"),
        amina.get("/desk/nothing-here"),
        browser().get("/desk/sign-in"),
        amina.post("/desk/take-next", csrf="0"),
    ):
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script>" not in answer.text and " style=" not in answer.text
    cookie = browser("amina").client.get_cookie(sessions.COOKIE)
    assert cookie.http_only and cookie.same_site == "Lax"


def test_a_file_is_never_a_page_of_ours(house: Any, browser: Any) -> None:
    answer = browser("amina").get(f"/desk/files/{house.files['boiler']}")
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_html_in_a_message_stays_text(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        row = session.scalars(select(Message).where(Message.text.startswith("No hot water"))).one()
        row.text = "<img src=x onerror=alert(1)> {{7*7}}"
    page = browser("amina").get(house.url("boiler")).text
    assert "<img src=x" not in page and "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in page
