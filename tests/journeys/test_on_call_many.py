"""So many emergencies at once that one telephone could not bear the texts."""

from collections import Counter

from builders import Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import cases
from router.model import Case, Message, Page
from router.page_rounds import must_be_told_alone
from router.storage.database import hold_case
from router.values import Kept

_WATER = "water is coming through the light fitting"


def page(house: House, kept: list[Kept], clock: FrozenClock) -> list[Case]:
    """Tell whoever is on call of each of these, in this order."""
    with house.database.transaction() as session:
        paged = []
        for each in kept:
            case = hold_case(session, case_of(house, each).id)
            assert case is not None
            house.pages.call(session, case, "oncall", "nobody is free for it", clock())
            paged.append(case)
        return paged


def test_many_emergencies_at_once_do_not_drown_one_telephone(house: House, cast: Cast, clock: FrozenClock) -> None:
    """Five are told one by one; of the others one text a minute says that more wait, and taking one calls off nothing."""
    kept = hear(house, *(a_text(_WATER, f"+4477009002{number:02d}") for number in range(12)))
    page(house, kept, clock)
    with house.database.reading() as session:
        texts = list(session.scalars(select(Message).where(Message.kind == "page").order_by(Message.id)))
        pages = list(session.scalars(select(Page).where(Page.message_id.is_not(None), Page.state == "paging")))
        assert len({page.case_id for page in pages}) == 12, "each is paged"
        phones = Counter(text.recipient for text in texts)
        assert all(count == 6 for count in phones.values()), phones
        assert all("more cases wait" in text.text and "/cases/" not in text.text for text in texts[5 * len(phones) :])
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept[-1]).id)
        assert case is not None
        cases.claim(session, case, cast.amina, clock())
        house.pages.stand_down(session, case, clock())
    with house.database.reading() as session:
        assert {text.state for text in session.scalars(select(Message).where(Message.kind == "page"))} == {"due"}


def test_a_danger_to_life_is_told_by_itself_however_many_wait(house: House, cast: Cast, clock: FrozenClock) -> None:
    """The sixth within ten minutes has its reference and its code; what is no danger to life is summed up after it."""
    words = [
        *[_WATER] * 5,
        "i can smell gas",
        "the kitchen is on fire",
        "co alarm is going off",
        "my mum is unconscious",
    ]
    kept = hear(house, *(a_text(text, f"+4477009002{number:02d}") for number, text in enumerate([*words, _WATER])))
    paged = page(house, kept, clock)
    assert [case.urgency for case in paged[5:]] == ["life_safety"] * 4 + ["emergency"]
    with house.database.reading() as session:
        told = {case.id: list(session.scalars(select(Page).where(Page.case_id == case.id))) for case in paged}
        texts = {page.id: session.get_one(Message, page.message_id).text for pages in told.values() for page in pages}
    for case in paged[:9]:
        assert all(case.reference in texts[page.id] and page.code in texts[page.id] for page in told[case.id])
    assert all("more cases wait" in texts[page.id] for page in told[paged[9].id])


def test_a_danger_to_life_told_again_is_summed_up(house: House, cast: Cast, clock: FrozenClock) -> None:
    """Whoever has its code already need not have it twice while the telephone drowns."""
    [kept] = hear(house, a_text("i can smell gas", "+447700900290"))
    page(house, [kept], clock)
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        told = session.scalars(select(Page.staff_id).where(Page.case_id == case_of(house, kept).id)).first()
        assert case is not None and told is not None
        assert not must_be_told_alone(session, case, told)
        assert must_be_told_alone(session, case, told + 1), "somebody else has no code yet"
