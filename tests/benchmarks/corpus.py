"""The mail and the texts that every figure is measured with: made from a seed, the same every time.

A thousand mails about repairs: 62 % plain text, 22 % with an HTML half, 8 % with a photo, 8 % answers to an earlier
mail of the corpus, with References and quoted text. 906 of the thousand begin a matter of their own.
People are fictional, domains end in `.example`, numbers are from Ofcom's range for drama.
"""

import io
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from PIL import Image

TO = "repairs@frontdoor.example"
TICKETS = 906
"""How many cases the thousand mails of seed 7 are, when every answer finds its case."""

LABELS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "plumbing": (
        ("kitchen tap", "bathroom sink", "toilet cistern", "shower tray", "stopcock", "waste pipe", "radiator valve",
         "bath", "overflow pipe"),
        ("is leaking onto the floor", "won't stop dripping", "is blocked and backing up",
         "has burst and water is coming through the ceiling", "keeps overflowing", "makes a banging noise"),
    ),
    "heating": (
        ("boiler", "central heating", "thermostat", "hot water", "storage heater", "immersion heater",
         "radiator in the hall", "combi boiler"),
        ("has stopped working", "shows fault code E119", "keeps losing pressure", "is stone cold",
         "only comes on for ten minutes", "cuts out at night"),
    ),
    "electrical": (
        ("kitchen sockets", "fuse box", "hall light", "cooker switch", "extractor fan", "smoke alarm",
         "shower isolator", "outside light"),
        ("keeps tripping the electrics", "is sparking when I plug the kettle in", "has no power at all",
         "beeps every minute", "flickers constantly", "smells of burning"),
    ),
    "structural": (
        ("bedroom ceiling", "garden wall", "chimney", "living room floor", "roof tiles", "guttering", "loft joists",
         "external brickwork"),
        ("has a crack getting wider", "is sagging badly", "came down in the storm", "lets rain in",
         "is loose and could fall", "has bits falling off"),
    ),
    "damp": (
        ("back bedroom wall", "bathroom ceiling", "wardrobe corner", "window reveal", "skirting in the lounge",
         "nursery wall"),
        ("is covered in black mould", "feels wet to the touch", "smells musty again",
         "has mould coming back after the wash down", "is running with condensation"),
    ),
    "doors_windows": (
        ("front door", "patio door", "bedroom window", "letterbox", "communal door", "kitchen window",
         "bathroom door"),
        ("won't lock", "has dropped on its hinges", "has a smashed pane", "is jammed shut", "lets a draught in",
         "has a broken handle"),
    ),
    "communal": (
        ("lift", "bin store", "stairwell lights", "entry phone", "car park gate", "communal aerial",
         "landing carpet"),
        ("has been out since Monday", "is overflowing with rubbish", "isn't working for anyone in the block",
         "is stuck open", "has been vandalised"),
    ),
    "other": (
        ("rent account", "parking permit", "repair appointment", "contractor visit", "neighbour's dog",
         "complaint reference"),
        ("needs looking at please", "was missed again yesterday", "has not been answered",
         "needs to be changed to Friday", "is still waiting for an update"),
    ),
}  # fmt: skip
_OPEN = ("Hello,", "Hi there,", "Good morning,", "Dear repairs team,", "To whom it may concern,", "Hi,",
         "Afternoon all,")  # fmt: skip
_CONTEXT = (
    "We have two small children in the property and this is really worrying us.",
    "I reported this three weeks ago and nobody has been out.",
    "I am in most days after 3pm, mornings are difficult because of the school run.",
    "My mother is 82 and has COPD so we cannot leave it over the weekend.",
    "Please can you text before the engineer arrives as the buzzer does not work.",
    "The last contractor said a part was on order but we have heard nothing since.",
    "It started on Sunday evening and it has got worse every day.",
    "I have attached a photo where I could, sorry about the quality.",
    "I have put a bucket under it for now but it fills up in about an hour.",
    "We have turned it off at the mains until someone can look at it.",
    "The downstairs neighbour has also noticed it and says she will ring you.",
    "I tried to book this online but the form kept timing out.",
    "There is a parking space at the back, the code for the gate is on the file.",
    "I work nights so please do not call before midday.",
    "If it is the same part as last time then the engineer left a card with job number {ref}.",
    "This is the second time this year and I would like to know what the plan is.",
    "I don't mind who comes so long as they ring first.",
    "Can you also tell me whether I am still on the list for the kitchen upgrade?",
)
_FIRST = [
    "Aisha", "Ben", "Chloe", "Daniel", "Efe", "Fatima", "George", "Hannah", "Imran", "Jane", "Kofi", "Lena",
    "Mo", "Nadia", "Owen", "Priya", "Quentin", "Rosa", "Sam", "Tomasz", "Uma", "Vik", "Wendy", "Xin",
    "Yusuf", "Zoe",
]  # fmt: skip
_LAST = [
    "Adams", "Baker", "Clarke", "Dhillon", "Evans", "Farah", "Green", "Hughes", "Idris", "Jones", "Khan", "Lewis",
    "Murphy", "Nowak", "Osei", "Patel", "Quinn", "Roberts", "Singh", "Taylor", "Usman", "Vaughan", "Walker", "Young",
]  # fmt: skip
_STREET = [
    "Alder", "Birch", "Cedar", "Dale", "Elm", "Fern", "Grove", "Hazel", "Ivy", "Juniper", "Larch", "Maple",
    "Oak", "Poplar", "Rowan", "Sycamore", "Thorn", "Willow",
]  # fmt: skip
_DISCLAIMER = (
    "This e-mail and any files transmitted with it are confidential and intended solely for the use of the "
    "individual or entity to whom they are addressed. If you have received this e-mail in error please notify "
    "the sender."
)
_BEGINNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A mail that a later one may answer."""

    message_id: str
    subject: str
    address: str
    name: str
    body: str


def mails(count: int = 1000, seed: int = 7) -> list[bytes]:
    """`count` mails as bytes with CRLF line ends, in the order they were written."""
    r = random.Random(seed)
    earlier: list[_Earlier] = []
    return [_mail(r, number, seed, earlier) for number in range(1, count + 1)]


def sentence(r: random.Random) -> tuple[str, str]:
    """(label, one line as a tenant would text it)."""
    label, thing, fault = _problem(r)
    lead = r.choice(["", "Hi, ", "Hello can you help, ", "Urgent! ", "Sorry to bother you but ", "", ""])
    more = ". " + r.choice(_CONTEXT).format(ref=_job(r))
    tail = r.choice(["", ".", ", please help", more, ", thanks " + r.choice(_FIRST)])
    return label, f"{lead}{r.choice(['the', 'my', 'our'])} {thing} {fault}{tail}"


def labelled_texts(count: int = 4000, seed: int = 8) -> list[tuple[str, str]]:
    """(label, text) pairs to train the floor's small classifier with."""
    r = random.Random(seed)
    return [sentence(r) for _ in range(count)]


def _problem(r: random.Random) -> tuple[str, str, str]:
    label = r.choice(list(LABELS))
    things, faults = LABELS[label]
    return label, r.choice(things), r.choice(faults)


def _job(r: random.Random) -> str:
    return f"R{r.randrange(10**6):06d}"


def _mail(r: random.Random, number: int, seed: int, earlier: list[_Earlier]) -> bytes:
    first, last = r.choice(_FIRST), r.choice(_LAST)
    address = f"{first}.{last}{r.randrange(1, 400)}@mail{r.randrange(1, 30)}.example".lower()
    _, thing, fault = _problem(r)
    reference = _job(r)
    house = r.randrange(1, 180)
    subject = f"{thing[:1].upper()}{thing[1:]} {fault} - {house} {r.choice(_STREET)} " + r.choice(
        ["Road", "Court", "House", "Close"]
    )
    paragraphs = _paragraphs(r, thing, fault, reference, f"{first} {last}")
    body = "\n\n".join(paragraphs) + "\n"
    kind = r.random()
    mail = EmailMessage()
    own_id = f"<{seed}.{number}.{r.randrange(10**9)}@mail.example>"
    _head(r, mail, _BEGINNING + timedelta(seconds=41 * number), own_id)
    if kind > 0.92 and earlier:
        before = r.choice(earlier)
        mail["From"] = formataddr((before.name, before.address))
        mail["Subject"] = "Re: " + before.subject
        mail["In-Reply-To"] = mail["References"] = before.message_id
        quoted = before.body.replace("\n", "\n> ")[:900]
        mail.set_content(f"Any news on this please? Nobody has called.\n\n> {quoted}\n")
        return _bytes(mail)
    mail["From"] = formataddr((f"{first} {last}", address))
    mail["Subject"] = subject
    mail.set_content(body)
    earlier.append(_Earlier(own_id, subject, address, f"{first} {last}", body))
    if 0.62 < kind <= 0.84:
        html = "".join(f'<p style="font-family:Calibri">{paragraph}</p>' for paragraph in paragraphs)
        mail.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    elif 0.84 < kind <= 0.92:
        mail.add_attachment(_photo(r), maintype="image", subtype="jpeg", filename=f"IMG_{r.randrange(9999):04d}.jpg")
    return _bytes(mail)


def _paragraphs(r: random.Random, thing: str, fault: str, reference: str, name: str) -> list[str]:
    said = [r.choice(_OPEN), f"The {thing} {fault}."]
    for _ in range(r.randrange(2, 4)):
        said.append(" ".join(words.format(ref=reference) for words in r.sample(_CONTEXT, r.randrange(2, 4))))
    home = f"{r.randrange(1, 180)} {r.choice(_STREET)} Road"
    said.append(f"Regards,\n{name}\n{home}\n07700 900{r.randrange(1000):03d}")
    if r.random() < 0.3:
        said.append("-- \n" + _DISCLAIMER)
    return said


def _head(r: random.Random, mail: EmailMessage, when: datetime, own_id: str) -> None:
    at = format_datetime(when)
    mail["Received"] = (f"from mx{r.randrange(9)}.mail.example ([192.0.2.{r.randrange(1, 255)}]) by "
                        f"mx.frontdoor.example with ESMTPS id {r.randrange(10**12):x} for <{TO}>; {at}")  # fmt: skip
    mail["Received"] = (f"from phone.local ([198.51.100.{r.randrange(1, 255)}]) by smtp.mail.example with ESMTPSA "
                        f"id {r.randrange(10**12):x}; {at}")  # fmt: skip
    signature = " ".join("".join(r.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=43)) for _ in range(4))
    mail["DKIM-Signature"] = (f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=2026; "
                              f"h=from:to:subject:date:message-id; bh={'A' * 43}=; b={signature}")  # fmt: skip
    mail["To"], mail["Date"], mail["Message-ID"] = TO, at, own_id
    mail["MIME-Version"], mail["X-Mailer"] = "1.0", "bench"


def _photo(r: random.Random) -> bytes:
    picture = Image.effect_noise((160, 160), 40 + r.randrange(40)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=45)
    return out.getvalue()


def _bytes(mail: EmailMessage) -> bytes:
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
