"""No heating, no hot water, or neither: three faults of one boiler that share their words. Grammar tells them apart.

Pure: the fault that reads likeliest and the words in, the fault that they name out.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

NO_HEATING, NO_HOT_WATER, NEITHER = "heating.no_heating", "heating.no_hot_water", "heating.no_heating_hot_water"
PARTLY = frozenset({"heating.partial", "heating.wont_turn_off"})
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
_RADS = r"(?:radiators?|rads?|heaters|storage heaters)"
_OFF = r"(?:stone |stoney |freezing |ice |all |completely |just )*(?:cold|off|dead|not working|not (?:getting |coming )?(?:on|warm|hot))"
_ALL_COLD = re.compile(
    rf" (?:(?:every|all (?:of )?(?:the |my |our )?) ?(?:single |last )?{_RADS} (?:in (?:the|my|this) (?:flat|house|place) )?(?:is |are |s |stay |have gone |has gone |gone |went )*{_OFF}|"
    rf"(?:none of (?:the |my |our )?|not (?:one|a single) (?:of the )?|no ){_RADS} (?:is |are |s |will |wont |that |which )*(?:(?:come|coming|get|getting|go|going|gone|have come|has come) )?(?:on|warm|hot|working|works|work|heat|heats|heating)|"
    rf"{_RADS} (?:is |are |have gone |gone |went |all )*{_OFF} (?:[.,] )?(?:all|right) (?:through|over|round|of them)(?: the| my)?|{_RADS} (?:are |have |is )*(?:all|every one|everyone|the lot) (?:of them )?(?:are |is |gone |stone |ice )*(?:cold|off|dead)|"
    rf"{_RADS} (?:are |is )*{_OFF} (?:in |through )?(?:every|all) (?:the )?(?:rooms?|of them)) "
)
_NOT_ALL = re.compile(
    rf" (?:except|apart from|bar the|but (?:one|the|my)|other than|only (?:one|the)|(?:at|half) the (?:top|bottom)|top half|at the (?:top|bottom)|too hot|boiling|roasting|wont (?:turn|go) off|cannot (?:turn|get) {_RADS} off) "
)


def told_apart(fault: str, line: str) -> str:
    """Which of the three the words of `line` name, where they say so; else `fault` as it is.

    "No heating or hot water" is both; "no heating but the hot water is fine" is one of them. Every radiator cold is
    no heating, however much it speaks of radiators.
    """
    if fault in PARTLY and _ALL_COLD.search(line) and not _NOT_ALL.search(line):
        return NO_HEATING
    if fault not in THREE:
        return fault
    if _NO_HEATING.search(line) and _WATER_WORKS.search(line):
        return NO_HEATING
    if _NO_HOT_WATER.search(line) and _HEATING_WORKS.search(line):
        return NO_HOT_WATER
    return NEITHER if _NEITHER.search(line) else fault
