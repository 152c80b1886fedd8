"""What falls, leans, splits or may be asbestos."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_CEILING = r"(?:ceiling|plasterboard|plaster board|plaster bored|artex|art ex)"
_SAGS = (
    r"(?:bulg(?:e|es|ed|ing)|bell(?:y|ied)|bellied out|baggy|balloon(?:ed|ing)?|sag(?:s|ged|ging)?|bow(?:s|ed|ing)|droop(?:s|ed|ing)|drop(?:ped|ping|s)|pregnant|expecting|"
    r"creaking|let go|lets go|gave way|given way|gave in|giving in|giving way|caved|collapse|fell|fallen|falling|hanging|hangin|dangling|"
    r"(?:has|have) a split|split open|coming away|come away|loose|swollen|swelling|about to go)"
)
_SOMEWHERE = r"(?:floor|bed|beds|sofa|settee|couch|cooker|table|bath|tub|cot|desk|chair|carpet|stairs|hob|worktop|head|bunk|stairs|[a-z]+s bed)"
_LUMPS = r"(?:bits?|lumps?|chunks?|slabs?|sheets?|section|half|part|pieces?|piece|flakes|great sheet|the whole)"
_FABRIC = (
    r"(?:bricks?|brickwork|brick work|masonry|render|rendering|concrete|chimney|chimney stack|balcony|balconies|copings?|coping stones?|parapet|parapet stones|"
    r"lintel|gable|gable end|cladding|cladding panel|pillar|window sill|windowsill|canopy|porch roof|front wall|outside wall|back wall|boundary wall|extension wall|retaining wall|"
    r"end wall|side wall|staircase|stairway|stair tower|fire escape|stone|stonework|scaffolding|scaffold|plank|pebbledash|corbel|pediment|deck|decking)"
)
_GIVES = (
    r"(?:fell|falls|fall|falling|fallen|drop(?:s|ped|ping|pin)?|landed|landing|landin|lands|came off|come off|coming off|coming away|come away|came away|came down|come down|coming down|"
    r"pull(?:ed|ing) (?:away|off|out|right out)|lean(?:s|ing|ed)?|bulg(?:e|es|ed|ing)|bellied|belly|sway(?:s|ing)|rocking|rocks|wobbl(?:e|es|ed|ing|y)|wobles|crumbling|spalling|shedding|"
    r"overhanging|still hanging|hanging off|hanging by|swings|blown off|broke off|broken off|on one leg|gone across|gone through|given way|gave way|shifts|shifted|sagging|"
    r"collapse|collapsing|pushed in|rusted (?:off|through)|loose)"
)
_CRACK = r"(?:cracks?|cracked|cracking)"
_WIDE = (
    r"(?:wid(?:er|ening|ened|est)|bigger|growing|grown|getting worse|getting fatter|getting longer|getting bigger|getting wider|spreading|opened|opening up|pencil|pen|finger|fingers|thumb|hand|fist|"
    r"coin|card|key|letter|daylight|see (?:outside|through|light|day)|light through|draught|wind through|feel (?:the )?(?:wind|air|draught)|mm|\d+ ?mm|\d+ ?cm|\d+ mm|\d+ cm|inch|inches|"
    r"moved|moving|new one|floor to ceiling|top to bottom|ceiling to floor|subsidence|dropped|tell tale|gauges?|out of true|catching)"
)
_SMALL_THINGS = (
    r"toilets?|sink|basin|concrete path|lengthways|faceplate|socket|filled|foot long|flash|trap|stitched|past tense|bath|tub|tray|cistern|loo|tiles?|pane|glass|mirror|phone|screen|socket|plug|switch|hob|paving|garage slab|cup|ring|picture window|"
    r"seat|radiator|bin|seal|grout|kerb|ribs?|wrist|joke|lino|boiler|bedroom door|door panel|shower|pot|car park|stair|tread|treads|architrave"
)

RULES: tuple[Rule, ...] = (
    danger(  # as a phone hears 'ceiling'
        "structural.ceiling_collapse",
        "sealing",
        r"(?:the|my|our|bedroom|kitchen|bathroom|lounge) sealing (?:is |has |s |have |just |all |about to )*(?:come down|came down|coming down|fell|fallen|falling|collapse|caved|bulging|sagging|bowing|given way|giving way|fall|gone)",
        r"bath|sink|shower|window|sealant|door",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling ceiling roof plaster",
        rf"(?:ceiling|roof) {w(7)}(?:c[ao]me in on|coming in on|collapse|caved|caving|cave|"
        rf"fallen in|fell in|fallen through|come down|came down|falling down|coming down|fallen down|fell down|about to (?:fall|come|"
        rf"collapse|go)|bulging|bulge|sagging|sags|bowing|bowed|drooping|falling in|fell on|fallen on|fell|fallen|ready to (?:fall|"
        r"come)|going to (?:fall|come|collapse)|gonna (?:fall|come|collapse)|dropping|has dropped|giving way|falling)",
        r"water (?:is )?coming down|rain coming|tiles?|slates?|gutter|gutters|paint|paper|coming down the wall|ceiling down to|dripping|cracks? "
        r"only|felt|drip|light fitting (?:fell|fallen)|fan|mould|ceiling rose|you replaced|alarm attached|isnt coming down|student|science block",
        over=r"claiming|it been fixed|destroyed a",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling plaster",
        rf"(?:collapse|caved|bulging|sagging|falling|fallen|chunks?|bits|lump|lumps|"
        rf"pieces?|part|half) {w(4)}(?:ceiling|roof) {w(4)}(?:fell|fallen|fall|falling|down|in|off|landed|come|came|gone|collapse)|"
        rf"(?:collapse|caved in|bulging|sagging) (?:[a-z]+ ){{0,3}}?ceiling",
        r"tiles?|slates?|paint|paper",
    ),
    danger(
        "structural.ceiling_collapse",
        "plaster",
        rf"plaster {w(5)}(?:falling|fell|fallen|came|coming|come) {w(4)}(?:on (?:the |my |our )?"
        r"(?:bed|head|sofa|floor|me|baby|cot|kids?|son|daughter|child)|from the ceiling|down from)",
    ),
    danger(
        "structural.falling_masonry",
        "brick bricks masonry render concrete chimney balcony wall cladding tree building stairs "
        "staircase porch lintel floor deck canopy coping parapet",
        rf"(?:bricks?|brickwork|masonry|render|rendering|concrete|chimney|"
        rf"balcony|cladding|staircase|porch|lintel|canopy|coping|parapet|retaining wall|garden wall|gable|outside wall|"
        rf"boundary wall|building|wall) {w(5)}(?:collapse|falling off|falling|fell|fallen|about to (?:fall|collapse|come|go)|"
        rf"caved|crumbled|going to (?:fall|collapse)|gonna (?:fall|collapse)|come down|came down|coming down|leaning|giving way|"
        r"unsafe|bulging|bowing|gone through)",
        r"tiles?|paper|wallpaper|cupboard|unit|units|radiator|plaster|shelf|shelves|"
        r"water|mirror|pictures?|socket|paint|sink|basin|boiler|bath|rail|skirting|cabinet|cabinets|cracks?|handrail|paper|"
        r"rain|damp|tile",
    ),
    danger(  # whatever comes off a roof, where it has come down on people
        "structural.falling_masonry",
        "tile tiles slate slates gutter guttering chimney brick aerial",
        r"(?:roof tiles?|tiles?|slates?|guttering|gutter|chimney pot|aerial) (?:[^. ]+ ){0,6}?(?:hit|struck|landed on|fell on|fallen on|come down on|came down on|coming down on|falling on|dropped on) (?:a |an |the |my |our |some |poor )*(?:man|woman|lady|kids?|child|children|boy|girl|baby|people|somebody|someone|me|him|her|us|pram|neighbour|old|mum|dad|nan|son|daughter|postman)(?:s (?:head|arm|shoulder|leg|back))?",
        r"nearly|almost|could|might|may|will|going to|wall tiles?|bathroom|shower|kitchen|floor tiles?|ceiling tiles?|toe|toes|foot|feet|car",
    ),
    danger(
        "structural.falling_masonry",
        "collapse way leaning bulging bowing bowed",
        rf"(?:wall|balcony|floor|stairs|staircase|chimney|building|shed wall|porch|steps|"
        rf"foundations?|deck) {w(4)}(?:collapse|(?:given|gave|giving) way)|"
        r"collapse (?:(?!(?:on|onto|in|into|at|by|against|near|off|under|from|over|beside|the|my) )[a-z]+ ){0,2}?(?:wall|balcony|floor|stairs|staircase|chimney|building|porch|lintel|foundations?)|"
        rf"wall (?:at|on|by|round|behind|along|in|between) {w(7)}(?:leaning|bulging|bowing|bowed)",
        r"fence|nervous|lung",
    ),
    danger(
        "structural.falling_masonry",
        "balcony",
        rf"balcony {w(4)}(?:rail|railing|railings|glass|floor|barrier)? ?{w(2)}(?:loose|broken|"
        r"cracked|collapse|wobbly|fallen|coming away|unsafe|crumbling|rusted through)",
        r"door|light|drain",
    ),
    danger(
        "structural.falling_masonry",
        "tree branch",
        rf"(?:tree|branch) {w(4)}(?:fallen|fell|come down|came down|come|came|crashed|gone|smashed|blown|blew|toppled|landed) {w(4)}"
        r"(?:on|onto|into|through|against|across) (?:to )?(?:the |my |our )*(?:roof|house|window|car|building|flat|door|fence|"
        r"garage|wall|block|home|power|path)",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling plasterboard artex plaster",
        rf"{_CEILING} (?:(?!but |light )[^. ]+ ){{0,8}}?{_SAGS}|{_CEILING} (?:is |s |has |its |just |all |came |come |coming |right |half )*(?:down|on (?:the |my |our |his |her |mums )?(?:[a-z]+ )?{_SOMEWHERE}|in the (?:bath|tub))",
        r"tiles?|slates?|gutters?|mould|mouldy|hairline|cracks? only|felt|fan|wallpaper|paint|isnt coming down|from the ceiling down|patched|water (?:is )?coming down|loose (?:screw|wire)|dripping from|tap|hatch|"
        r"science block|paintwork|light (?:fitting )?(?:is )?(?:loose|hanging)|alarm|years ago|you replaced|not sagging|ribbons|with the ceiling down|student|plastered inside|science|cupboard|shift the night|meter",
        over=r"claiming|compensation|it been fixed",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling plaster artex plasterboard",
        rf"{_LUMPS} (?:of |off |from |in |through )?{w(4)}(?:ceiling|plaster|artex) {w(7)}(?:on|onto|come off|came off|down|let go|fell|landed|landing|hanging|dropping|missed|over|in the bath|in the tub)|"
        rf"(?:plaster|bits?|lumps?|chunks?|board|cracks) {w(8)}(?:come|came|coming|fell|fallen|falling|dropping|dropped|pinging) {w(3)}(?:off|from|down|out of|on) {w(4)}(?:ceiling|bed|bunk|cot|head|sofa)|"
        rf"(?:bulge|belly|balloon|bulging|bow|sag) {w(3)}(?:in|on) {w(3)}ceiling|sagging {w(2)}ceiling|ceiling {w(3)}(?:landing|raining|ballooned)|under the ceiling today|prop {w(6)}ceiling",
        r"tiles?|alarm|rose|flaky|bracket|off the wall|on the wall|round the (?:door|window)|above the skirting|wallpaper|mould|hairline|isnt|flaw|drips|years ago|patched|water is|water coming|lampshade|flakes? of paint|spider|black spots",
    ),
    danger(
        "structural.falling_masonry",
        "brick bricks brickwork masonry render rendering concrete chimney stack balcony balconies coping copings parapet lintel gable cladding pillar sill windowsill canopy porch wall staircase "
        "stair stairway stone stonework scaffolding scaffold plank pebbledash deck decking",
        rf"{_FABRIC} (?:(?!but |and i )[^. ]+ ){{0,7}}?{_GIVES}",
        rf"tiles?|{_SMALL_THINGS}|fence|paper|wallpaper|cupboard|cabinet|shelf|shelves|leaves|mould|damp|leaks|pattern|kettle|loose change|fell (?:over|down|on the stairs)|fallen (?:over|down the)|"
        r"i fell|she fell|he fell|mum fell|drops me|bags?|fell off my|pigeons?|ball|parcel|carpet|grass|weeds?|liner|rebuilt|mantelpiece|aerial|rail|hand ?rail|loose in concrete|sheeting|three months of|when (?:will|is|are) (?:the|your|that)|scaffold(?:ing)? (?:to |be |is |should |taken )*(?:come|came|coming) down|on the telly|came down in",
    ),
    danger(
        "structural.falling_masonry",
        "brick bricks brickwork masonry render rendering concrete chimney stack balcony balconies coping copings parapet lintel gable cladding pillar sill canopy block stone wall stonework",
        rf"(?:{_LUMPS} of|lumps|loose|falling|dropping|dislodged|hanging(?! off)|leaning|wobbly|crumbling) {w(3)}(?:concrete|brick|bricks|brickwork|render|masonry|chimney|balcony|cladding|coping|stone|stonework|parapet|the block)|"
        rf"(?:wall|walls|chimney|chimneys|gable|porch|parapet) (?:s |has |have |is |just |all )*(?:come down|came down|coming down|gone through|fell|fallen|lening|leaning|bulging|bellied|bowing|bowed in|collapse|over the pavement)|"
        rf"(?:car|van|lorry|digger|truck) (?:s |has |have |is |just |gone |went |been |driven |straight |clipped |hit |crashed |reversed )+(?:in to|into|through|in|the) {w(2)}(?:side|front|wall|house|bungalow|porch|pillar)",
        rf"tiles?|{_SMALL_THINGS}|fence|paper|cupboard|cabinet|shelf|mould|damp|water|rain|hand ?rails?|banisters?|bannisters?|concrete post|parked|parking|drive|loose stone chippings|gravel|mice|mouse|rats?|plaster|draught",
    ),
    danger(  # not down yet, over where people go
        "structural.falling_masonry",
        "tree trees branch bough limb oak ash sycamore willow poplar birch",
        r"(?:trees?|branch|branches|bough|limb|oak|ash|sycamore|willow|poplar|birch) (?:[^ ]+ ){0,16}?(?:cracked (?:right )?through|half off|split (?:right )?(?:down|through|in)|hanging (?:on )?by|held on by|hanging (?:off|over|above|down over)|snapped (?:and|but) (?:[^ ]+ ){0,2}?(?:hanging|caught)|"
        r"on the lean|leaning|creaks|creaking|roots? (?:are |is |have |has )*(?:lifting|lifted|coming up|come up|up)|opened like a lid) (?:[^ ]+ ){0,24}?(?:path|paths|pavement|playground|bus stop|footpath|walkway|entrance|gate|road|kids|children|school|cars)|"
        r"(?:branch|bough|limb) (?:[^ ]+ ){0,10}?over (?:[^ ]+ ){0,4}?(?:path|pavement|playground|footpath|walkway|entrance|road) (?:[^ ]+ ){0,10}?(?:cracked|split|snapped|held on by|hanging by|creak\w*)",
        r"leaves|light|satellite|signal|fence|blossom|leaning on (?:the|a|my) (?:fence|shed)|bike|ladder|family tree|christmas tree|last (?:month|year)|years? ago|cleared|cut down|bank",
    ),
    danger(
        "structural.falling_masonry",
        "tree trunk oak sycamore branch",
        rf"(?:trees?|trunk|oak|sycamore|ash|branch|branches|willow|conifer) {w(6)}(?:down|came over|fell|fallen|come down|came down|crashed|leaning|resting|gone) {w(4)}(?:on|onto|across|over|through|against|in through) {w(3)}"
        r"(?:roof|house|wall|porch|window|conservatory|bungalow|block|kitchen|skylight|bedroom|flat)",
        r"leaves|light|satellite|signal|fence|blossom",
    ),
    danger(
        "structural.falling_masonry",
        "balcony deck railing railings rail staircase stairs stair iron stairway",
        rf"(?:balcony|balconies|deck|landing|stairwell|staircase|walkway|fire escape) {w(6)}(?:railings?|rails?|floor|leg|edge|underside|barrier|bolts) {w(5)}(?:wobbl\w+|wobles|loose|pulled|rusted|moves|dropped|gave|broke|broken|come away|came away|missing|shedding|out)|"
        rf"(?:balcony|deck|landing|walkway) (?:railings?|rails?) {w(4)}(?:pulled|came|come|coming|gave) (?:right )?(?:out|off|away)|(?:staircase|stairs|steps|deck|tower|extension|porch|balcony) {w(6)}(?:pull(?:ing|ed) (?:out|away|off)|(?:coming|come|came) away from|shifts when|dropp(?:ed|ing) (?:one|an|away|down)|s dropping|on one leg)",
        r"curtain|towel|clothes|wardrobe|carpet|lino|hand ?rail in the bath|radiator|washing",
    ),
    danger(
        "structural.cracks",
        "crack cracks cracked cracking split splits",
        rf"{_CRACK} {wide(16)}{_WIDE}|(?:pencil|finger|hand|card|key|letter|coin|knuckles|daylight|draught|phone|\d+ ?mm|inch) {w(6)}(?:in|into|through|thru|thro|along) {w(3)}(?:crack|cracks|split)",
        rf"{_SMALL_THINGS}|water|mould|rat|rats|mouse|mice|ants|gas|(?:heard|hear) (?:a|an|the) (?:[a-z]+ )?crack|window (?:[a-z]+ ){0, 5}?cracked|cracked window|cracked the window|fence|gutter|crack on|crack cocaine|drugs?|dealing|dealers?",
    ),
    danger(
        "structural.cracks",
        "crack cracks cracked cracking split subsidence",
        rf"(?:diagonal|stair ?step|stair step|stepped|zig ?zag|vertical|horizontal|long|big|huge|large|massive|structural|major|deep|wide|nasty) {w(1)}(?:crack|cracks|cracking)|"
        rf"(?:crack|cracks|cracking) {w(5)}(?:external|outside|exterior|gable|brickwork|brick|bricks|lintel|chimney breast|party wall|supporting wall|flank wall|rear elevation|load bearing|foundations?|archway|basement wall)|"
        rf"(?:external|outside|exterior|gable|flank|party|chimney|basement) wall {w(3)}(?:has |is |s )?{w(3)}(?:crack|cracks|cracked|cracking|split)|"
        rf"subsidence|subsiding|(?:surveyor|engineer|monitored|monitoring|inspect) {w(8)}(?:crack|cracks|cracking)|(?:crack|cracks|cracking) {w(12)}(?:surveyor|structural|engineer|monitored|monitoring|tell tale|settling|settlement)|"
        r"(?:wall|walls) (?:is |has |have |s |are |all )*(?:split|cracked) (?:top|floor|from|right|all the way)",
        rf"{_SMALL_THINGS}|fence|gutter|crack cocaine|drugs?|dealing|crack on|insurance quote",
    ),
    danger(
        "structural.cracks",
        "floor extension house wall lintel gable skirting zigzag stair tower",
        rf"(?:kitchen |bathroom |bedroom |living room |whole )?floor (?:has |is |s )*(?:dropped|dropping|sunk|sinking|running away|sloping) {w(4)}(?:one|end|side|at|away|from|towards|to)|"
        rf"(?:extension|bay|lintel|gable|porch) (?:s |is |has |are )*(?:dropping|dropped|sinking|sunk|sagging|coming away|moving|pulling away|bulging)|(?:coming|come|pulling|pulled) away from (?:the|my|our) (?:house|block|building|main wall)|zigzag {w(4)}brick\w*",
        r"tiles?|lino|vinyl|carpet|mould|price|laminate|wallpaper|gutter",
    ),
    danger(
        "structural.asbestos",
        "asbestos asbesto azbest",
        rf"(?:broke|broken|broke up|smash\w*|snap\w*|crack\w*|crumbl\w+|damage|damaged|drill\w*|scrap\w+|dust|dusty|flak\w+|fluffy|fibrous|frayed|bits|fragments|rip\w*|hole|sample|knocked|torn|debris|powder|foot through|lumps|dangling|"
        rf"come down|came down|sanded|sawn|exposed|coming off|peel\w*) {wide(45)}asbestos|asbestos {wide(30)}(?:broke|broken|smash\w*|snap\w*|crack\w*|crumbl\w+|drill\w*|dust|dusty|flak\w+|bits|"
        r"fragments|hole|sample|powder|dangling|exposed|damaged|peeling|and just left|children|kids|poison|dont touch)|is (?:it|that|this|they) (?:the )?asbestos|(?:suspected|possible|pretty sure its|mate says|contains) asbestos",
        r"asbestos (?:register|report|course|awareness|removed|removal certificate)|intact|not damaged|undamaged|survey due|nothing (?:is )?broken|all clear|came back (?:clear|negative)|no asbestos|was removed",
    ),
    danger(
        "structural.asbestos",
        "lagging corrugated wavy artex popcorn textured fibrous cement",
        rf"lagging {w(8)}(?:coming off|falling|lumps|crumbl\w+|white|dust)|(?:corrugated|wavy|cement) {w(5)}(?:sheets?|roof|sheeting|kind|board) {wide(14)}(?:broke|broken|smash\w*|snap\w*|pile|dust|bits|hole|pieces|fragments|fluff)|"
        rf"(?:artex|popcorn ceiling|textured ceiling|textured coating) {w(6)}(?:drill\w*|scrap\w*|sand\w*|dust)|(?:drill\w*|scrap\w*|sand\w*) {w(3)}(?:artex|popcorn|textured)|fibrous (?:sort of )?board|flue pipe {w(8)}cement {w(4)}furry|(?:broke up|broken|snapped) {w(6)}(?:corrugated|wavy)",
    ),
    danger(
        "structural.cracks",
        "crack cracks gauge gauges stair brick bricks pencil panels surveyor engineer engineers split",
        rf"stair step crack|gauges {w(3)}crack|(?:post|slot|put|get|slide) {w(5)}(?:in|into|through|thru) (?:it|one|them|the crack)|(?:feel|see) {w(6)}crack|crack {w(8)}(?:lounge|living room|stairs|gable|porch|wall|bedroom|landing|settee|chimney)|"
        rf"(?:surveyor|engineer|engineers) (?:. |visit |, )?{w(3)}(?:re |about |for )?(?:. )?(?:the )?cracks?|structural engineers? (?:s )?visit|split above (?:each|every) (?:one|door)|bricks? {w(4)}cracked|gaps? {w(4)}between panels",
        rf"{_SMALL_THINGS}|mould|mice|mouse|rats?|gas|letterbox|form|bank|glue|cocaine|drugs?|cat|filled|stack|smoking|path|spider|hole in it|his hand in it|football|glass|window (?:must|pane)|drain|softer|filled",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling bulge plaster",
        rf"ceiling {wide(14)}(?:on my (?:sofa|bed|settee|floor)|bits are coming down|still dropping|gone all baggy|has been propped)|(?:lump|bulge|belly) {w(4)}(?:coming|come|hanging) down {w(2)}(?:in|from|on) {w(2)}ceiling|"
        rf"bulge {wide(14)}on (?:the )?(?:t )?floor|plaster {w(8)}room (?:s )?(?:is )?down|ceiling {wide(6)}(?:polythene|plastic|tarp) {wide(4)}hole|ceiling of {w(7)}(?:is|has come) down|balloon in my ceiling",
        r"mould|patched|repaired|been fixed",
    ),
    danger(
        "structural.falling_masonry",
        "wall chimney coping copings bricks brick concrete plank scaffolding lump tree balcony chimbly",
        rf"wall {wide(8)}(?:gone . )?across the pavement|chimney {w(12)}(?:started to lean|lening|leaning)|chimney (?:s |has |is )*(?:gone|come|fallen) through|(?:bits|lumps) (?:o |of )?coping|bricks? (?:been |keep |are |is |was |just )*(?:dropp\w+|falling|in the loft|come down)|"
        rf"plank {w(6)}(?:landed|fell|off)|under that loose|tree (?:s |is |has come |has |come )*(?:down|over) across|concrete {w(2)}dropping|coping {w(6)}loose",
        r"fence|no damage",
    ),
)
