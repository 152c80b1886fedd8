"""Sewage and foul drains told in plain words, water from a home above, and floods from river, street and hill."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_COVER = r"(?:manhole|manholes|inspection (?:cover|chamber)|chamber|drain (?:cover|lid)|metal (?:lid|cover)|round (?:lid|iron)|cover|lids?|septic|cesspit|drains?|gully|gulley|main (?:line|run))"
_PAPER = r"(?:toilet (?:roll|paper)|loo roll|bog roll|tissue|sweetcorn|toilet (?:stuff|water))"
_OUT = r"(?:path|patio|yard|lawn|garden|lid|cover|flags|grass|drain|manhole|edges|alley|slabs|step|floor|hall|bath|shower|tray|plughole|it)"
_FIXTURE = r"(?:shower(?: tray)?|baths?|bathtub|tub|sinks?|plug ?holes?|plug ole|floor drain|toilets?|loo|wet room|basin|kitchen|drain)"
_CLOSET = r"(?:toilets?|lavatory|lavatories|loos?|lavs?|lavv(?:y|ies)|bogs?|wcs?|sewers?|drains?|septic tank|cesspit)"
_FOUL = r"(?:brown|black|grey|gray|dirty|lumps|tissue|paper|muck|number twos|foul|cess|stinking|vile|bits|sewage|poo|not water|everybody elses)"
_UP = (
    r"(?:upstairs|up stairs|upstares|(?:flat|flats|property|woman|neighbours?|people|lady|man|tenants?|couple|family|unit|apartment|condo|bathroom|bath|one) (?:up )?(?:above|overhead|over (?:me|us|mine))|above (?:me|us|mine|ours)|next (?:door|floor) up|"
    r"floor above|above flat|overhead|up top|up there|from above|(?:from|off|by) (?:the )?(?:flat |number |no |no \. |num )?\d+\w?|(?:flat|number|no) (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|(?:flat|number|no) \d+\w?)"
)
_WET = r"(?:leak|leaky|drip\w*|drops?|water|wet|plopping|stain|brown (?:ring|patch|mark)|yellow ring|trickl\w*|overflow\w*|flood|raining|pelting|shower)"
_IN = r"(?:coming|comes|came|drip\w*|leak|flood|pouring|dropping|falls?|raining|pelting|running)"
_RIVER = r"(?:river|becks?|brooks?|stream|creek|canal|tide|seawater|field runoff|runoff|run off|surface water|off the (?:hill|street|road)|street|road|storm|thunderstorm|heavy rain\w*|rain ?water)"
_HOME = r"(?:in the (?:hall|house|kitchen|front room|living room|porch|flat)|the (?:back |front |patio )?doors?|back dor|air ?bricks?|cellar|basement|doorstep|step|skirting|patio doors|floorboards|indoors|living room|kitchens?|ground floor|entered (?:the )?home)"
_OVER = (
    r"gutter\w*|music|noise|smoke|balcony|rainwater|meter|no hot water|pressure|new roof|(?:leaks?|now|since|is|was) (?:fixed|mended|cured|repaired|stopped)|stopped now|fixed|who pays|mould\w*|"
    r"(?:in|last|on \d+) (?:january|february|march|april|may|june|july|august|september|december|fall)|ago|escape of water|no upstairs|overflow (?:from|discharg\w*|pipe)|radiator|soil pipe|"
    r"is there a leak|water damage"
)
"""Over and done with, or another thing: not water from a home above now."""

RULES: tuple[Rule, ...] = (
    danger(  # the stack, by what it looks like
        "drainage.soil_stack",
        "pipe pipes stack",
        rf"(?:pipe|pipes|stack) {w(8)}(?:from|off|for|below|behind) (?:the |all the |our |my |upstairs )*(?:toilets?|loos?|lavs?|wcs?) (?:(?:has|have|is|s|just|all|outside|down|the|wall|it|that) )*(?:split|cracked|crack|come apart|came apart|burst|broken|broke|snapped|leak|parted|come away|hole)",
        r"flush pipe|cistern|push fit|inlet|fill|clean water|flexi|supply",
    ),
    danger(
        "drainage.sewage_inside",
        "up out from through flush flushes flushed upstairs backing",
        rf"{_FOUL} {w(8)}(?:coming|comes|comin|came|come|oozing|bubbling|seeping) (?:up |back )*(?:out of|from|through|out) (?:the |my |our )?(?:shower (?:hole|tray|drain|waste|plug)|plug ?(?:hole|ole)|bath (?:hole|drain|plug|waste)|sink (?:hole|waste|plug)|floor drain|wet room drain)|{_FOUL} {w(8)}(?:coming|comes|comin|came|come|pushing|glugging|seeping|burps?) (?:it )?(?:back )?up {w(5)}{_FIXTURE}|(?:coming|comes|comin|came|come|pushing) (?:it )?(?:back )?up {w(5)}{_FIXTURE} {wide(8)}{_FOUL}|"
        rf"(?:coming|comes|comin|come|came) (?:back )?(?:up|out) {wide(8)}flush|flush\w* {wide(7)}(?:comes|coming|come|came) (?:back )?(?:up|out)|{_FIXTURE} {w(4)}(?:coming|comes|come) up {w(5)}(?:flush\w*|by itself|over)",
        r"dogs?|birds?|pigeons?|fox|cats?|rats?|mice|taps? run|shower head|rain|flies|membrane|clean water|rim|radiator|carpet for|(?:from |the |under |round |around )+(?:bottom|base|foot) of the|condensation",
    ),
    danger(  # politely, and as it is called in the north
        "drainage.sewage_inside",
        "contents clarts keech shite jobby jobbies cack",
        rf"{_FIXTURE} {w(12)}contents of {w(4)}{_CLOSET}|contents of {w(4)}{_CLOSET} {w(8)}(?:{_FIXTURE}|floor|hall|carpet|bathroom)|"
        rf"(?:clarts|keech|shite|jobb(?:y|ies)|cack) {w(2)}(?:coming|comin|comes|came|floating|backing|bubbling) {w(5)}(?:up|out|oot|through|bath|shower|sink|netty|lavvy|toilet|floor)",
        r"dogs?|cats?|birds?|pigeons?|insurance|clean(?:ed|ing|er)|boots|shoes|lads?|men|workm[ae]n",
    ),
    danger(  # a drain in the floor that gives back what others let down
        "drainage.sewage_inside",
        "drain",
        rf"floor drain {wide(18)}(?:comes?|coming|came|backs?|backed|backing|rises?|rising|rose) (?:right |back )*up(?! to date)",
        r"smell|roach\w*|cockroach\w*|bugs?|ants|rats?|mice|garage|car park|yard|no sewage|flies",
    ),
    danger(
        "drainage.sewage_inside",
        "sewage paper foul muck waste toilet cess poo",
        rf"(?:sewage|foul water|cess|muck|poo) {w(6)}(?:on|over|entered|entering|across|reached) {w(4)}(?:floor|home|bathroom|kitchen|bedroom|carpet|house)|floor , sewage|(?:kitchen|bathroom|bedroom) {w(2)}sewage|(?:drain|shower|bath) {w(4)}(?:burp\w*|spat|brought) {w(4)}{_FOUL}|toilet water {w(3)}out",
        r"(?:man|men|lads?|engineer|plumber|fitters?|workmen|builders?) (?:has |have |all )?(?:left|trod|trailed|walked|brought|dragged) (?:[a-z]+ )?muck|dogs?|birds?|pigeons?|fox|cats?|rats?|mice|smell of|no sewage|compost\w*",
    ),
    danger(
        "drainage.foul_drain",
        "manhole manholes chamber cover lid lids septic cesspit drains drain gully gulley line run",
        rf"{_COVER} {wide(8)}(?:overflow\w*|overflown|bubbling|brimming|brim|full to|lift\w*|bobbing|backing|backin|popped|up again|over (?:the|its) (?:top|edge)|weeping|stinking|stinks|came up|come up|collapse|surfacing|soggy|surcharg\w*|above the)|"
        rf"(?:chamber|manhole) (?:is |s )?full|(?:blockages?|problems|handling|blocked) {w(4)}(?:shared|foul|communal|rear)? ?(?:drains?|drainage)(?= (?:at|at the rear|serving|of)|  |$)|(?:lifted|over|out of|from) {w(2)}(?:manhole|inspection cover)|drains (?:people|man|van)",
        r"tank|cistern|press the|sink|basin|rain|gutter|leaves|surface|downpipe|plug ?hole|no sewage|discount|call out|gravel|like i dont mean|boiler|loft|meter|square drain|french drain|tub|vent|any backup|simmer|drain valve|van outside|quote|grate|grates|grids?|sink water|kitchen drain|rainwater|a c|condens\w+|not (?:the )?toilet|fun day|cleared the",
    ),
    danger(
        "drainage.foul_drain",
        "toilet loo tissue roll sweetcorn jetted jetting jetters roots gurgle gurgling bubbles septic cundy",
        rf"{_PAPER} {wide(8)}(?:on the|all over|round|across|in the|coming|floating) ?{w(2)}{_OUT}|(?:path|patio|yard|lawn|garden|flags|grass) {wide(8)}{_PAPER}|(?:jetted|jetting|jetters) {wide(14)}(?:overflow\w*|bubbling|again|still|blocked|never|not)|"
        r"(?:roots|cundy) (?:[^ ]+ ){0,8}?(?:backing|backin|backed|gurgling|blocked)|septic (?:alarm|tank) (?:[^ ]+ ){0,6}?(?:on|full|smell|overflow\w*)|toilets? (?:gurgle|gurgles|gurgling|bubbles|bubble) (?:[^ ]+ ){0,10}?(?:drain|sink|chamber|tub)",
        r"run out of|holder|aisle|hanging|rainwater",
    ),
    danger(
        "structural.flood",
        "river beck becks brook brooks stream creek canal tide seawater runoff street road storm thunderstorm hill rain rainwater surface rainfall",
        rf"{_RIVER} {wide(12)}(?:over|in|into|under|through|threw|up to|at|past|up) {w(3)}{_HOME}|{_HOME} {wide(8)}(?:from|off|under|like a) {w(2)}{_RIVER}|(?:becks?|brooks?|river|stream|canal) {w(3)}(?:burst|over|in the hall|come over|came over|rose)|burst (?:its|the|his) banks|tides? over|street {w(2)}flood|"
        rf"(?:rain ?water|water) {w(3)}filled {w(3)}cellar|flood of ground floor homes|{_HOME} {wide(10)}(?:the creek|river|beck|brook) (?:rose|burst)",
        r"camera|cctv|thefts?|roof|gutter\w*|leak from|ceiling|smell|parking|noise|flood risk|sewage|manhole|bin|boiler|draught",
    ),
    danger(
        "structural.flood",
        "sandbags sandbag airbricks bricks floorboards knees stair cellar basement flood sump doors",
        rf"sandbags?|(?:coming|comes|came|water) {w(6)}(?:threw|through|up to) (?:the )?air ?bricks?|water {w(5)}(?:up )?through the (?:floorboards|kitchen floor)|(?:up to|past) (?:the )?(?:second|third|fourth|first) stair|past my knees|(?:cellar|basement)s? {wide(6)}(?:\d+ ?(?:ft|feet|foot|inches)|a foot of water|filled up)|"
        rf"(?:\d+ (?:ft|feet|inches)|foot of water|pouring) {w(5)}(?:cellar|basement|window well)|(?:since|after|following) the flood(?! (?:from|in the (?:kitchen|bathroom)))|sump pump failed|(?:basement|cellar) (?:just )?(?:took|takes|is taking|has taken|taking) (?:on |in )water",
        r"upstairs|flat above|pipe burst|washing machine|radiator|thank\w*|years",
    ),
)

ABOVE: tuple[Rule, ...] = (
    danger(
        "leak.from_above",
        "leak drip drips dripping water drops wet stain overflow ring flood raining plopping shower bath brown",
        rf"{_WET} {wide(12)}(?:from|off|through from|by) {w(3)}{_UP}|{_UP} {w(8)}{_IN} {w(6)}(?:me|us|my|our|ours|mine|ceiling|through|into|onto|down|in)|upstairs leak|leak (?:into|in) {w(6)}(?:above|overhead)|"
        rf"ceiling {wide(14)}{_WET} {wide(14)}{_UP}|{_UP} {wide(14)}ceiling {wide(8)}{_WET}|{_WET} {wide(12)}ceiling {wide(12)}{_UP}|{_UP} {wide(12)}{_WET} {wide(10)}ceiling",
        _OVER,
    ),
    danger(
        "leak.from_above",
        "upstairs above overhead up",
        r"(?:coming|comes) through (?:my |our |the |from )*(?:kitchen |bathroom |bedroom |hall )?(?:ceiling|upstairs|wall|ours)|upstairs (?:has|have|runs?|had) (?:a |the |their )?(?:bath|shower|tub|burst)|(?:water|drips?) (?:is |still )?(?:coming )?through my (?:\w+ )?ceiling|(?:flat|people|couple|woman|lady|man) (?:above|over) (?:[^ ]+ ){0,16}?(?:drip|drips|leak|brown ring|coming through)|\w+ leak from above|next doors? leak is|(?:leak|drip) upstairs (?:[^ ]+ ){0,8}?(?:dripping|still)",
        rf"{_OVER}|voices|cold|sun|roof",
    ),
    danger(
        "leak.uncontainable",
        "deep paddling floating ankle inch inches under boat thumb swimming rising",
        rf"inch(?:es)? deep|ankle deep|(?:under|is|an) (?:an |\d )?inch(?:es)? of (?:warm |hot )?water|(?:still |is |are )under water|im paddling|(?:lino|carpets?|floors?) (?:s |is )?(?:floating|swimming)|thumb {w(4)}(?:over|on) (?:it|the pipe)|inch on the floor",
        r"insulation|snow|step|road|car park|footpath|shower|drain|hole|tiles?|french|pond|river|beck|radiator|valve",
    ),
    danger(
        "leak.uncontainable",
        "pipe hose flexi flexible valve tap fitting tank cylinder line joint cap pipes main",
        rf"(?:pipe|hose|flexi|flexible|fitting|valve|cylinder|supply line|joint|main) {w(5)}(?:blown off|blew off|snapped|split|sheared|come right off|came off|come off|popped|let go|clean in half|blown|knocked|failed|gone) {wide(10)}(?:water|spray\w*|gushing|everywhere|deep|floor|stop ?cock|stop ?tap|cannot turn (?:it|the water) off|wont turn off|help|through|shooting|jet|thumb|wall|bedroom)|"
        rf"(?:knocked|snapped|split|sheared|blew) {w(3)}(?:pipe|hose|valve) {wide(10)}(?:spray\w*|water|off|everywhere|hitting)|(?:snapped|sheared) pipe|pipe (?:gone|burst)|tanks? {w(2)}spilling over|(?:found|hit|drilled|(?:drilled|gone|went|nail\w*|screw\w*|spade|drill|saw\w*|cut|straight|right|been) (?:right |straight |it |is |)through|drilled into) a (?:water )?pipe",
        r"gutter|downpipe|radiator|rad|waste pipe|overflow pipe|mended|repaired|gas|hosepipe|steam|boiler|cistern|shower|soil pipe|meter|notice|any water",
    ),
    danger(
        "leak.uncontainable",
        "towels towls buckets bucket stopping stairs stop stopcock stoptap wall sheets hose rising",
        rf"water {wide(12)}(?:(?:not|isnt|its not) stopping|(?:wont|will not) stop(?! (?:at|to)))|(?:coming|water|running) {w(4)}(?:all )?down the stairs|(?:its|water) {w(3)}out (?:of )?the wall|(?:ran|run) out of (?:buckets?|pans|towels)|(?:nowt|nothing) left to catch|(?:coming|through) {w(6)}in sheets|bath towels aint|jet of water|not slowing|ceiling downstairs is coming in|(?:stop ?cock|stop ?tap) {wide(12)}(?:spins|seized|stuck|wont turn) {wide(12)}(?:pipe|water)",
        r"damp|draught|mould|gutter\w*|condensation|plaster|cables?|steam|drips and|smoke|pipe that|any water|render|paint\w*|coming (?:away|off)",
    ),
)
