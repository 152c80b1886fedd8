"""Machines that a person needs at home: what keeps them breathing, and other powered aids that have stopped.

Who breathes by a machine that stops or sounds its alarm is told to call 999: the landlord mends none of these. What
else runs on electricity and is needed at once (a feeding pump, a profiling bed) is a powered aid that broke.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w

_BREATHES = (
    r"(?:(?:home |portable )?oxygen (?:machine|concentrator|supply|box|unit|compressor|pump|monitor|thing|tank)|oxygen|concentrator|ventilator|vent machine|breathing machine|bipap|life support(?: machine)?|"
    r"suction (?:machine|pump|unit)|apn(?:o)?ea (?:monitor|alarm))"
)
_AID = (
    r"(?:cpap(?: machine)?|sleep apn(?:o)?ea machine|nebuli[sz]er|feed(?:ing)? (?:pump|machine)|peg (?:pump|feed)|dialysis machine|hospital bed|profiling bed|electric bed|(?:air|pressure|airflow) mattress|syringe driver|"
    r"bath lift|(?:oxygen|medical|hospital) equipment)"
)
_STOPS = (
    r"(?:stopped|stoped|stopping|stops|not working|isnt working|not workin|doesnt work|dosnt work|wont work|wont (?:turn|come|switch|go|start|power)(?: back)? ?(?:on|up)?|not (?:turning|coming|switching) on|beeping|beepin|bleeping|alarming|alarm (?:is |keeps |s |has )*(?:going|gone|sounding|on)|"
    r"keeps (?:alarming|beeping|cutting|stopping|going off)|died|has died|dead|packed (?:up|in)|broke|broken|broken down|cut(?:ting)? out|conked out|failed|failing|run(?:ning)? out|ran out|gone (?:off|down|dead|flat|wrong)|went off|deflated|playing up|nearly empty|is empty)"
)
_NOT_THIS = r"lift|lifts|bathroom|kitchen|extractor|fan|trickle|loft|roof|window|vents?|spare|backup|back up|cylinder|bottle|bottles|if|in case|priority|training|tv|telly|film|phone|door|doorbell|smart|tank for|fish|aquarium|rent|was broken in"
_POWER = r"power|electric|electrics|electricity|socket|sockets|leccy|fuse|tripped|tripping|plug"

RULES: tuple[Rule, ...] = (
    danger(
        "medical.emergency",
        "oxygen concentrator ventilator breathing bipap support suction apnoea apnea",
        rf"{_BREATHES} (?:is |has |have |s |was |keeps |just |its |it |and |now |all |of (?:mine|his|hers) )*{w(2)}{_STOPS}|{_STOPS} {w(3)}(?:my|his|her|mums|dads|nans|partners|the) {_BREATHES}|(?:no|without|out of|low on|running out of) (?:his |her |my )?oxygen(?= (?:left|now|and|in|for|please|help|at home|[.,])| $)",
        _NOT_THIS,
    ),
    danger(
        "adaptation.stairlift_hoist",
        "cpap apnoea apnea nebuliser nebulizer pump machine feed bed mattress driver equipment",
        rf"{_AID} (?:is |has |have |s |was |keeps |just |its |it |and |now |all )*{w(2)}{_STOPS}",
        rf"{_NOT_THIS}|{_POWER}|delivered|delivery|bedbugs?|bugs|mould",
    ),
)
