"""Pairs of words of which the first only looks like a danger: gas bills, fire doors, a smoke alarm, a flood of calls."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

# Harmless pairs: the first word is hidden from the rules (same length, so that places do not move).
_HARMLESS = re.compile(
    r" gas(?= (?:safe|safety|bills?|engineers?|man|men|service|services|servicing|serviced|check|checks|checked|inspection|"
    r"leak check|leak test|leak detection|certificate|cert|appointment|account|card|key|credit|top|supplier|company|reading|readings|meter reading|"
    r"and electric|test|central heating|barbecues?|bbqs?|barbie|grills?|board|people|mark) )"
    r"| (?:gas|electric|electrical|log|coal|open|wall|feature|effect) fire(?= )"
    r"| fire(?= (?:doors?|alarms?|escapes?|exits?|extinguishers?|risk|safety|brigade|service|engines?|drills?|surround|"
    r"proof|retardant|resistant|regs|regulations?|wardens?|blankets?|signs?|notice|tests?|assessments?|officers?|"
    r"station|stopping|guard|tv|stick|wall|pit|hydrant|detection|panel|strategy|action|man|men|fighters?|inspection|"
    r"point|rating|rated|sale|damage|damaged|place|places|precautions?|evacuation|procedures?|certificate|marshal|hazard) )"
    r"| smoke(?= (?:alarms?|detectors?|damage|damaged|free|heads?|vents?|sensors?|alarm) )"
    r"| shock(?= (?:to (?:hear|learn|read|find|all of|everyone|me|us)|when (?:i|we|she|he) (?:saw|heard|read|opened|looked)|absorbers?|tactics) )| (?:static|culture) shock(?= )| spark(?= (?:a |an |the |up a )*(?:rows?|arguments?|debate|interest|rumours?|idea|conversation|joy|between) )"
    r"| (?:i|we|they|who|people|lads|kids|teenagers|neighbours|residents|tenants|to) smoke(?= (?:and drink|in (?:my|the|their|our)|on (?:the|our|my)|out|outside|inside|weed|it|there|here|all) )"
    r"| flood(?= of (?:complaints?|calls|letters|emails|people|tears|messages) )| gas(?= (?:leak )?scares? )| fire(?= (?:and brim ?stone|with (?:questions?|ideas?|enthusiasm|excitement|jokes|love)|in (?:the|my|her|his) belly) )| spark(?= (?:booked|due|turned up|never (?:came|turned|showed)|arranged|cancelled) )| electric(?= (?:key|card|credit|bills?|account|supplier|company|readings?) )"
    r"| poo(?= bags?)| water(?= (?:meter|bill|bills|butt|rates|feature|company|board) )"
)


def without_harmless(line: str) -> str:
    """The line with harmless pairs hidden; as long as before."""
    return _HARMLESS.sub(_hidden, line)


def _hidden(pair: re.Match[str]) -> str:
    if pair[0].endswith(" fire"):
        return pair[0][:-4] + "xire"
    return " " + "x" * (len(pair[0]) - 1)
