"""Postcodes, and addresses: a number and a street, 'flat 12b', the name of a block. Pure text, nothing is looked up."""

# ruff: noqa: E501, SIM905 -- patterns are read more easily on one line

import re
from collections.abc import Iterator

from classifiers.entities.view import Found, View

_AREAS = frozenset(
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy g gl gu ha hd hg hp hr hs hu hx ig im "
    "ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta "
    "td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze je gy".split()
)
_POSTCODE = re.compile(r"(?<![\w£$/.-])([a-z]{1,2})(\d[a-z\d]?)[ ]{0,2}(\d)([abd-hjlnp-uw-z]{2})(?![\w/])")
_NOT_INWARD = frozenset("st nd rd th hr yr ft lb".split())  # 'E10 3rd floor'

_SURE = "road rd street avenue ave av crescent cres gardens gdns terrace terr mews lane grove broadway boulevard embankment".split()
_MAYBE = (
    "st close clos drive dr court ct place pl square sq hill row walk rise view green way parade end gate fields meadow meadows vale croft house hse point tower towers "
    "lodge heights mansions buildings quay wharf reach park yard chase bank field fold mount rd. st. villas cottages circus dale brow wynd brae spur drove path".split()
)
_BLOCKS = "house hse court tower towers point lodge heights mansions buildings wharf quay reach mill".split()
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER = rf"(?:\d{{1,4}}[a-h]?(?:[/-]\d{{1,3}}[a-h]?)?|(?:{_TENS})(?:[ -](?:{_ONES}))?|{_ONES})"
_FLAT = rf"(?:flat|apartment|apt|flt|maisonette|studio)[ ]?(?:no\.?[ ]?|number[ ]?)?(?P<flat>\d{{1,4}}[a-h]?(?:/\d{{1,2}})?|[a-h]\d{{0,2}}|{_TENS}(?:[ -](?:{_ONES}))?|{_ONES})\b"
_NAME = r"(?:[a-z][a-z'.]{1,15}[ ]){1,3}?"
_STREET = re.compile(
    rf"(?<![\w£$.:/-])(?P<number>{_NUMBER})[ ,]{{1,2}}(?P<name>{_NAME})(?P<type>{'|'.join((*_SURE, *_MAYBE))})\b"
)
_FLAT_OF = re.compile(
    rf"\b{_FLAT}(?!['’]|[ ]?(?:bed|bedroom|weeks?|days?|months?|years?|nights?|hours?|hrs?|times?|floors?|people|of us|bedroomed|storeys?|or|screen|roof|pack|out of|per|%|hundred|way|years)\b)"
)
_BLOCK = re.compile(rf"\b(?P<name>(?:[a-z][a-z'.]{{2,15}}[ ]){{1,2}}?)(?P<type>{'|'.join(_BLOCKS)})\b")
_CUE = re.compile(
    r"(?:\b(?:at|in|from|of|to|outside|address(?: is)?|live|lives|living|number|no\.?|near|re|opposite|round|behind|here|on|it's|its|addres|for|between|and)[ :]{1,2}|[,:\n(][ ]?|^|\. )$"
)
_PLAIN = frozenset(
    "a an the my our your his her their its this that these those in on at of to from by for with and or but is was are were be been bed beds bedroom bedrooms bedroomed min mins minute minutes "
    "hour hours day days week weeks month months year years yr yrs time times old people person storey story stories men kids children foot feet inch inches mile miles metre metres per cent percent percentage "
    "pm am way ways door doors whole new big own same other next last first second third council every each no not private social sheltered care half full back front top bottom "
    "left right up down off out over under one two three four five six seven eight nine ten all any some more flats flat house houses home homes block quid pounds weeks' hours' still then when "
    "who which where there here have has had can could will would should got get go going so as if it i we you he she they me us them only just really very too also open shut safe "
    "empty public town country county crown magistrates small high power green light warm cold wet damp dry street dead full boarding guest halfway semi terraced detached bring kick near past "
    "since after before during until till about around through across into onto within without like nice good bad nearly almost single double loud long short main busy dark said says say "
    "around call rang ring went come came want need needs look looking see saw tell told move moved moving give given take turn fire meeting open boiling melting starting sore selling vantage".split()
)


def postcodes(view: View) -> Iterator[Found]:
    """British postcodes with both halves, as 'LS6 2AB'."""
    if not view.digits:
        return
    for hit in view.finditer(view.digits, _POSTCODE):
        area, district, sector, unit = hit.groups()
        if area in _AREAS and unit not in _NOT_INWARD:
            yield Found("postcode", f"{area}{district} {sector}{unit}".upper(), *hit.span())


def addresses(view: View) -> Iterator[Found]:
    """'Flat 3, 14 Alder Court', '12 elm close', 'Kestrel House'."""
    pieces: list[tuple[str, int, int]] = []
    for finder in (_flats, _streets, _blocks):
        taken = list(pieces)
        pieces += [each for each in finder(view) if all(each[2] <= start or each[1] >= end for _, start, end in taken)]
    pieces.sort(key=lambda each: each[1])
    joined: list[tuple[str, int, int]] = []
    for value, start, end in pieces:
        if joined and 0 <= start - joined[-1][2] <= 3 and not view.text[joined[-1][2] : start].strip(" ,\n"):
            joined[-1] = (f"{joined[-1][0]}, {value}", joined[-1][1], end)
        elif not joined or start >= joined[-1][2]:
            joined.append((value, start, end))
    for value, start, end in joined:
        yield Found("address", value, start, end)


def _streets(view: View) -> Iterator[tuple[str, int, int]]:
    if not view.has(_KINDS):
        return
    for hit in view.finditer(_KINDS, _STREET, before=80):
        words = hit["name"].split()
        if not _PLAIN.isdisjoint(words):
            continue
        written = view.written[hit.start("name") : hit.end("name")].split()
        sure = hit["type"] in _SURE or all(word[:1].isupper() for word in written)
        if not sure and not _CUE.search(view.text[max(0, hit.start() - 14) : hit.start()]):
            continue
        if not hit["number"][0].isdigit() and not _CUE.search(view.text[max(0, hit.start() - 14) : hit.start()]):
            continue
        yield (
            f"{_titled(hit['number']) if hit['number'].isalpha() or ' ' in hit['number'] else hit['number'].upper()} {_titled(hit['name'] + hit['type'])}",
            hit.start(),
            hit.end(),
        )


def _flats(view: View) -> Iterator[tuple[str, int, int]]:
    if not view.has(_FLATS) and "flat" not in view.text:
        return
    for hit in view.finditer(_FLATS | view.digits, _FLAT_OF):
        told, after = hit["flat"], view.text[hit.end() : hit.end() + 2]
        if told.isalpha() and len(told) == 1:  # 'flat a': a letter, or the article?
            if told == "a" and not (view.written[hit.start("flat")] == "A" or after[:1] in (",", ".", "\n", "")):
                continue
        elif told.isalpha() and told in ("one", "two") and not after.startswith((",", ".", "\n")):
            continue
        yield (
            f"Flat {told.upper() if (len(told) < 5 and not told.isalpha()) or len(told) == 1 else told}",
            hit.start(),
            hit.end(),
        )


def _blocks(view: View) -> Iterator[tuple[str, int, int]]:
    """The name of a block: its words in capitals, or after 'at' or 'flat 3'."""
    if not view.has(_BLOCK_KINDS):
        return
    for hit in view.finditer(_BLOCK_KINDS, _BLOCK, before=50):
        words = hit["name"].split()
        while words and words[0] in _PLAIN:
            words = words[1:]
        if not words or not _PLAIN.isdisjoint(words):
            continue
        name = " ".join(words)
        start = hit.start("type") - 1 - len(name)
        written = view.written[start : hit.end()].split()
        capitals = all(word[:1].isupper() for word in written) and not view.written[start : hit.end()].isupper()
        before = view.text[max(0, start - 12) : start]
        if not capitals and not (len(words) == 1 and _LIVES.search(before)):
            continue
        yield _titled(f"{name} {hit['type']}"), start, hit.end()


_KINDS = frozenset((*_SURE, *_MAYBE))
_BLOCK_KINDS = frozenset(_BLOCKS)
_FLATS = frozenset("flat apartment apt flt maisonette studio".split())
_LIVES = re.compile(
    r"(?:\b(?:live in|lives in|live at|lives at|at|address|flat \d{1,3}[a-h]?,?|of flat \d{1,3}) |\b\d{1,3}[a-h]?,? )$"
)


def _titled(words: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words.split())
