"""Words that several of the danger rules use."""

# ruff: noqa: E501 -- patterns are read more easily on one line

ELECTRICS = (
    r"(?:lights?|light fittings?|light bulb|bulb|spotlights?|lamp|sockets?|plugs?|plug sockets?|fuse ?box|fusebox|fuse board|"
    r"fuseboard|consumer unit|electrics|electricals|electricity|electric (?:box|meter|cupboard|sockets?|points?|supply|board|"
    r"cables?|wires?|wiring|switch|plugs?|panel|fuse ?box|cooker|items?|outlets?)|light switch|switch|wires|wiring|cables?|"
    r"extension lead|outlets?|breaker|breaker (?:box|panel)|breakers|electrical (?:box|panel|outlets?|sockets?|wiring|"
    r"cupboard|items?|meter|fittings?)|ceiling light|mains board|trip switch|"
    r"appliances?)"
)
SOCKET = (
    r"(?:sockets?|plugs?|fuse ?box|fusebox|fuse board|fuseboard|consumer unit|switch|light switch|outlets?|breaker|wires?|"
    r"wiring|cables?|electric meter|electric box|meter cupboard|light fitting|extension lead|electric cupboard|breaker box|"
    r"breaker panel|electrical panel|charger|cooker switch|isolator|spotlight)"
)
PLACE = (
    r"(?:the |my |our |a |his |her |their |this |main |communal |back |front )*(?:kitchen|bin|bins|bin (?:room|store|chute|shed)|"
    r"chute|lift|stairs|stairwell|hall|hallway|corridor|landing|flat|house|block|building|bedroom|living room|lounge|room|"
    r"loft|oven|cooker|cupboard|garden|garage|shed|basement|balcony|roof|bathroom|next door|neighbours?|upstairs|downstairs|"
    r"above|below|tower|floor|microwave|dryer|tumble dryer|washing machine|toaster|pan|sofa|bed|socket|meter cupboard|"
    r"fuse ?box|property|hob|home|attic|foyer|lobby|alley)"
)
WATER = r"(?:water|leak|drip|drips|dripping|rain|rainwater|flood|sewage)"
