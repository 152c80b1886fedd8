"""Harm told so plainly that nothing else in the same breath makes it harmless: a dog, the rent, a broken boiler.

None of these has an `unless`: that is looked for in the whole sentence, where people tell of other things too.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger

_NEAR = r"(?:partner|ex|dad|father|stepdad|step dad|brother|son|mum|mother|missus|flatmate)"
_CHILD = r"(?:daughter|son|granddaughter|grandson|grandchild|niece|nephew|child|kid|baby|toddler|little (?:girl|boy|un|one)|girl|boy|lad|lass)"
_NO_HARM = r"(?! (?:up|about|with|for|over|on|in the (?:car|queue|league|race)|by accident|down|off|at (?:chess|scrabble|cards|pool|darts|the lights)|into|to it|and ran|hard))"

RULES: tuple[Rule, ...] = (
    danger(
        "safeguarding.domestic_abuse",
        "strangled strangles strangling choked choking stabbed raped punched punches battered batters",
        rf"(?:he|she|{_NEAR}) (?:has |just |has just |tried to |keeps |is |was |also |even |nearly |then )*(?:strangled|strangles|strangling|choked|choking|stabbed|raped|punched|punches|battered|batters) (?:me|my (?:mum|mam|daughter|son|kids))",
    ),
    danger(
        "safeguarding.domestic_abuse",
        "hit hits hitting slapped slaps kicked kicks beat beats beating",
        rf"my (?:ex )?{_NEAR} (?:has |just |keeps |is |was |always |then )*(?:hit|hits|hitting|slapped|slaps|kicked|kicks|beat|beats|beating) me{_NO_HARM}",
    ),
    danger(
        "safeguarding.child",
        "hurt hit beaten abused harmed smacked punched molested raped",
        rf"{_CHILD} (?:next door |upstairs |downstairs )?(?:is |s |was |keeps |keep |has been |gets |are )*(?:being |getting |been )?(?:hurt|hit|beaten|abused|harmed|smacked|punched|molested|raped) (?:up )?(?:[a-z]+ ){{0,2}}?by (?:her|his|their|the|my|a) (?:mums |mothers |nans )?"
        r"(?:own )?(?:dad|father|stepdad|step dad|stepfather|mum|mother|stepmum|partner|ex|uncle|aunty|auntie|cousin|brother|teacher|childminder|carer|foster [a-z]+)",
    ),
    danger(
        "safeguarding.child",
        "hurt hurts hurting hit hits hitting beats beating slaps slapping kicks kicking punches punching smacks smacking",
        r"(?:stepdad|step dad|stepmum|dad|mum|mam|mother|father|uncle|(?:mums|mams|dads|nans) (?:partner|new man|fella|bloke|husband)|partner|ex) (?:is |s |keeps |just |always |has been |been )*(?:hurts?|hurting|hits?|hitting|beats?|beating|slaps?|slapping|kicks?|kicking|punches|punching|smacks?|smacking) "
        rf"(?:up )?(?:my|our|his|her|the) (?:own )?(?:little |baby |big |younger |older |wee |twin |step )*(?:brother|sister|{_CHILD[3:-1]})s?(?! (?:up|bike|room|head on))",
    ),
    danger(
        "safeguarding.adult",
        "steals stealing stole steal nicks nicking takes taking took",
        r"(?:carer|carers|home help|support worker|grandson|nephew|neighbour) (?:is |keeps |been |has been |was )*(?:steals|stealing|stole|steal|nicks|nicking|takes|taking|took) (?:all )?(?:my|mums|mams|nans|dads|her|his) (?:money|cash|purse|pension|bank card|savings|jewellery|(?:tablets|pills|meds|medication)(?! (?:up|upstairs|round|in|out|at|to|over|with)))",
    ),
)
