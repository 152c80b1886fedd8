"""What the form asks, page by page: reading it, checking it kindly, saying it back. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from router import addresses

PAGES = ("problem", "photos", "where", "name", "contact", "needs", "check")
LONGEST = 20_000  # characters of the story
REPLY_WAYS = {
    "sms": "By text message",
    "email": "By email",
    "voice": "Ring me",
    "": "Please do not contact me",
}
PLACES = {"home": "My home", "shared": "A shared area or the street"}
NEEDS = {
    "baby": "A baby or a child under 5",
    "over70": "Someone over 70",
    "pregnant": "Someone who is pregnant",
    "ill": "Someone who is ill or disabled",
    "medical": "Medical equipment that needs power or water",
    "door": "It takes us a while to get to the door",
}
Form = MultiDict[str, str]
"""A page as it was posted."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_ELECTRICS = r"(?:lights?|sockets?|plugs?|wir(?:es?|ing)|electrics?|fuse ?box)"
_WET = r"(?:water|wet|leak\w*|dripping)"
_DANGER = re.compile(
    r"\b(?:ga[sz]|rotten eggs?|carbon mon\w*|co (?:alarm|detector|monitor)|fumes|dizzy|headaches?"
    r"|smok(?:e|ing)|fire|flames?|burning|burnt|alarm (?:is |keeps |going )*(?:beep\w*|going off|sound\w*)"
    rf"|sparks?|sparking|electrocuted|electric shock|{_ELECTRICS}\b.{{0,60}}\b{_WET}|{_WET}\b.{{0,60}}\b{_ELECTRICS}"
    r"|(?:bare|exposed|live|hanging) wir(?:es?|ing)|wires? (?:hanging|sticking|exposed)"
    r"|ceiling\b.{0,20}\b(?:com(?:e|ing) (?:down|in)|came (?:down|in)|fall\w*|fell|collaps\w*|cav(?:ed|ing))"
    r"|hurt\w*|injur\w*|bleeding|unconscious|unresponsive|passed out|collapsed|trapped|stuck in|breath\w*|heart attack"
    r"|chest pains?|stroke|seizure|overdos\w*|ambulance|die|dying|suicid\w*|kill\w*|raped?|abus\w*|assault\w*"
    r"|attack\w*|violen\w*|threat\w*|stab\w*|knife|gun|weapon|intruder|break(?:s|ing)? in|broke(?:n)? in|kicked in"
    r"|(?:hits?|hitting|beats?|beating|punch\w*|strangl\w*|chok\w*) (?:me|us|him|her|my|the))\b",
    re.IGNORECASE | re.DOTALL,
)
"""Words that may mean a danger. No reading: the worker reads the story when it is sent. Who is told in vain whom to
call loses nothing; who smells gas must not be asked for a photo first."""
_LANDLINES = ("+441", "+442", "+443", "+448")


def may_be_danger(answers: Mapping[str, str]) -> bool:
    """Should the pages after the story say again whom to call?"""
    return bool(_DANGER.search(answers.get("problem", "")[:LONGEST]))


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was filled in. `errors` go by field name; `answers` are kept whether or not there are any."""

    answers: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def tidy(text: str) -> str:
    """Without what no database keeps (NUL, lone surrogates), and with one kind of line end; nothing else changed."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _line(form: Form, name: str, longest: int) -> tuple[str, str]:
    """One line of text and, when it is too long, a word about that."""
    text = " ".join(tidy(form.get(name, "")).split())
    return text, f"Use {longest} characters or fewer. You have used {len(text):,}." if len(text) > longest else ""


def _only_said(errors: Mapping[str, str]) -> dict[str, str]:
    return {name: words for name, words in errors.items() if words}


def read_problem(form: Form) -> Reading:
    """The story, in the tenant's own words, kept as typed."""
    problem = tidy(form.get("problem", ""))
    words = ""
    if not problem.strip():
        words = "Tell us what is wrong"
    elif len(problem) > LONGEST:
        words = f"Use {LONGEST:,} characters or fewer. You have used {len(problem):,}."
    return Reading({"problem": problem}, _only_said({"problem": words}))


def read_where(form: Form) -> Reading:
    """Which home, or which shared place. A postcode may be left out, never half given."""
    place = form.get("place", "")
    address, too_long = _line(form, "address", 300)
    typed, _ = _line(form, "postcode", 20)
    postcode = addresses.postcode(typed) or typed
    errors = {
        "place": "" if place in PLACES else "Choose your home, or a shared area",
        "address": too_long or ("" if address else "Tell us the address, or describe the place"),
        "postcode": ""
        if addresses.postcode(postcode) or not postcode
        else "Enter a full postcode, like ZZ1 2AB, or leave it empty",
    }
    return Reading({"place": place, "address": address, "postcode": postcode}, _only_said(errors))


def read_name(form: Form) -> Reading:
    """Who is writing; nobody has to say."""
    name, too_long = _line(form, "name", 200)
    return Reading({"name": name}, _only_said({"name": too_long}))


def read_contact(form: Form) -> Reading:
    """How to answer. What was typed under another choice is kept as well, and not checked."""
    way = form.get("reply_by", "none")
    way = "" if way == "no" else way
    answers = {"reply_by": way if way in REPLY_WAYS else "none"}
    for name in ("phone_text", "email", "phone_call"):
        answers[name], _ = _line(form, name, 320)
    if way not in REPLY_WAYS:
        return Reading(answers, {"reply_by": "Choose how we can answer you"})
    errors = {}
    if way == "sms":
        errors["phone_text"] = _text_trouble(answers["phone_text"])
    elif way == "voice":
        number = addresses.phone(answers["phone_call"])
        errors["phone_call"] = "" if number else "Enter a phone number with its area code, like 01632 960 001"
    elif way == "email":
        errors["email"] = _email_trouble(answers["email"])
    return Reading(answers, _only_said(errors))


def _text_trouble(written: str) -> str:
    number = addresses.phone(written)
    if not number:
        return "Enter a mobile number, like 07700 900 123"
    if number.startswith(_LANDLINES):
        return "This looks like a landline, which cannot get texts. Enter a mobile number, or choose ‘Ring me’"
    return ""


def _email_trouble(written: str) -> str:
    domain = addresses.mailbox(written).rpartition("@")[2]
    if re.fullmatch(r"[^.@]+(\.[^.@]+)+", domain):
        return ""
    return "Enter an email address, like name@mail.example"


def read_needs(form: Form) -> Reading:
    """What the person who comes should know."""
    ticked = [code for code in NEEDS if code in form.getlist("needs")]
    language, too_long = _line(form, "language", 60)
    more = tidy(form.get("needs_more", ""))
    longer = "Use 2,000 characters or fewer." if len(more) > 2000 else ""
    answers = {"needs": " ".join(ticked), "needs_more": more, "language": language}
    return Reading(answers, _only_said({"needs_more": longer, "language": too_long}))


READERS: Mapping[str, Callable[[Form], Reading]] = {
    "problem": read_problem,
    "where": read_where,
    "name": read_name,
    "contact": read_contact,
    "needs": read_needs,
}
_MUST = {"problem": "problem", "where": "address", "contact": "reply_by"}


def first_gap(answers: Mapping[str, str]) -> str:
    """The first page that must still be filled in; '' when the form may be sent."""
    for page, name in _MUST.items():
        if name not in answers or (name != "reply_by" and not answers[name].strip()):
            return page
    return ""


def reply_to(answers: Mapping[str, str]) -> tuple[str, str]:
    """The address the tenant chose: as written, and its one spelling."""
    written = {"sms": "phone_text", "voice": "phone_call", "email": "email"}.get(answers.get("reply_by", ""), "")
    text = answers.get(written, "")
    return text, addresses.party(text)


def needs_in_words(answers: Mapping[str, str]) -> list[str]:
    """The ticked boxes and what was added, each as a line."""
    lines = [NEEDS[code] for code in answers.get("needs", "").split() if code in NEEDS]
    if answers.get("needs_more", "").strip():
        lines.append(answers["needs_more"].strip())
    if answers.get("language"):
        lines.append(f"Language: {answers['language']}")
    return lines
