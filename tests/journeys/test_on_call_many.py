"""So many emergencies at once that one telephone could not bear the texts."""

from collections import Counter

from builders import Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import cases
from router.model import Message, Page
from router.storage.database import hold_case


def test_many_emergencies_at_once_do_not_drown_one_telephone(house: House, cast: Cast, clock: FrozenClock) -> None:
    """Five are told one by one; of the others one text a minute says that more wait, and taking one calls off nothing."""
    kept = hear(house, *(a_text("i can smell gas", f"+4477009002{number:02d}") for number in range(12)))
    with house.database.transaction() as session:
        for each in kept:
            case = hold_case(session, case_of(house, each).id)
            assert case is not None
            house.pages.call(session, case, "oncall", "nobody is free for it", clock())
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
