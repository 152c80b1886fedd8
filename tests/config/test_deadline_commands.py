"""`frontdoor deadlines` says of a hidden case only that it is there."""

import io
import json

from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear

from config import deadline_commands
from config.wiring import House
from router.model import Case


def test_a_case_of_a_restricted_tenant_shows_no_queue(house: House, cast: Cast) -> None:
    gas, tap = hear(house, a_text("i can smell gas", OKAFOR), a_text("my kitchen tap is dripping", UNKNOWN))
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, gas).id)
        assert case.tenant is not None and not case.restricted
        case.tenant.restricted = True
    out = io.StringIO()
    deadline_commands.run(house.settings, "", False, True, out, house.now)
    found = {row["case"]: row for row in map(json.loads, out.getvalue().splitlines())}
    hidden, shown = found[case_of(house, gas).reference], found[case_of(house, tap).reference]
    assert (hidden["queue"], hidden["queue_title"]) == ("", "Restricted")
    assert shown["queue"] == case_of(house, tap).queue != ""
