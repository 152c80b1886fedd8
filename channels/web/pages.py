"""Puts a page around a template: the landlord's name, the number to ring, and the headers every page carries."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from channels.contract import Hooks
from router import clock
from router.values import OfferedTime

_EMERGENCY = re.compile(r"\b0800 111 999\b|(?<![\d;#])\b999\b")
_BAND = timedelta(hours=1)
"""What is shorter is an hour to be there, not a stretch to wait in."""
_HEADERS = {
    "Cache-Control": "no-store",  # a library's computer must not show the last visitor's answers
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}


def new_blueprint() -> Blueprint:
    """A blueprint that brings its templates and the macros of GOV.UK Frontend with it; the app sets up nothing."""
    routes = Blueprint("report", __name__)
    loader = ChoiceLoader(
        [
            FileSystemLoader(Path(__file__).parent / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    routes.jinja_loader = loader  # a cached property of Flask's, meant to be replaced
    routes.add_app_template_filter(_long_date, "report_date")
    routes.add_app_template_filter(_dial, "report_dial")
    routes.add_app_template_filter(_day, "report_day")
    routes.add_app_template_filter(_hours, "report_hours")
    return routes


def page(hooks: Hooks, template: str, status: int = 200, **values: Any) -> Response:
    """Renders `report/<template>.html` with what every page needs."""
    landlord: Mapping[str, str] = {
        "name": hooks.landlord_name or "Your landlord",
        "phone": hooks.landlord_phone,
        "dial": "".join(hooks.landlord_phone.split()),
    }
    response = make_response(
        render_template(f"report/{template}.html", landlord=landlord, themed=bool(hooks.theme), **values), status
    )
    response.headers.update(_HEADERS)
    return response


def _dial(words: str) -> Markup:
    """Safety words with the emergency numbers as links, so that a thumb is enough."""
    safe = str(escape(words))
    return Markup(_EMERGENCY.sub(lambda found: f'<a href="tel:{found[0].replace(" ", "")}">{found[0]}</a>', safe))  # noqa: S704  escaped above


def _day(offered: OfferedTime) -> str:
    """'Tuesday 24 November', on a London calendar."""
    begin = clock.london(offered.starts_at)
    return f"{begin:%A} {begin.day} {begin:%B}"


def _hours(offered: OfferedTime) -> str:
    """'8am to 12 noon'; of a place in a session '9.50am'; '' where only the day is told."""
    begin, end = _hour(offered.starts_at), _hour(offered.ends_at)
    if offered.kind == "today":
        return ""
    return begin if offered.ends_at - offered.starts_at < _BAND else f"{begin} to {end}"


def _hour(at: datetime) -> str:
    local = clock.london(at)
    if (local.hour, local.minute) == (12, 0):
        return "12 noon"
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _long_date(at: Any) -> str:
    """'Sunday 22 November 2026, 3:07pm', on a London clock."""
    local = clock.london(at)
    hour = local.hour % 12 or 12
    return f"{local:%A} {local.day} {local:%B %Y}, {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
