"""Every page renders for whoever may see it."""

from typing import Any

import pytest


@pytest.mark.parametrize("address", ["/desk", "/desk/waiting", "/desk/people", "/desk/password", "/desk/theme.css"])
def test_an_agent_sees_the_desk(house: Any, browser: Any, address: str) -> None:
    assert browser("amina").get(address).status_code == 200


@pytest.mark.parametrize("name", ["leak", "boiler", "rent", "door"])
def test_an_agent_reads_a_case(house: Any, browser: Any, name: str) -> None:
    page = browser("amina").get(house.url(name))
    assert page.status_code == 200
    assert house.cases[name] in page.text


@pytest.mark.parametrize("address", ["/wallboard", "/wallboard/now", "/reports", "/reports?days=28"])
def test_a_supervisor_sees_the_figures_and_an_agent_does_not(house: Any, browser: Any, address: str) -> None:
    assert browser("sue").get(address).status_code == 200
    assert browser("amina").get(address).status_code == 403
