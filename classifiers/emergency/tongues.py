"""Gas, carbon monoxide and fire in the languages that tenants here write when there is no time for English.

Enough to be told what to do at once; a person reads all the rest. The words stand as they are spelt and are folded as
`tidy` folds a message, which takes marks off letters and reads a Cyrillic letter as the Latin one it looks like.
Chinese, which sets no spaces, is for a person.
"""

# ruff: noqa: E501 -- lists of words are read more easily as one text

from classifiers.rule import Rule, danger
from classifiers.tidy import tidy


def _folded(words: str) -> str:
    return tidy(words).text


def _any(words: str) -> str:
    """Any of these words, in a pattern."""
    return rf"(?:{'|'.join(_folded(words).split())})"


_GAS = "gas gaz gazu gazul gaze gazi gazin gaaska duju dujos газ газа газу газом غاز الغاز گیس گاز गैस গ্যাস গ্যাসের ਗੈਸ"
_LEAKS = (
    "ulatnia ulatniajacy czuc czuje smierdzi wyciek zapach miroase miros scurgere scapa ur uraya urr daadanaya dhuumanaya kokusu kokuyor kacagi kacak siziyor "
    "cheiro cheira vazamento vazando fuga olor huele odore puzza odeur fuite kvapas kvepia nuotekis szag rrjedhje bu badbu badboo "
    "запах запахом пахнет пахне утечка витік тече رائحة رايحة ريحة تسرب يتسرب تسريب بو بوی نشت بدبو لیک गंध बदबू बू लीक গন্ধ লিক ਬਦਬੂ ਬੂ ਲੀਕ"
)
_MONOXIDE = "monoxid monoksid monoksyd monossido monoxido monoxyde czadu угарный угарного"
_SOUNDS = "suna piszczy wyje dzwoni sona suena sonando sonne suona caliyor otuyor сработал сработала пищит"
_FIRE = "yangin fiamme flammes gaisras zjarr zjarri пожар пожежа حريق حريقة دخان آتش آگ دھواں incendio आग আগুন ਅੱਗ"
_BURNS, _HOME = (
    "arde горит горить yaniyor yandi dega",
    "casa apartamentul apartament bucataria blocul квартира дом кухня дім будинок ev daire mutfak bina namas butas virtuve",
)

RULES: tuple[Rule, ...] = (
    danger(
        "gas.smell",
        _folded(_LEAKS),
        rf"{_any(_GAS)} (?:[^. ]+ ){{0,4}}?{_any(_LEAKS)}|{_any(_LEAKS)} (?:[^. ]+ ){{0,3}}?{_any(_GAS)}",
        r"hour|bill|barbecue",
    ),
    danger(
        "gas.co_alarm",
        _folded(_MONOXIDE),
        rf"{_any(_MONOXIDE)} (?:[^. ]+ ){{0,4}}?{_any(_SOUNDS)}|{_any(_SOUNDS)} (?:[^. ]+ ){{0,4}}?{_any(_MONOXIDE)}",
    ),
    danger("fire.fire_or_smoke", _folded(_FIRE), _any(_FIRE)),
    danger(
        "fire.fire_or_smoke",
        _folded(_BURNS),
        rf"{_any(_BURNS)} (?:[^. ]+ ){{0,2}}?{_any(_HOME)}|{_any(_HOME)} (?:[^. ]+ ){{0,2}}?{_any(_BURNS)}",
    ),
    danger(
        "fire.fire_or_smoke",
        "aag dab dabka fogo fumo feu",
        r"aag (?:[^. ]+ )?lag\w*|dab (?:ayaa|baa|ka|wuu)|dabka (?:[^. ]+ ){0,2}?(?:guriga|kacay|qabsaday)|guriga (?:[^. ]+ )?dab|"
        r"(?:ha|tem|muito|esta|pegou|ce) (?:[^. ]+ )?(?:fogo|fumo)|(?:fogo|fumo) (?:na|no|em|nella|in) (?:cozinha|casa|apartamento|predio|cucina)|(?:le|au) feu",
    ),
)
