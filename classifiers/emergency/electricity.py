"""Water on electrics, bare wires, shocks, burning, no power at all."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import ELECTRICS, SOCKET, WATER, Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard fuse consumer electrics electricals electricity electric electrical switch wires wiring cable cables lead "
        "outlet outlets breaker appliances",
        rf"(?:{WATER}|wet|soaked|soaking|pouring|running|coming) (?:(?!but |and |off |no |, )[^. ]+ )"
        rf"{{0,8}}?(?:through|into|onto|on|in|near|over|by|out of|from|down|around|behind|above|under|inside|next to|close to|"
        rf"touching|hitting|reached|reaching|to|towards|off) (?:(?!but |and |no )[^. ,]+ ){{0,4}}?{ELECTRICS}",
        r"traffic lights?|lights? (?:is|are|was|were) (?:fine|ok)|no water|no hot|electric shower|turned off the|"
        r"water (?:and|or) (?:the )?electric\w*|light switch|oil tank|hot water",
    ),
    danger(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard consumer electrics electricals electricity electric electrical switch wires wiring cable cables outlet "
        "outlets breaker",
        rf"{ELECTRICS} (?:(?!but |no |off |and no )[^. ]+ ){{0,5}}?(?:leak|dripping|drips|dripped|wet|soaked|"
        r"full of water|filled with water|filling with water|filling up|under water|underwater|flood|drenched|water in|"
        r"has water|got wet|got water|water (?:is |was )?(?:coming|running|pouring|dripping|leak|getting|inside|in it))",
        r"no water|electric shower|hot water|dripping tap|tap|outside|motion|wet room|no hot|washing machine (?:is )?leak|"
        r"lights? (?:is|are) (?:fine|ok)|water heater|immersion",
    ),
    danger(
        "leak.on_electrics",
        "leak flood water tripped trip trips",
        rf"(?:electrics?|power|lights?|fuse|breakers?) {w(4)}"
        rf"(?:tripped|tripping|trip|trips|blown|went off|gone off) {w(6)}(?:leak|flood|water (?:came|coming|got|getting|leak))",
    ),
    danger(
        "leak.on_electrics",
        "leak flood water",
        rf"(?:leak|flood|water) {w(8)}(?:tripped|tripping|trips|tripping out|fused|"
        rf"shorted|shorting|short circuit|blown|blew|knocked out|took out|set off) {w(3)}(?:electrics?|power|lights?|fuses?|"
        r"fuse ?box|breakers?|sockets?)",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "spark",
        r"spark",
        r"spark plugs?|sparky|bright spark|hob|cooker|ignition|"
        r"ignite\w*|igniter|ignitor|pilot|oven|bbq|stove|burners?|boiler|electrician spark|sparking water|car|furnace",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "spark",
        rf"spark {w(6)}(?:socket|plug|switch|fuse ?box|fusebox|wires?|wall|consumer "
        rf"unit|outlet|light|breaker|panel|cable)|(?:socket|plug|switch|fuse ?box|fusebox|wires?|consumer unit|outlet|"
        rf"breaker|panel|cable) {w(6)}spark",
        r"spark plugs?|igniter|ignitor",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "shock shocks shocked electrocuted zapped electrocute electrocution",
        rf"(?:electric|"
        rf"static|electrical|got|get|getting|gave|gives|giving|had|a|mild|small|big|nasty|me a|little) (?:a |an |me a |"
        rf"electric |electrical |small |big |nasty |bad |mild |me an electric |another )*shocks? {w(2)}(?:off|from|when|by|"
        rf"through|of|touching|every|as)|electric shocks?|electrical shocks?|electrocut\w+|zapped|shocked (?:me|him|her|by|my|us|"
        r"when)",
        r"shocked (?:by|at) (?:the|your|this|how)(?! (?:switch|socket|plug|light|shower|wire|kettle|cooker))|"
        r"bill|price|cost|rent|shock to (?:me|us)|came as|culture shock|in shock|state of|carpet static",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "belt",
        rf"(?:a|the) belt (?:off|from) {w(3)}(?:switch|socket|plug|light|cooker|"
        r"shower|kettle|tap|metal)",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "wire wires wiring cable cables",
        rf"(?:live|bare|exposed|loose|hanging|dangling|"
        rf"showing|frayed|open|chewed|cut) {w(3)}(?:wires?|wiring|cables?)|(?:wires?|wiring|cables?) {w(6)}(?:hanging|exposed|"
        r"bare|showing|sticking|live|dangling|chewed|frayed|visible|poking|out of the (?:wall|ceiling)|on show|touching|"
        r"falling out|come out|coming out)",
        r"telephone|phone|broadband|bt|aerial|sky|internet|virgin|"
        r"wifi|ethernet|speaker|satellite|tv|fence|barbed|chicken|washing line|coaxial|coax|cat5|network|doorbell",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "socket plug switch outlet fuse fusebox consumer",
        rf"{SOCKET} {w(4)}(?:smashed|"
        r"ripped|hanging off|hanging out|pulled out|fallen out|broken off|come away|coming away|coming off|cracked open) "
        rf"{w(6)}(?:wires?|live|wall|exposed)",
    ),
    danger(
        "electrical.burning_smell",
        "smell",
        rf"(?:burning|burnt|burn|burned|singeing|singed|melting|melted|scorched|scorching|"
        rf"hot plastic|electrical|fishy|acrid|smoky|smokey) {w(3)}smell",
        r"toast|toasted|dinner|food|cooking|incense|bonfire|candle|weed|cannabis|joint|drain|kitchen bin|burning eyes",
    ),
    danger(
        "electrical.burning_smell",
        "smell",
        rf"smell {w(6)}(?:burning|burnt|burned|melting|melted|singed|scorched|electrical|"
        r"hot plastic|smoky|smokey)",
        r"toast|dinner|food|cooking|incense|bonfire|candle|weed|cannabis|joint|bbq",
    ),
    danger(
        "electrical.burning_smell",
        "burning melting",
        r"(?:burning|melting) (?:plastic|electrics?|electrical|wires?|rubber)",
    ),
    danger(
        "electrical.burning_smell",
        "socket sockets plug plugs fuse fusebox fuseboard consumer switch outlet outlets wire wires "
        "wiring meter cable breaker panel lead charger isolator",
        rf"{SOCKET} {w(7)}(?:hot(?! water)|very warm|warm to|burning|"
        r"burnt|burned|melted|melting|scorched|scorch|buzzing|buzzes|crackling|crackles|crackle|gone brown|brown|gone black|"
        r"black(?! mould)|fizzing|humming|sizzling|glowing|blackened|charred|popping|banging|went bang|gone bang|blew up|"
        r"exploded|arcing|fried|singed)",
        r"mould|damp|hot water|brown water|colour|smart meter|burning out|burned out|"
        r"burnt out|door buzz\w+|keep burning out|bulbs?",
    ),
    danger(
        "electrical.burning_smell",
        "crackling buzzing fizzing humming hot burning scorch melted burnt arcing scorched sizzling",
        rf"(?:crackling|buzzing|fizzing|humming|red hot|hot|burning|scorch marks?|scorched|melted|burnt|arcing|sizzling|"
        rf"burn marks?) (?:noise |sound |marks? )?(?:(?:from|in|at|by|on|around|near|behind|the|my|our|coming|noises|of|"
        rf"kitchen|a|that|smell) ){{1,6}}?{SOCKET}",
        r"mould|damp|hot water|bulbs?|water",
    ),
    danger(
        "electrical.total_power_loss",
        "electric electrics electricity power",
        r"(?:no|lost|without|lose|losing) (?:all |any |"
        r"our |my |the |all the |all our )?(?:electric|electrics|electricity|power)(?! (?:shower|fire|heater|kettle|cooker|points?|"
        r"sockets?|steering|drill|hob|oven|to|in the (?:kitchen|bedroom|bathroom|lounge)|upstairs|downstairs|bills?|meter|and gas "
        r"money|supplier|company|shortage))",
        r"credit|money|top up|topped|sockets?|upstairs|half|some of|one room|shower|boiler "
        r"has no|no power to|part of|certain|one side|new tenant|water has no|heater",
    ),
    danger(
        "electrical.total_power_loss",
        "electric electrics electricity power",
        r"(?<! half)(?:electric|electrics|electricity|"
        r"power|electricity supply|power supply) (?:has |is |are |have |was |just |all |s |went |still |been |keeps |totally |"
        r"completely |whole |in the |flat |house |supply |whole house |whole flat |whole block |in |my |our |the |gone |just "
        r")*(?:off|out|gone|dead|down|cut|went|tripped|failed|cutting out|tripping)(?! (?:shower|off on))",
        r"credit|money|top up|sockets?|upstairs|half|some of|one room|turned (?:it|the|my|our)|switched|turn|shower|part|"
        r"certain|kitchen|one side|ring main|bathroom|bedroom|drill|hob|cooker|window|washing machine|to the",
    ),
    danger(
        "electrical.total_power_loss",
        "power electricity",
        r"power cut|power outage|total loss of (?:power|electricity)|"
        r"loss of power|whole (?:flat|house|block|building) (?:has |is )?(?:no power|without power|in darkness|dark)",
        r"sockets?|upstairs|shower|half|compensation|pressure",
    ),
)
