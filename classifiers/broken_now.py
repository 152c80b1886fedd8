"""Is something that a home cannot do without told as broken now, beside a matter of law, money or manners?

"Can I get out of my lease: the furnace quit on Sunday": the trained model hears the lease alone. By form: a thing of
the home and what happened to it, or how long they are without it; unless the whole tells of a matter that is closed.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

from classifiers.closed import is_over

_THING = (
    r"(?:heat|heating|heater|furnace|boiler|immersion|hot water|water|ac|a c|air con|air conditioners?|air conditions|air conditioning|compressor|power|electric|electricity|"
    r"lights?|toilet|loo|lift|elevator|(?:front|back|lobby|street|main|outside|entry|building|communal) door|lock|radiators?|rads?|detector|stairlift)"
)
_FOR = r"(?:(?:\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|several|couple of|few) (?:days?|weeks?|months?|nights?|hours?))"
_STATE = (
    r"(?:quit|died|packed (?:up|in)|conked out|seized|gave out|hasnt|havent|isnt (?:working|locking|closing)|not (?:working|locking|closing)|stopped(?: working)?|broke|went (?:out|off|in)|"
    r"wont (?:lock|close|shut|work|come|turn|start|latch)|doesnt (?:lock|close|shut|work|come|latch)|has run|runs day|"
    r"(?:is|are|was|were|has been|have been|been|s) (?:[a-z]+ )?(?:out|off|dead|down|broken))"
)
_WATER = r"(?:water|rain|it) (?:is |s |has been |keeps )*(?:comes?|coming|dribbling|dripping|running|pouring|leak) (?:(?:down|in|through|out|over|inside) ){1,2}(?:the|my|our|his|her|inside|when|of)"
_BROKEN = re.compile(
    rf" (?:{_THING} (?:[a-z]+ )?{_STATE}|dead {_THING}|{_FOR} (?:now )?(?:without|with no) (?:any |the )?{_THING}s?|{_WATER}|"
    rf"(?:no|without|havent got|have no|hasnt got) (?:any )?{_THING} (?:{_FOR}|since|for|in the (?:house|flat|place|building)|at all|and|or)|(?:its|has gone|gone) (?:all )?black (?:to|in one|with mould)) "
)
_WHEN = re.compile(r" (?:when|while|after|because|that|about|having|says|said|lists?|for) (?:the |my |our )?$")
"""Stands before what only dates or names something else."""


def is_broken_now(line: str) -> bool:
    """Does the line name something that is broken now, and nothing that closes the matter?"""
    found = next(
        (
            each
            for each in _BROKEN.finditer(line)
            if not _WHEN.search(line, max(each.start() - 24, 0), each.start() + 1)
        ),
        None,
    )
    return found is not None and not is_over(line, line)
