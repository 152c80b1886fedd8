"""Is it English? If not, a flag says which language it looks like, and a person is wanted soon (`router/languages.py`).

By the small words that only one language has, and by script: enough for a hint, and nothing to train or load. What none
of them knows is foreign where most of its words are none that the trained model ever saw (`strange.py`).
"""

# ruff: noqa: E501 -- lists of words are read more easily as one text

from classifiers.reading import Label, Reading
from router.values import Landlord

_SMALL_WORDS = {
    "en": "the and is to my in of it i you for on have with we are not has can this no please there be at but cannot wont from "
    "been was its need when me hi hello thanks dont so out all off up or a an water boiler heating rent gas help repair door your "
    "do what how im going working broken fixed flat house",
    "pl": "nie jest sie na w do mam moje prosze woda dzien dobry z ze jak od czy mieszkaniu kuchni lazience ogrzewanie cieknie dziala",
    "ro": "nu este si la in am pe cu va rog apa mea din buna ziua sunt apartament caldura curge merge",
    "es": "no es el la que en de los mi por favor agua hola se una un con tengo esta hay casa del cocina puede",
    "pt": "nao o a que em de minha por favor agua ola uma um com tenho esta casa do da preciso obrigado cozinha",
    "fr": "ne pas le la les est dans de mon ma je il bonjour eau une un avec merci et du chez vous cuisine chauffage",
    "it": "non il la che di mia per favore acqua ciao una un con ho casa della sono cucina riscaldamento perde",
    "de": "nicht der die das ist und ich in mein bitte wasser hallo ein eine mit haus zu wohnung heizung kaputt",
    "so": "waa iyo ma guriga biyaha biyo fadlan waan ka ku aan la jiro ayaa soo gurigeyga albaabka caawi dabka",
    "tr": "bir ve bu su var yok lutfen ev merhaba evim calismiyor icin yardim cok bozuk sicak evde cocuklar",
    "ur": "hai hain mein mera meri mere nahi nahin kya koi ghar paani pani aa raha rahi karo kar ko ki ka ke se aur jaldi bhejo madad",
    "cy": "yn y mae dim yr i o os gwelwch dwr fy gwresogi nid ar ddim",
    "lt": "ne yra ir mano prasau vanduo labas namuose nera su",
    "sq": "nuk eshte dhe ne shtepi uje ju lutem te kam",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SCRIPTS = (
    ("ar", 0x0600, 0x06FF), ("he", 0x0590, 0x05FF), ("bn", 0x0980, 0x09FF), ("pa", 0x0A00, 0x0A7F), ("hi", 0x0900, 0x097F),
    ("ta", 0x0B80, 0x0BFF), ("zh", 0x4E00, 0x9FFF), ("uk", 0x0400, 0x04FF), ("ja", 0x3040, 0x30FF), ("ko", 0xAC00, 0xD7AF), ("ti", 0x1200, 0x137F),
)  # fmt: skip


class Language:
    """Gives `language:xx`, or `language:other` when it is not English and we cannot say more."""

    name = "language"
    labels = frozenset(
        f"language:{each}" for each in ("other", *_WORDS, *(script[0] for script in _SCRIPTS)) if each != "en"
    )

    def __init__(self, landlord: Landlord) -> None:
        pass

    def classify(self, reading: Reading) -> list[Label]:
        words = [word for word in reading.words[:120] if word.isalpha()]
        if not words:
            return []
        foreign = [word for word in words if not word.isascii()]
        if len(foreign) * 3 > len(words):
            return [Label("flag", f"language:{_script(''.join(foreign))}", 0.8, 0, 1)]
        if len(words) < 4:
            return []
        if len([word for word in words[:40] if word in _WORDS["en"]]) >= 8:
            return []
        scores = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
        english = scores.pop("en")
        best = max(scores, key=lambda language: scores[language])
        if scores[best] >= 2 and scores[best] > english * 1.5:
            return [Label("flag", f"language:{best}", 0.8, 0, 1)]
        return []


def _script(letters: str) -> str:
    for language, first, last in _SCRIPTS:
        least = len(letters) / (
            8 if language == "uk" else 2
        )  # `tidy` has read the others as the Latin ones they look like
        if sum(first <= ord(letter) <= last for letter in letters) > least:
            return language
    return "other"
