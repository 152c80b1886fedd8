"""Reads TwiML, the answers of a webhook."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field


class BadTwiml(ValueError):
    """Raised for a document that is not TwiML (Twilio's error 12100)."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: 'Say', 'Gather'... with its attributes, its text and what is nested in it."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    nested: tuple["Verb", ...] = ()

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, otherwise)

    def number(self, name: str, otherwise: float) -> float:
        """An attribute that is a number; `otherwise` when it is missing or says 'auto'."""
        try:
            return float(self.get(name, ""))
        except ValueError:
            return otherwise


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of one answer and the address it came from, from which relative addresses are reckoned."""

    verbs: tuple[Verb, ...]
    url: str


def read(text: str, url: str) -> Document:
    """The document in `text`. An empty answer is an empty document. Raises BadTwiml."""
    if not text.strip():
        return Document((), url)
    try:
        root = ET.fromstring(text)  # noqa: S314 - written by the product under test, on the same machine
    except ET.ParseError as error:
        raise BadTwiml(f"not XML: {error}") from None
    if root.tag != "Response":
        raise BadTwiml(f"the root is <{root.tag}>, not <Response>")
    return Document(tuple(_verb(child) for child in root), url)


def replies_in(text: str) -> list[str]:
    """The words of each <Message> of an answer to a text; none when it is not TwiML."""
    try:
        document = read(text, "")
    except BadTwiml:
        return []
    return [verb.text or " ".join(v.text for v in verb.nested) for verb in document.verbs if verb.name == "Message"]


def _verb(element: ET.Element) -> Verb:
    nested = tuple(_verb(child) for child in element)
    # Speech marks (<break>, <say-as>, <prosody>) are read for their words alone.
    text = "".join(element.itertext()) if element.tag == "Say" else element.text or ""
    return Verb(element.tag, " ".join(text.split()), dict(element.attrib), nested)
