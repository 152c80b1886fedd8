"""Somebody stuck in a lift."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:stuck|trapped|stranded|locked|caught|jammed) {w(5)}(?:in|inside) {w(3)}"
        rf"(?:lift|elevator|lifts)(?! (?:lobby|area|shaft door))",
        r"stuck outside|bath lift|stair lift|furniture|key|keys|ring|phone|sofa|wardrobe|lift door stuck|trapped in the lift "
        r"doors",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:lift|elevator) {w(5)}(?:stuck|stopped|broke|broken|jammed|not moving|wont move|"
        rf"wont open|broken down|dead|halted) {w(6)}(?:with (?:us|me|people|someone|him|her|them|my|a|an|two|three|kids|mum|dad|"
        r"somebody|the)|inside|in it|between floors|and i|and we|im in|were in|trapped)",
        r"nobody inside|no one inside|empty|"
        r"noone inside|bath lift|stair lift",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:im|i|we|were|hes|shes|someone|somebody|people|they|neighbour|mum|dad|man|lady|"
        rf"woman|child|son|daughter|kids?|is|are|am) {w(3)}(?:in|inside) (?:the |a |our |this )(?:lift|elevator) {w(4)}(?:stuck|"
        r"trapped|not moving|wont move|stopped|cannot get out|wont open|isnt moving|between|no signal|doors? wont|broken down)",
        r"took the|bath lift|stair lift|smell|urine|needles|sick in",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:cannot|cant|couldnt|unable to|let (?:us|me|them|him|her)|get (?:us|me|them|him|her)) "
        rf"{w(2)}(?:get )?out (?:of )?(?:the |this |a )(?:lift|elevator)",
    ),
)
