"""What falls, leans, splits or may be asbestos."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
        "structural.ceiling_collapse",
        "ceiling ceiling roof plaster",
        rf"(?:ceiling|roof) {w(7)}(?:collapse|caved|caving|cave|"
        rf"fallen in|fell in|fallen through|come down|came down|falling down|coming down|fallen down|fell down|about to (?:fall|come|"
        rf"collapse|go)|bulging|bulge|sagging|sags|bowing|bowed|drooping|falling in|fell on|fallen on|fell|fallen|ready to (?:fall|"
        r"come)|going to (?:fall|come|collapse)|gonna (?:fall|come|collapse)|dropping|has dropped|giving way|falling)",
        r"water (?:is )?coming down|rain coming|tiles?|slates?|gutter|gutters|paint|paper|coming down the wall|dripping|cracks? "
        r"only|felt|drip|light fitting (?:fell|fallen)|fan",
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
    danger(
        "structural.falling_masonry",
        "collapse",
        rf"(?:wall|balcony|floor|stairs|staircase|chimney|building|shed wall|porch|steps|"
        rf"foundations?|deck) {w(4)}collapse",
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
        rf"(?:tree|branch) {w(4)}(?:fallen|fell|come down|came down|crashed|landed) {w(4)}"
        r"(?:on|onto|into|through|against|across) (?:to )?(?:the |my |our )*(?:roof|house|window|car|building|flat|door|fence|"
        r"garage|wall|block|home|power|path)",
    ),
)
