"""No heating, no hot water, or neither: three faults of one boiler that share their words. Grammar tells them apart.

Pure: the fault that reads likeliest and the words in, the fault that they name out.
"""

import re

NO_HEATING, NO_HOT_WATER, NEITHER = "heating.no_heating", "heating.no_hot_water", "heating.no_heating_hot_water"
THREE = frozenset({NO_HEATING, NO_HOT_WATER, NEITHER})
_NO = r"(?:no|not|without|neither|hasnt|havent|hadnt|nor|lost) (?:[a-z]+ ){0,3}?"
_WORKS = r"(?:is |are |s |still |all |does |just )*(?:fine|ok|okay|works?|working|good|alright|all right)"
_NEITHER = re.compile(
    rf" {_NO}(?:heat(?:ing)? (?:and|or|nor) (?:any |no |the )*hot water|"
    r"hot water (?:and|or|nor) (?:any |no |the )*heat(?:ing)?) "
)
_NO_HEATING = re.compile(rf" {_NO}heat(?:ing)? ")
_NO_HOT_WATER = re.compile(rf" {_NO}hot water ")
_WATER_WORKS = re.compile(rf" hot water {_WORKS} ")
_HEATING_WORKS = re.compile(rf" heat(?:ing)? {_WORKS} ")


def told_apart(fault: str, line: str) -> str:
    """Which of the three the words of `line` name, where they say so; else `fault` as it is.

    "No heating or hot water" is both; "no heating but the hot water is fine" is one of them.
    """
    if fault not in THREE:
        return fault
    if _NO_HEATING.search(line) and _WATER_WORKS.search(line):
        return NO_HEATING
    if _NO_HOT_WATER.search(line) and _HEATING_WORKS.search(line):
        return NO_HOT_WATER
    return NEITHER if _NEITHER.search(line) else fault
