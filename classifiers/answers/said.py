"""An answer as the rules see it: small plain words, each knowing its place; what a rule has read is taken away."""

# ruff: noqa: E501, SIM905 -- patterns and tables are read more easily on one line

import re
from datetime import date

from classifiers.days import MONTHS, WEEKDAYS
from classifiers.entities import addresses, codes, contacts
from classifiers.entities.view import Found, View
from classifiers.slips import Slips
from classifiers.tidy import Tidied, fold

LONGEST = 800
"""Characters of an answer. What is longer is a letter: a person reads it."""
MOST_WORDS = 150
TAKEN = "\x00"
WORD = re.compile(r"[^\W_]+")
_PICTURES = {
    "👍": " yes ",
    "👌": " yes ",
    "✅": " yes ",
    "✔": " yes ",
    "☑": " yes ",
    "🆗": " yes ",
    "👎": " no ",
    "❌": " no ",
}
_SAME = {
    written: meant
    for meant, words in {
        "please": "pls plz plse plis pleas",
        "thanks": "thx thnx thanx ta tx cheers thankyou thanku tnx",
        "you": "u yu", "are": "r", "your": "ur", "week": "wk", "weeks": "wks", "weekend": "wkend wkend wknd", "next": "nxt",
        "evening": "eve evenin evng", "evenings": "eves", "morning": "morn mornin mrng", "mornings": "morns", "afternoon": "arvo avo aft aftn aftrnoon aftanoon",
        "tomorrow": "2moro 2mora 2morro 2mrw 2mrow 2morrow 2moz tmrw tmw tomoz tomo tomora tomorra tomorow tommorow tommorrow tomorro tmoro tmrow", "school": "skool skl skul",
        "today": "2day", "tonight": "2nite tonite 2night", "christmas": "xmas crimbo chrimbo", "holiday": "hol hols holidays",
        "appointment": "appt apt appointmnt", "second": "secound secnd", "wednesdays": "wednesdays", "because": "cos coz cuz becos",
        "tuesday": "tuseday teusday tuesdy toosday tewsday chewsday", "wednesday": "wensday wednsday wendsday wensdy wedensday wenesday", "thursday": "thirsday thersday thurday", "saturday": "saterday satday satdy", "number": "num numbr nr nmbr",
        "and": "&", "okay": "ok k kk oki okey", "until": "til till untill", "cant": "cannot cudnt", "somebody": "someone", "nobody": "noone",
        "anytime": "antime", "before": "b4", "yes": "yess yees", "possible": "poss",
        "what": "wot wat", "when": "wen", "night": "nite", "nights": "nites", "definitely": "defo deffo", "suppose": "spose sposse", "coming": "comin",
    }.items()
    for written in words.split()
}  # fmt: skip
_OURS = frozenset(
    "tomorrow morning mornings afternoon afternoons evening evenings weekend number second cancel appointment school instead".split()
)
_NAMES = frozenset(name for name in (*WEEKDAYS, *MONTHS) if len(name) > 5)
_SLIPS = Slips(_OURS | _NAMES)
_REAL = frozenset("mourning numb bumper evenly seconds numbers cancels morning weekends schools scholl steady".split())
_TOKEN = re.compile(
    r"[^\W_]+(?:['’‘`´][^\W_]+)*['’](?=\W|$)|[^\W_]+(?:['’‘`´][^\W_]+)*|[^\w\s]\ufe0f?\u20e3?|\d\ufe0f?\u20e3"
)
_DAY_IS = re.compile(r"(\w+)['’]s$")
_SLASHED = re.compile(r"(?<![\w/.])(?=\d{1,2}/\d{1,2}(?![\w/]))")
_CLOSING = re.compile(
    r"\n[ \t]*(?:(?:kind|kindest|best|warm|many) (?:regards|wishes|thanks)|regards|best|thanks(?: again| very much| in advance| so much)?|thank you(?: very much| again)?|yours(?: \w+)?|cheers|sent from (?:my|outlook)[^\n]*)[ \t]*[,.!]?[ \t]*(?P<name>(?:\n[^\n]{0,60}){0,7})$",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(r"\n[ \t]*(?:sent from (?:my|outlook)|get outlook)[^\n]*\s*$", re.IGNORECASE)
_NAME_LINE = re.compile(r"\s*(?:[a-z]{2,20}|x{1,5}|(?>(?:[A-Z(][\w.'’()-]*|\+?\d[\d ()]*)[ ,]*)*)\s*")
_GREETING = re.compile(
    r"^\s*(?:(?:hi|hello|hiya|hey|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening)(?:[ ]+(?:there|all|both|team|sir|madam|sir/madam|mate|love|again|to whom it may concern|(?!can|could|i|im|yes|no|we|the|one|two|please)[a-z]{2,12})){0,2}[ ]*(?:[,!.:-]+|\n)|(?:hi|hello|hiya|hey|good (?:morning|afternoon|evening)|(?:morning|afternoon|evening)(?= (?:all|mate|love|can|could|i|team)\b))(?: (?:there|all|mate|love|team))?)\s*",
    re.IGNORECASE,
)  # fmt: skip
_ANGRY_WITH_US = re.compile(
    r"\b(?:(?:and|because|cos|as|so|just|really|absolutely|i|im|i am|we|were|we are) ){0,4}"
    r"(?:sick(?: (?:and|n) tired)?|tired|fed up|had it up to here|had enough)(?: to (?:the|my) back teeth)? (?:of|with) "
    r"(?:(?:the lot|all|dealing with|waiting for|chasing) (?:of )?)?(?:you|u|ya|yous|youse)(?: (?:lot|people|all|guys))?(?= *(?:[.,!?\n]|$))"
)
"""'Sick of u', beside something else: nothing that somebody must read before that is done. 'Sick of it all' is not of
us, and what is angry alone is for a person."""
_THANKS_NAME = re.compile(
    r"\b(?:thanks|thank you|regards|from|wishes)\b[,. ]+(?P<name>[a-z]{2,12}(?: [a-z]{2,12})?)[ .!x]*$"
)
_SIGNED = re.compile(r"(?<=\S)[ \t]*\n\s*((?:[A-Z][a-z'’-]+\.?)(?: [A-Z][a-z'’-]+\.?){0,2})[ \t]*x*\s*$")
"""A line of its own, last, that is a name."""
_SAYS_WHEN = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        *"yes no ok okay move cancel thanks please cheers morning afternoon evening tomorrow today tonight "
        "first second third last none neither either both one two three four five any anytime asap keep stop times ring yep nope yeah "
        "help later earlier sorry never fine good great perfect saturday weekend noon office home instead urgent soon soonest".split(),
    )
)
"""Words of an answer, that stand on a line of their own as well."""
_NO_NAME = frozenset(
    "you but and for so very much again a the see in bye its it i im we is not no if can will gas fire smoke water leak flood alarm".split()
)


class Said:
    """`text` are its small plain words. `rest` is the same with what was read blanked out; `because` what told."""

    def __init__(self, written: str, on: date) -> None:
        self.written = written
        body = _without_signature(written)
        self.text, self._tidied = _plain(written, len(body))
        self._taken = [False] * len(self.text)
        self.rest = self.text
        self.because: list[str] = []
        self.kept: list[tuple[int, int]] = []
        self.on = on
        self._mask()

    @property
    def view(self) -> View:
        """For the finders of `classifiers.entities`: what is left to read."""
        words: dict[str, list[int]] = {}
        for each in WORD.finditer(self.rest):
            words.setdefault(each[0], []).append(each.start())
        digits = frozenset(word for word in words if any(map(str.isdecimal, word)))
        return View(self.rest, self.rest, words, frozenset(words), digits, self.on)

    def take(self, start: int, end: int, telling: bool = True) -> None:
        """Read: nobody else reads it again. `telling`: it says what is meant, and is no mere politeness."""
        if telling and self.rest[start:end].strip(" " + TAKEN):
            self.because.append(self.original(start, end))
        self.rest = self.rest[:start] + TAKEN * (end - start) + self.rest[end:]

    def take_all(self, pattern: re.Pattern[str], telling: bool = True) -> list[re.Match[str]]:
        """Take every place where the pattern holds."""
        found = list(pattern.finditer(self.rest))
        for hit in found:
            self.take(*hit.span(), telling=telling)
        return found

    def original(self, start: int, end: int) -> str:
        """As it was written."""
        return self.written[self._tidied.origin(start) : self._tidied.origin(max(start, end - 1)) + 1].strip()

    def _mask(self) -> None:
        """Numbers of homes and telephones choose nothing. A telephone number is for a person to see."""
        greeting = _GREETING.match(self.text)
        only = {"morning", "afternoon", "evening"}
        if greeting and self.text.strip(" ?!.\n") not in only:
            self.take(*greeting.span(), telling=False)
        for finder in (
            contacts.emails,
            addresses.postcodes,
            codes.references,
            contacts.phones,
            codes.money,
            addresses.addresses,
        ):
            found: list[Found] = [each for each in finder(self.view) if TAKEN not in self.rest[each.start : each.end]]
            for each in found:
                if each.kind in ("phone", "email"):
                    self.kept.append((each.start, each.end))
                self.take(each.start, each.end, telling=False)
        if _ANGRY_WITH_US.sub("", self.rest).strip(f" {TAKEN},.!?"):
            self.take_all(_ANGRY_WITH_US, telling=False)
        signed = _THANKS_NAME.search(self.rest)
        if signed and _NO_NAME.isdisjoint(signed["name"].split()):
            self.take(*signed.span("name"), telling=False)


def _without_signature(written: str) -> str:
    body = _SENT_FROM.sub("", written)
    signed = _SIGNED.search(body)
    if signed and (_SAYS_WHEN | _NO_NAME).isdisjoint(signed[1].casefold().replace(".", "").split()):
        body = body[: signed.start()]
    found = _CLOSING.search(body)
    if found and found.start() and all(_NAME_LINE.fullmatch(line) for line in found["name"].split("\n")):
        return body[: found.start()]
    return body


def _plain(written: str, until: int) -> tuple[str, Tidied]:
    """Small letters, no apostrophes, slips mended; with the places they came from."""
    pieces: list[str] = []
    breaks: list[tuple[int, int]] = [(0, 0)]
    here = 0

    def add(piece: str, place: int) -> None:
        nonlocal here
        breaks.append((here, place))
        pieces.append(piece)
        here += len(piece)

    done = 0
    for hit in _TOKEN.finditer(written, 0, until):
        add(re.sub(r"[^\S\n]", " ", written[done : hit.start()]), done)
        add(_word(hit[0]), hit.start())
        done = hit.end()
    add(re.sub(r"[^\S\n]", " ", written[done:until]), done)
    text = "".join(pieces)
    dated = _SLASHED.sub("on ", text)  # so that the finder of dates takes '1/12' for one
    if dated != text:
        moved = [hit.start() for hit in _SLASHED.finditer(text)]
        breaks = [(place + 3 * sum(at < place for at in moved), there) for place, there in breaks]
        text = dated
    return text, Tidied(text, tuple(breaks), written)


def _word(written: str) -> str:
    if written[0] in _PICTURES:
        return _PICTURES[written[0]]
    named = _DAY_IS.match(written)
    if named and (named[1].lower() in WEEKDAYS or named[1].isdigit()):
        return f"{named[1].lower()} is"
    plain = written if written.isascii() else "".join(fold(each) for each in written)
    plain = re.sub(r"['`’]", "", plain).lower() or " "
    if plain in "—–−":
        return "-"
    plain = _SAME.get(plain, plain)
    if (
        len(plain) > 4
        and plain.isalpha()
        and plain not in _OURS
        and plain not in WEEKDAYS
        and plain not in MONTHS
        and plain not in _REAL
    ):
        meant = _SLIPS.meant(plain)
        if meant:
            return meant[0]
    return plain


def joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Clauses that follow one another are one."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
