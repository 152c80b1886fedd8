"""What is written in a language that we read badly: it may be an emergency, so a person reads it at any hour. Pure."""

from collections.abc import Collection

FLAG = "language:"
"""Before the code of a language (ISO 639-1, or `other`) among a message's flags."""
OTHER = "other"
NAMES = {
    "ar": "Arabic, Urdu, Persian or Kurdish", "bn": "Bengali", "cy": "Welsh", "de": "German", "es": "Spanish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "so": "Somali",
    "sq": "Albanian", "ta": "Tamil", "ti": "Tigrinya or Amharic", "tr": "Turkish", "uk": "Ukrainian or Russian",
    "ur": "Urdu or Hindi", "zh": "Chinese",
}  # fmt: skip
"""As people call them; by script alone several share a code."""


def spoken(flags: Collection[str]) -> str:
    """The code of the language it is in; '' for English."""
    return next((flag.removeprefix(FLAG) for flag in sorted(flags) if flag.startswith(FLAG)), "")


def name(code: str) -> str:
    """'Polish'; 'a language that is not English' where nobody can say which."""
    return NAMES.get(code, "a language that is not English")
