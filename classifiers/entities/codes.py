"""References, fault codes of boilers, credit on a meter, sums of money."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Iterator

from classifiers.entities.view import Found, View

_OURS = re.compile(r"\bfd-[2-9a-z]{3}-[2-9a-z]{4}\b")  # as `router.intake.new_reference` gives them
_CUE = re.compile(
    r"\b(?:(?:(?:job|order|works?|repair|case|complaint|tenancy|rent|account|application|payment|crime|enquiry|invoice|ticket|incident|casework|fault|lettings?|bid|customer|booking)s?[ ]?)"
    r"(?:ref(?:erence)?|number|num|no|nr|id|order|#)?|ref(?:erence)?(?: ?(?:number|num|no))?|wo|our ref|your ref)\b\.?[ ]?(?:number|no\.?)?(?: (?:is|was|it's|its|of))?[ ]?[:#=-]?[ ]?\(?#?"
    r"(?P<id>(?=[a-z/.-]{0,8}\d)[a-z0-9]{1,12}(?:[/-][a-z0-9]{1,10}){0,4})(?![\w£%]|[.,:]\d|[ ]?(?:am|pm|st|nd|rd|th|days?|weeks?|months?|years?|hours?|times?|visits?|bed|people|of|out)\b)"
)
_CUES = frozenset(
    [
        "ref",
        "reference",
        "job",
        "order",
        "works",
        "work",
        "repair",
        "case",
        "complaint",
        "tenancy",
        "rent",
        "account",
        "application",
        "payment",
        "crime",
        "enquiry",
        "invoice",
        "ticket",
        "incident",
        "casework",
        "fault",
        "tenant",
        "housing",
        "letting",
        "lettings",
        "bid",
        "customer",
        "booking",
        "wo",
        "jobs",
        "orders",
        "cases",
        "refs",
        "repairs",
        "complaints",
    ]
)
_NAMED = re.compile(r"(?:ref|number|num\b|\bno\b|\bnr|\bid\b|#|:|\bwo\b)")

MAKES = frozenset(
    [
        "worcester",
        "bosch",
        "vaillant",
        "valiant",
        "vailant",
        "baxi",
        "ideal",
        "potterton",
        "viessmann",
        "alpha",
        "ariston",
        "vokera",
        "ferroli",
        "intergas",
        "keston",
        "ravenheat",
        "remeha",
        "glowworm",
        "glow",
        "main",
        "biasi",
        "halstead",
        "saunier",
        "atag",
        "heatline",
        "combi",
        "logic",
        "ecotec",
        "greenstar",
    ]
)
_NEAR = re.compile(
    r"\b(?:boilers?|codes?|display\w*|error|fault|flash\w*|showing|shows|screen|lockout|combi|(?:glow ?worm|worcester|bosch|vaill?iant|vaillant|baxi|ideal|potterton|viessmann|alpha|ariston|vokera|ferroli|intergas|ecotec|greenstar|logic))\b"
)
_GATE_FAULT = (
    frozenset(
        [
            "boiler",
            "boilers",
            "code",
            "codes",
            "display",
            "error",
            "fault",
            "flashing",
            "showing",
            "shows",
            "screen",
            "says",
            "lockout",
            "boilr",
        ]
    )
    | MAKES
)
_FAULT = re.compile(
    r"(?<![\w£$/.@-])(?P<code>[acdefhlpsu]{1,2}[ .:-]?\d{1,3}[a-z]?)(?![\w%]|[.]\d|[ ]?\d[a-z]{2}\b|[:/]\d)"
)
_SAID = re.compile(
    r"\b(?:(?:fault|error|lockout)(?: code)?|codes?|display(?:s|ing)?|flashing|showing|shows)(?:[ ](?:up|is|was|a|an|the|code|error|fault|says|saying|reads|of|with|number|it says|on it|message|symbol|letters|display|screen))*[ ]?[:=-]?[ ]?[\"']?"
    r"(?P<code>(?:e ?a|e ?c|f ?a|f ?b|f ?d|c ?[1-9]|a ?1|[efhl][ .]?\d{1,3}|\d{3}[a-z]?)(?=[\s\"'.,;!?)]|$))(?![.]\d|[ ]?(?:weeks?|days?|times?|pm|am|degrees|p\b))"
)
_NO_CODE = frozenset("co2 cp12 fd30 fd60 a4 a3 a5 p6 h2 c4 e10000 u2 h20 s106 p2 u1 d1 d2 s21 s8 a38".split())  # noqa: SIM905 - a list of words is read more easily as one text
_BEFORE_OTHER = re.compile(
    r"(?:flats?|rooms?|apartments?|apt|block|plot|unit|door|number|no|band|class|size|on the|junction|section|postcode|form|house|building|level|floor|zone|bay|year|gate|stair|at|ref|job|the)[ .:]{1,2}$"
)
_AFTER_OTHER = re.compile(
    r"[ ](?:postcode|area|road|bus|form|paper|size|battery|batteries|bulb|letter|flat|block|screws?|plug)\b"
)

_AMOUNT = re.compile(
    r"(?:(?P<sign>[£€$])[ ]?(?P<sum>\d{1,3}(?:,\d{3}){1,2}(?:\.\d\d)?|\d{1,7}(?:\.\d{1,2})?)(?P<k>k\b)?|(?<![\w.£:/-])(?P<plain>\d{1,6}(?:\.\d\d)?)[ ]?(?:(?P<pounds>pounds?|quid|gbp)|(?P<pence>p|pence))\b)(?!\d)"
)
_METER = re.compile(r"\b(?:meters?|prepay\w*|top(?:ped)?[ -]?up|key|emergency|lecc?y|electric\w*|gas)\b")
_ON_METER = re.compile(
    r"^[ ]?(?:of )?(?:(?:left|credit|remaining|on|in|still on|is on|was on|worth)[ ]?){1,3}(?:on )?(?:the |my |our |it|there|in the )?(?:gas |electric |electricity |leccy |smart |prepay(?:ment)? |emergency )?(?:meter|credit|key|emergency|left)\b"
)
_METER_SAYS = re.compile(
    r"\b(?:meters?|credit)(?: (?:is|has|says|shows|showing|reads|got|at|only|down to|still|on|of|about|left|in|it|was|with|prepay|now))*[ ]?[:=,-]?[ ]?-?$"
)
_CREDIT = re.compile(
    r"\b(?:(?P<emergency>(?:on (?:the |my )?)?emergency(?: (?:credit|electric|gas))|in (?:the )?emergency(?= (?:on|credit)))|(?P<none>(?:no|zero|out of|run out of|ran out of|not got any|no more|without|run down the) credit|(?:gas|leccy|electric|electricity|meter) (?:credit )?(?:has |have |is |just )*(?:run|ran) out))\b"
)
_OTHER_CREDIT = re.compile(
    r"\b(?:phone|universal|mobile|rent|check|card|call|ring|text|topped my phone|giffgaff|minutes)\b"
)


def references(view: View) -> Iterator[Found]:
    """Ours and other people's, in capitals: 'FD-7KM-22QX', 'job ref 12345', 'order no. WH/2204/B'."""
    if not view.digits and "fd-" not in view.text:
        return
    if "fd-" in view.text:
        for hit in _OURS.finditer(view.text):
            yield Found("reference", hit[0].upper(), *hit.span())
    if not view.has(_CUES):
        return
    for hit in view.finditer(_CUES, _CUE):
        told = hit["id"]
        digits = sum(each.isdigit() for each in told)
        if digits >= 4 or (digits >= 2 and _NAMED.search(hit[0][: -len(told)])):
            yield Found("reference", told.upper(), *hit.span("id"))


def faults(view: View) -> Iterator[Found]:
    """Codes on the display of a boiler: only near words that tell of one. 'F.28' is F28."""
    if not view.has(_GATE_FAULT):
        return
    text = view.text
    for hit in view.finditer(_GATE_FAULT, _SAID):
        if hit["code"] not in _NO_CODE and (
            not hit["code"].isalpha() or not text[hit.end("code") :].lstrip(" ").startswith("'")
        ):
            yield Found("fault_code", _code(hit["code"]), *hit.span("code"))
    if not view.digits:
        return
    for hit in view.finditer(view.digits, _FAULT):
        start, end = hit.span("code")
        code = _code(hit["code"])
        if code.lower() in _NO_CODE or hit["code"].startswith(("a ", "s ", "d ", "u ")):
            continue
        if _BEFORE_OTHER.search(text[max(0, start - 14) : start]) or _AFTER_OTHER.match(text, end):
            continue
        if _NEAR.search(text[max(0, start - 70) : start]) or _NEAR.search(text[end : end + 50]):
            yield Found("fault_code", code, start, end)


def _code(written: str) -> str:
    return "".join(each for each in written if each.isalnum()).upper()


def credit(view: View) -> Iterator[Found]:
    """What is left on a prepayment meter: '£3.20', 'emergency', 'none'."""
    text = view.text
    if "credit" not in text and "meter" not in text and "emergency" not in text and " out" not in text:
        return
    if "credit" in text or "emergency" in text or " out" in text:
        for hit in _CREDIT.finditer(text):
            near = text[max(0, hit.start() - 30) : hit.end() + 30]
            if hit["emergency"] or not _OTHER_CREDIT.search(near):
                yield Found("meter_credit", "emergency" if hit["emergency"] else "none", *hit.span())
    if view.digits:
        for hit in view.finditer(view.digits, _AMOUNT):
            before, after = text[max(0, hit.start() - 50) : hit.start()], text[hit.end() : hit.end() + 50]
            if not _METER.search(before[-30:] + after) or _OTHER_CREDIT.search(before[-30:] + after[:15]):
                continue
            if _ON_METER.match(after) or _METER_SAYS.search(before):
                yield Found("meter_credit", _sum(hit), *hit.span())


def money(view: View) -> Iterator[Found]:
    """Sums: '£84.60'. '50 quid' is £50.00, '50p' £0.50."""
    if view.digits:
        for hit in view.finditer(view.digits, _AMOUNT):
            yield Found("money", _sum(hit), *hit.span())


def _sum(hit: re.Match[str]) -> str:
    told = float((hit["sum"] or hit["plain"]).replace(",", ""))
    if hit["pence"]:
        told /= 100
    if hit["k"]:
        told *= 1000
    return f"{hit['sign'] or '£'}{told:.2f}"
