"""Water on electrics, bare wires, shocks, burning, no power at all."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.words import ELECTRICS, SOCKET, WATER
from classifiers.rule import Rule, danger, w, wide

_POINT = (
    r"(?:sockets?|plugs?|double plug|switch(?! (?:on|off|over) (?:the |my |our |both )*(?:hot|heat\w*|boiler|water|immersion))|swich|light switch|pull cord|cord box|pull switch|fuse ?box|fusebox|fuse ?board|fuse cupboard|consumer unit|isolator|spur|outlets?|breakers?|breaker panel|panel|"
    r"meter (?:box|cupboard)|intake cupboard|electric(?:al|ity)? (?:box|cupboard|meter|panel|points?|shower|fire)|switch box|box with the switches|cooker (?:point|switch|control|unit)|extension|adapter|charger|storage heater|"
    r"immersion|wires?|wiring|cables?|flex|telly point|light fitting|lamp|spotlight|receptacle|fan heater|control unit|electrics|wall light|porch light|bedside light|ceiling rose)"
)
_TOUCHED = (
    r"(?:sockets?|plugs?|switch|taps?|shower|cooker|oven|fridge|freezer|washer|washing machine|kettle|toaster|dryer|radiator|rad|handle|sink|bath|pipes?|boiler|lights?|lamp|wires?|cables?|pull (?:string|cord)|string|cord|"
    r"metal|dishwasher|microwave|hob|wall|screws?|door|fence|lamppost|box|drum)"
)
_JOLTS = r"(?:shocks?|belt|belts|kick|kicks|jolt|jolts|tingle|tingles|tingel|tingling|zap|zaps|zing|wallop|whack|buzz|tickle)"
_BARE = r"(?:exposed|bare|showing|shewin|on show|hanging|dangling|swinging|sticking out|sticking|poking|pokin|out|visible|loose|live|in it|touching|showin)"
_OPENED = (
    r"(?:ripped off|pulled off|come off|came off|come away|came away|come clean off|come clean away|off the wall|out of the wall|out from the wall|hanging off|hanging out|hanging by|hanging from|hanging|smashed|cracked across|"
    r"missing|fallen off|fallen out|fell off|fell out|pulled out|pulled right out|broken off|broke off|front off|cover off|no cover|no front|no lid|got no cover|with no cover|wide open|snapped off|in two halves)"
)
_HOT = (
    r"(?:scorch\w*|singe\w*|charred|melt\w*|melty|welded|soft|gone brown|gone yellow|yellow|yella|toffee|discoloured|blackened|gone black|burnt|burning|burn mark|burn marks|burned|hot|warm|toasty|sizzl\w*|fizz\w*|fizzling|crackl\w*|"
    r"humming|hums|hum|buzz\w*|buzin|arcing|glow\w*|popp\w*|colour of tea|browned|brown|spits?|spitting|spat|overheating|banging|went bang|went pop|drooping|flakes of black)"
)
_STINKS = r"(?:burning|burnt|burn|scorch\w*|singe\w*|melt\w*|fish|fishy|plastic|plasticky|plastick|plastic-y|hot|electrical|hair|hairdryer|hair straightener|hair dryer|bakelite|nylon|acrid|scalextric|toast|smoky|electric|rubber)"
_WET = r"(?:water|leak|drip|drips|dripping|dripped|wet|soaked|soaking|damp|droplets?|beads?|weeps|weeping|rain|rained|pouring|gushing|flood|peeing|trickling|running down|puddle|pool|drenched|moisture|condensation|wet patch|wet line)"
_WIRED = (
    r"(?:sockets?|plug sockets?|plugs|plug board|double socket|fuse ?box|fusebox|fuse ?board|consumer unit|electric(?:al|ity)? (?:box|cupboard|meter|panel|intake)|intake cupboard|meter (?:box|cupboard)|electrics|breaker panel|breakers?|outlets?|"
    r"extension lead|light fitting|light fixture|can light|ceiling roses?|ceiling rose|spotlights?|downlights?|downlighters?|shaver light|xxxxx (?:alarm|detector)|bathroom light|ceiling light|lights?|light bulb|bulb|smoke alarm|smoke detector|extractor fan|extractor|bathroom fan|"
    r"fan|light switch|switch|lamp|electric meter|spur|isolator|leccy meter|electricity meter|wiring|cables?|pendant)"
)
_NEXT = r"(?:,|and) (?:also )?(?:the |my |our |a )*(?:kitchen |bathroom |bath |downstairs |upstairs )?(?:taps?|toilet|loo|cistern|sink|basin|shower|bath|boiler|radiator|washing machine|gutter|roof)"
"""The next thing of a list, which leaks by itself: 'light gone, toilet leaks' are two."""
_OTHER_WIRES = (
    r"telephone|phone line|broadband|openreach|bt|aerial|sky|internet|virgin|wifi|ethernet|speaker|satellite|barbed|chicken|washing line|coaxial|coax|cat5|network|doorbell|intercom|"
    r"door entry|guitar|earphones?|headphones?"
)
_COOKED = r"toast|toasted|dinner|food|cooking|incense|bonfire|candle|weed|cannabis|joint|drains?|bin|bbq|barbecue|drugs?|crack|burning eyes|mould|boiler|dust|furnace"

_NOT_DRY = "".join(
    f"(?<!{thing} )(?<!{thing} is )(?<!{thing} are )(?<!{thing} was )(?<!{thing} were )"
    for thing in ("smoke", "spark", "flame", "fire", "smell", "heat", "noise", "sound", "buzzing", "crackling", "hum",
                  "humming", "burning", "popping", "clicking", "fizzing", "smoking", "ants", "mice", "wasps")
)  # fmt: skip
_COMING = f"{_NOT_DRY}coming"
"""What comes out of a socket by itself is water, unless something else is named."""

RULES: tuple[Rule, ...] = (
    danger(  # told as a curiosity: a lamp that fills, a socket with a bead on it, a leak that runs over the box on its way down
        "leak.on_electrics",
        "bulb bulbs shade globe light lamp fitting bead drop drops droplet droplets consumer fuse fusebox fuseboard meter socket sockets fan",
        r"(?:bulb|shade|globe|lamp|light fitting|light|downlight|spotlight) (?:[^ ]+ ){0,14}?(?:(?:half |quarter |third |part )?full (?:up )?of (?:dirty |brown |clear |rusty )?water|filling (?:up )?(?:with (?:dirty |brown )?water|again)|fills (?:up )?with water|fish ?bowl|(?:a )?(?:third|half|quarter) full)|"
        r"(?:beads?|drops?|droplets?|drips?) (?:of (?:it|water|wet|rain) )?(?:[^. ]+ ){0,3}?(?:off|on|under|underneath|from|at) (?:[^. ]+ ){0,4}?(?:sockets?|switch|plug|fuse ?box|consumer unit)|(?:socket|switch|plug) (?:[^ ]+ ){0,8}?has (?:got )?(?:a |the )?(?:bead|drop|droplet)s?(?: of (?:it|water))?|"
        r"(?:drips?|dripping|drops?|water|wet|leak) (?:[^ ]+ ){0,16}?out (?:of )?(?:the |my |our )?(?:(?:middle|centre|bottom|side|edge) of the )?(?:(?:bathroom|ceiling|kitchen|hall|landing|extractor) )?(?:light|lamp|bulb|fan|rose)|"
        r"(?:leak|water|drips?|dripping|wet|damp|rain) (?:[^ ]+ ){0,36}?(?:runs?|running|ran|goes|going|drips?|comes|tracks|trickles|passes) (?:down|along|over|across|onto|on to|into|behind|past|by) (?:[^. ]+ ){0,4}?(?:consumer unit|fuse ?box|fuse ?board|electric(?:ity)? meter|sockets?)",
        r"flies|moths|dust|insects|gutter|condensation|steam|shower|kettle|washing up|no water|batter(?:y|ies)",
    ),
    danger(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard fuse consumer electrics electricals electricity electric electrical switch wires wiring cable cables lead "
        "outlet outlets breaker appliances",
        rf"(?:{WATER}|wet|soaked|soaking|pouring|running|{_COMING}) (?:(?!but |and |off |no |, )[^. ]+ )"
        rf"{{0,8}}?(?:through|into|onto|on|in|near|over|by|out of|from|down|around|behind|above|under|inside|next to|close to|"
        rf"touching|hitting|reached|reaching|to|towards|off) (?:(?!but |and |no )[^. ,]+ ){{0,4}}?{ELECTRICS}",
        r"traffic lights?|(?:spark|electrician|engineer|man|someone) (?:is |s |was )?(?:coming|due|booked|comin)|wasps|vacuum breaker|nowhere near|not on it|tanker|whats actually|cold this morning|hallway light|not the light|lights? (?:is|are|was|were) (?:fine|ok)|no water|no hot|electric shower|turned off the|"
        r"water (?:and|or) (?:the )?electric\w*|light switch|oil tank|hot water",
    ),
    danger(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard consumer electrics electricals electricity electric electrical switch wires wiring cable cables outlet "
        "outlets breaker",
        rf"{ELECTRICS} (?:(?!but |no |off |and no |{_NEXT} )[^. ]+ ){{0,5}}?(?:leak|dripping|drips|dripped|wet|soaked|"
        r"full of water|filled with water|filling with water|filling up|under water|underwater|flood|drenched|water in|"
        r"has water|got wet|got water|water (?:is |was )?(?:coming|running|pouring|dripping|leak|getting|inside|in it))",
        r"no water|gate|electric shower|hot water|dripping tap|tap|outside|motion|wet room|no hot|washing machine (?:is )?leak|"
        r"lights? (?:is|are) (?:fine|ok)|water heater|immersion",
    ),
    danger(  # a light that fizzes beside a leak, where they do not say which way the water runs
        "leak.on_electrics",
        "fizz fizzing fizzes crackling crackles sizzling sizzles buzzing buzzes",
        rf"(?:{WATER}|leak|flood|drip|dripping|pouring) (?:[^. ]+ ){{0,10}}?{_WIRED} (?:is |are |s |has |keeps |started |starting |now )*(?:fizz\w*|crackl\w*|sizzl\w*|buzz\w*)",
        r"hot water|no water|tap|shower|smoke alarm|smoke detector",
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
        r"(?:(?<! the )(?<! your )(?<! own )(?<! my )(?<! our )(?<! by )(?<! for )(?<! qualified )(?<! no )(?<! any )(?<! a )(?<! mrs )spark)(?! (?:plugs?|arena|was|came(?! out| off| from)|coming(?! out| off| from)|come(?! out| off| from)|said|cut|round|comin|has|put|did|here|dont|checked|no|who|which|or anything))|"
        r"(?:big|blue|little|orange|bits of|there was|there was a|gives a|gives|see|saw|saw a|got a|get a) spark(?! (?:who|plugs?|arena|come|came|coming|round))",
        r"spark plugs?|sparky|bright spark|hob|cooker|ignition|"
        r"ignite\w*|igniter|ignitor|pilot|oven|bbq|stove|burners?|boiler|electrician spark|sparking water|car|furnace",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "spark",
        rf"spark {w(5)}(?:off|from|out of|in|behind|at|by|inside) {w(3)}(?:socket|plug|switch|fuse ?box|fusebox|wires?|consumer "
        rf"unit|outlet|light|breaker|panel|cable)|(?:socket|plug|switch|fuse ?box|fusebox|wires?|consumer unit|outlet|"
        rf"breaker|panel|cable) {w(6)}spark",
        r"spark plugs?|igniter|ignitor|sparks no|fireworks|arena|disco|mortgage|furnace|ignition|all safe now|electrician|tester",
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
        r"bill|price|cost|rent|shock to (?:me|us)|came as|culture shock|in shock|state of|carpet static|pressure",
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
        r"zip wire|antenna|opener|(?:smoke|heat|fire|xxxxx|xxxx) (?:alarms?|detectors?|sensors?)|stat hanging|chewed them|that she said|telephone|phone|broadband|bt|aerial|sky|internet|virgin|"
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
        r"toast|toasted|dinner|food|cooking|cooks|incense|bonfire|candle|weed|cannabis|joint|drain|kitchen bin|burning eyes|barbecue|boiler|legend",
    ),
    danger(
        "electrical.burning_smell",
        "smell",
        rf"smell {w(6)}(?:burning|burnt|burned|melting|melted|singed|scorched|electrical|"
        r"hot plastic|smoky|smokey)",
        r"toast|dinner|food|cooking|cooks|incense|bonfire|candle|weed|cannabis|joint|bbq|barbecue|boiler|water smell|match|smoke it|isolated",
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
        r"burnt out|door buzz\w+|hot (?:line|leg|side)|keep burning out|bulbs?|phone charger (?:is |gets |was |a bit |very )*(?:hot|warm)",
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
        r"credit|money|top up|topped|sockets?|upstairs|half|some of|one room|sections?|bedrooms?|that side|rest of the (?:house|flat|room)|some rooms|other rooms|shower|boiler "
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
        r"how long (?:is|will|would|does)(?: the)? (?:power|electric\w*)|(?:keep|kept|left|leave|had) (?:[a-z]+ )?(?:electric\w*|power) off|certain|kitchen|one side|ring main|bathroom|bedroom|drill|hob|cooker|window|washing machine|to the|oven|dishwasher|kettle|otherwise (?:ok|fine|all)|comes? back on|(?:all|its|everything) back(?: on)? now|resets? fine",
    ),
    danger(
        "electrical.total_power_loss",
        "power electricity",
        r"power cut|power outage|total loss of (?:power|electricity)|"
        r"loss of power|whole (?:flat|house|block|building) (?:has |is )?(?:no power|without power|in darkness|dark)",
        r"(?:all|its|power|everything|lights?) (?:is |s |has |are )?(?:come |came )?back(?: on| now)(?! off)|sockets?|upstairs|shower|half|compensation|pressure|one (?:section|part|side|room)|(?:a|that) (?:section|part|side) of",
    ),
    danger(
        "electrical.total_power_loss",
        "everything everythings",
        rf"everythings? (?:has |is |just |all |s |gone |went )*(?:gone off|went off|off|dead|tripped|shut off|cut out) {wide(10)}(?:trip\w*|fuse\w*|breakers?|dark|darkness|electric\w*|rcd|main switch)|(?:trip\w*|fuse\w*|breakers?|rcd|main switch) {wide(10)}everythings? (?:has |is |just |all |s )*(?:gone off|went off|off|dead|gone dead)",
        r"upstairs|half|credit|money|oven|kettle|comes? back|came back|resets? fine|wear|heating|boiler",
    ),
    danger(
        "electrical.total_power_loss",
        "dead sockets",
        r"(?:whole|entire) (?:flat|house|place) (?:is |has |s |gone |just |all )*dead|no lights (?:and |or |, )?(?:no )?sockets",
        r"upstairs|half|credit|money",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "shock shocks belt belts kick jolt tingle tingles tingel tingling zap zaps zing wallop walloped whack tickles buzz belted shocked thrown zapped",
        rf"{_JOLTS} {w(3)}(?:off|from|when|through|touching|up my arm|if i touch|every time) {w(5)}{_TOUCHED}|{_TOUCHED} {w(9)}(?:gave|gives|give|giving|given|getting|got|get|had) {w(4)}{_JOLTS}|"
        rf"(?:gave|gives|give|giving|given|got|get|getting|had|just got) (?:me |him |her |you |us |ya |my [a-z]+ )*(?:a |an |rite |right |proper |real |nasty |bad |little |big |electric |such |bit |of |\d )*(?:shocks?|tingle|tingel|zap|jolt|belt) {w(2)}(?:off|from|when|of it|up)|"
        rf"{_TOUCHED} {w(6)}(?:tickles|tingles|zaps|zapped|walloped|shocked|belted|shocks) (?:me|you|ya|him|her|my|us)|(?:been |got |was )(?:belted|zapped|shocked|walloped|thrown) (?:by|off|across) {w(6)}{_TOUCHED}|"
        rf"thrown across {w(4)}(?:off|from) {w(4)}(?:wire|cooker|socket|switch)|touch\w* {w(4)}(?:wire|cable|socket) {w(6)}(?:cannot let go|let go)|tingle off the|shocks? in a week",
        r"seat ?belt|conveyor|bill|rent|price|cost|shock to|culture shock|in shock|shock absorber|kick the|kicks? in|kicks? on|kick(?:ed|ing)? off|kick up|drum belt|belt (?:is|has) (?:gone|snapped|worn)|buzz(?:er|ed) in|carpet|nylon|came as a|"
        r"heart|tired|drugs?|static off the|drier belt|belt and braces|wont get a kick|no shock|buzz me|notice of|the words|tickle your",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "flash bang crack spits spat fizz fizzes fizzing fizzed firework lightnings crackle pop popped phut",
        rf"{_POINT} {w(12)}(?:blue flash|little flash|a flash|big flash|flashed|goes crack|went crack|gives a crack|blue light|blue lite|firework|fizz\w*|spits|spat|went bang|big bang|loud bang|lightnings|went pop|phut)|"
        rf"(?:blue flash|little flash|a flash|big flash|flash|firework|spat|spits|fizz\w*|lightnings|crackl\w*|loud bang|big bang) {w(8)}(?:behind|from|off|out of|at|in|inside|by|when) {w(4)}(?:{_POINT}|light on|kettle|toaster)|(?:goes|went|gives a) crack {wide(8)}flash",
        r"flash drive|camera|photo|usb|flash flood|coke|drink|bulb went|fireworks|igniter|hob|pilot|lemonade|boiler",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "wire wires wiring cable cables copper brass conductors terminals conductor flex gubbins gubins bars",
        rf"(?:wires?|wiring|copper|coper|conductors?|terminals|live parts|brass bits|brass tongues|shiny strands|bare bars) (?:(?!but |fine |safe )[^. ]+ ){{0,5}}?{_BARE}|{_BARE} (?:(?!but )[^. ]+ ){{0,3}}?(?:wires|live wire|conductors?|terminals|copper|flex)|bare (?:flex|copper|metal|bars|wire)|"
        rf"(?:see|seeing) {w(3)}(?:wires?|copper|brass|gubbins|gubins|metal inside|coloured wires|live)|(?:box|hole|socket|switch|plug|cupboard|point) {w(12)}(?:wires|copper|brass)",
        rf"{_OTHER_WIRES}|wire (?:fence|mesh)|disconnected|isolated|capped|dead|alarms?|detectors?|heat sensor|thermostat|stat|wired in|no wires|hanging basket|hanger|bra|picture|works|dont know if|rusty|balcony|concrete|antenna|wires (?:are )?fine|nothing exposed|copper pipe|pipes?|tank|gas|weep|green on|break glass|ripped out all",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "socket sockets plug switch switches outlet outlets light fuse fusebox consumer electric electricity cover front faceplate box lamppost lampost riser",
        rf"(?:sockets?|light switch|light switches|switch|plug|plug front|outlets?|light fitting|fuse ?box|fusebox|consumer unit|electric box|electric cupboard|electric meter|switch box|faceplate|lamp switch) (?:(?!but |wont |bulb )[^. ]+ ){{0,5}}?{_OPENED}|"
        rf"{_OPENED} {w(5)}(?:sockets?|light switch|light switches|plug socket|outlets?|fuse ?box|consumer unit|electric box|electric cupboard|electricity box)|(?:cover|front|fronts|lid|plate|door) {w(4)}(?:off|ripped|missing|gone) {w(6)}(?:socket|switch|electric|fuse|outlet|consumer)|"
        rf"(?:front|fronts) off {w(4)}switch\w*|box on the wall {w(4)}cover off|(?:fuses|bare bars|electric) {w(6)}kids|kids {w(5)}(?:poking|sticking) {w(6)}(?:socket|electric|fuse|cupboard)",
        rf"{_OTHER_WIRES}|tv|bath plug|sink plug|basin|not live|isolated|disconnected|shower (?:head|rail)|bulb|handle|bedroom door|bag|letterbox|smoke alarm|new sockets?|wont come off|loose from the wall|still works|no wires out|made dead|privately|bath panel|break glass|scuffle",
    ),
    danger(  # so plain that the rent or a letter in the same breath makes nothing of it
        "electrical.exposed_or_sparking",
        "shock shocks",
        r"(?:i|he|she|we|they|son|daughter|kid|mum|dad|nan|partner) (?:just |have |has |had |keep |keeps |always )*(?:got|get|gets|getting|had|given) (?:a |an )?(?:nasty |bad |proper |little |small |mild )?(?:electric|electrical) shocks? (?:off|from)",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "hanging hangin hung hangs dangling dangles swinging",
        rf"(?:sockets?|plug|switch|light|lamp|fitting|outlet|isolator|cord) {wide(16)}(?:hanging|hangin|hung|hangs|dangling|dangles|swinging) {w(2)}(?:by|on|off|from) {w(2)}(?:wires?|cables?|flex|lead)",
        rf"{_OTHER_WIRES}|picture|banner|basket|curtain|blind|lampshade|christmas|fairy lights|pendant lights? that|isolated|disconnected|made dead",
    ),
    danger(
        "electrical.exposed_or_sparking",
        "through thru into cable cables wire drilled drill strimmer nail screw",
        rf"(?:drill\w*|strimmer|screw\w*|nail\w*|spade|saw|sawed|cut|digger|dug|hammered|mower|hedge ?trimmer|rats?|mice|mouse|squirrel) {w(9)}(?:through|thru|into|chewed|had|hit) {w(4)}(?:cable|cables|wire|wires|wiring|live wire|electric cable|flex)",
        rf"{_OTHER_WIRES}|tv|fence|dont know if|mesh",
    ),
    danger(
        "electrical.burning_smell",
        "scorched scorching scorch singed charred melted melting melty welded soft brown yellow yella toffee discoloured burnt burning burn hot warm toasty sizzling sizzle sizzles fizzing fizzes crackling crackles humming hum hums buzzing "
        "buzzes buzz buzin arcing glowing spits overheating drooping bang popping fry hissing crackled",
        rf"{_POINT} (?:(?!but |and the |cold )[^. ]+ ){{0,9}}?{_HOT}|(?:scorch\w*|melt\w*|burn marks?|burnt|sizzl\w*|fizz\w*|crackl\w*|humming|buzz\w*|overheating|smoulder\w*) (?:noise |sound |marks? )?{w(5)}{_POINT}|"
        rf"fuse ?box {w(3)}fry|(?:shower|cooker|oven|fridge|freezer|kettle|toaster|dryer|washing machine|immersion|heater) (?:has |just )?(?:went|gone|goes) bang|wall {w(4)}(?:hot|warm) {w(8)}socket|(?:cupboard|box) {w(5)}humming {w(6)}warm|warm to (?:the )?touch {wide(4)}plug",
        r"mould|damp|hot water|brown water|smart meter|(?:burning|burned|burnt) out|door buzz\w+|keep burning|bulbs?|warm white|hot tub|water hot|wont (?:get )?(?:hot|warm)|not (?:hot|warm)|no heat|stays? cold|isnt (?:hot|warm)|hot and cold|lukewarm|"
        r"soft close|radiators?|thermostat|water (?:is )?(?:hot|warm)|immersion (?:is|isnt|not)|cold|hob|intercom|buzzer|phone charger|brown leather|hot weather|no buzzing|electrics fine|yellow (?:cable|pages|sticker)|heating stays|programmer|timer|earplugs|panel (?:heater|fence)|"
        r"door entry|solar panel|hot (?:line|leg|side)|hot/neutral|no hot|reversed|beetles|nobody can buzz|soft water|(?:no|any) (?:sparks?|smell)|feedback|cable tv|tank|bath panel|fence|no smell|beetles|dead since",
    ),
    danger(
        "electrical.burning_smell",
        "smell pong stench hum niff",
        rf"(?:smell|pong|stench|niff|whiff) (?:(?!no |not )[^. ]+ ){{0,5}}?{_STINKS} {wide(14)}{_POINT}|{_POINT} {wide(12)}(?:smell|pong|stench|niff) (?:(?!no |not )[^. ]+ ){{0,5}}?{_STINKS}|{_STINKS} {w(2)}(?:smell|pong|stench) {wide(12)}{_POINT}|"
        rf"{_POINT} {wide(10)}{_STINKS} {w(1)}(?:smell|pong|stench)|(?:smell|pong) (?:of |like )(?:burning |hot |melted |melting |burnt )(?:plastic|rubber|hair|bakelite|wires?|electrics?|dust)|(?:plug|socket|sockets|fuse ?box|fusebox|telly|tv) (?:and the socket )?smell",
        rf"{_COOKED}|smoking|neighbours?|hot water|sewage|drainy|musty|eggs?|gas|fridge|sulphur|tap|when they smoke|washing machine drum",
    ),
    danger(
        "leak.on_electrics",
        "light lights fitting spotlight spotlights lamp socket sockets plugs fuse fusebox fuseboard consumer electrics electric electrical electricity switch wiring cable cables outlet outlets breaker breakers rose roses downlight downlights "
        "detector alarm fan extractor meter extension intake board telly pendant programmer bulb",
        rf"{_WET} (?:(?!but |off |no |not |nowhere |outside |next |fine )[^. ]+ ){{0,7}}?(?:through|thru|into|onto|on top of|on|in|over|by|out of|out|from|down|behind|inside|reached|to|towards|lands on|filled|above|under|contain|coming through) (?:(?!but |no |not |and |, )[^. ]+ ){{0,3}}?{_WIRED}|"
        rf"{_WIRED} (?:(?!but |off |no |not |fine |and |{_NEXT} )[^. ]+ ){{0,5}}?(?:dripping|drips|full of water|filled (?:up )?with|leak|is wet|soaked|wet|contain water|water (?:in|inside|coming|dripping|on|marks|running|pouring)|peeing|weeps|flood|has a droplet|damp|drenched)|wet (?:plug )?sockets?|wet socket|"
        rf"(?:{_COMING}|come|{_NOT_DRY}comes|{_NOT_DRY}came|down) (?:down )?(?:through|thru|out of) the (?:{_WIRED})|(?:on top of|over|onto) {w(5)}(?:plugs|sockets)|xxxxx (?:alarm|detector) {w(4)}(?:drips|dripping|leak|water)|far as the xxxxx alarm|cooker lights {w(8)}rain|goldfish bowl|(?:light|bulb|lamp|shade) {w(6)}fish ?bowl(?! light)|"
        rf"{_WET} {wide(14)}(?:runs?|running|goes|going|gets|drips|dripping|tracks?|tracking|travels|comes|trickles|trickling) (?:down )?(?:along|over|across|onto|behind) (?:the )?(?:top of |back of |front of )?(?:the |my |our )?"
        r"(?:consumer unit|fuse ?box|fusebox|fuse ?board|(?:electric|electricity|leccy) meter|breaker panel|sockets?|electrics)",
        r"no water|electric shower|hot water|dripping tap|motion|wet room|no hot|immersion|lights? (?:is|are|was|were) (?:fine|ok|on)|turned off the|water (?:and|or) (?:the )?electric\w*|sun ?light|sky ?light|daylight|roof light|traffic lights?|car|fan ?light|light (?:rain|brown|drizzle)|"
        r"(?:not|nowhere|no) (?:near|on|by|close)|away from|a foot off|next to the light|dry|humidity|mould|mouldy|condensation|in case|burnt|tanker|motor|rads?|radiators?|heating|light coming|cable tidy|red light|lovely light|switch is on|screen|telly programme|cold tap|window fan|"
        r"grease|greasy|fat|a fan of|big fan|fan of|meter reading|water meter|pilot light|light on the boiler|light flashing|flashing|pump|garden|shed|light bill|alarm company|boiler pressure|rusty bits|downspout|plug go",
    ),
    danger(
        "electrical.burning_smell",
        "smoke smoking fire flame iskrzy scantei chispas priza gniazdko lampa",
        rf"(?:smoke|flame) (?:(?!alarm |detector )[^. ]+ ){{0,4}}?(?:out|off|out of|from|inside) {w(3)}{_POINT}|{_POINT} (?:is |s )?(?:on fire|smoking)|iskrzy|scantei|chispas|priza {w(6)}(?:ars|neagra)|apa {w(4)}lampa",
        r"light|lamp|panel|alarm|hob|vape|pilot|fireplace",
    ),
)
