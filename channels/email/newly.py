"""What was newly said: the text of a mail without quoted history, signature and small print.

mail-parser-reply's pattern finds where history begins ('On ... wrote:', Outlook's header block). Its own cut is
not taken: it drops answers written below a quote, everything after a line that begins with
'Thanks,', and lists with hyphens. A sentence about gas lost that way would be an emergency missed, so
here a signature goes only when every line of it looks like one, and nothing is ever cut to empty.
"""

import re

from mailparser_reply import EmailMessage

LONGEST = 40_000  # characters looked at; the rest of a longer mail is left as it is
# Plain words looked for first: most mails have none of them, and the patterns cost ten times as much.
_HISTORY_WORDS = ("\n>", "wrote", "from:", "sent:", "original message")
_PRINT_WORDS = (
    "confidential", "disclaimer", "notice", "caution", "this e", "this message", "the information", "the content",
    "in error", "intended", "consider the environment", "registered", "vat ", "company ", "gas safe", "gassafe",
    "niceic", "oftec", "fensa", "napit", "elecsa",
)  # fmt: skip
_FORWARDED = re.compile(
    r"^(?:-{3,} ?Forwarded message|Begin forwarded message|[* ]*Subject: *fwd?:)", re.IGNORECASE | re.MULTILINE
)
_HEADER = EmailMessage(text="", languages=["en"]).HEADER_REGEX
_LONGEST_HEADER = 300
_EMPTY_LINES = re.compile(r"\n{3,}")
_QUOTED_RUN = re.compile(r"^>.*(?:\n+>.*)*", re.MULTILINE)
_RULE_BELOW = re.compile(r"\n[_-]{5,}\Z")
_DELIMITED = re.compile(r"^(?:-- ?|_{2,5} ?|—)$", re.MULTILINE)
_PHONE_LINE = re.compile(
    r"^[ \t]*(?:sent (?:from|via|using) .{1,60}|get outlook for .{1,40}|yahoo mail: .{1,80}"
    r"|.{0,20}sent from outlook.{0,40})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(
    r"^(?:(?:kind|best|warm|many|with)[ a-z]{0,24}(?:regards|wishes|thanks)|regards|cheers|thanks|thank you|many thanks"
    r"|yours (?:sincerely|faithfully|truly)|all the best|best|sincerely|ta)[ \t]*[,.!]*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SMALL_PRINT = re.compile(
    r"^(?:[* ]*(?:confidential(?:ity)?(?: notice)?|disclaimer"
    r"|important notice|privacy notice|legal notice|caution)\b.{0,20}[:.*-]"
    r"|this (?:e-?mail|message)(?: and any| is (?:intended|confidential|private)"
    r"|, including any| contains confidential)"
    r"|the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)"
    r"|if you (?:are not the intended|have received this (?:e-?mail|message) in error)"
    r"|please consider the environment before"
    r"|registered in (?:england|scotland|wales)|registered office|vat (?:reg|no|number)"
    r"|company (?:reg|no|number))",
    re.IGNORECASE,
)
_TRADE_LINE = re.compile(
    r"^(?=.{0,160}$)(?:.*\b)?(?:gas ?safe(?: register(?:ed)?)?(?: no\.?| number| reg\.?| engineers?)?"
    r"|niceic|oftec|fensa|napit|elecsa)\b.*$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:i|i'm|we|my|our|you|your|he|she|it|is|are|was|isn't|can|can't|not|no|there|there's|have|has|had|need|help|smell"
    r"|smells|leak|leaks|leaking|fire|smoke|flood|flooding|water|please|urgent|urgently|emergency|broken|came|come|who|when"
    r"|gas|carbon|sparks?|burning|dead|hurt|danger|999|ps|p\.s|nb|boiler|heating|mould|baby|asap)\b",
    re.IGNORECASE,
)
_CARD_LINES, _CARD_WIDTH = 14, 90


def newly_said(text: str) -> str:
    """The new part of `text`; all of it when nothing would be left."""
    head, rest = text[:LONGEST], text[LONGEST:]
    if _has(head, _HISTORY_WORDS) and not _FORWARDED.search(head):
        cut = _without_history(head)
        rest = "" if cut != head else rest
        head = cut or head
    new = _without_card(_without_small_print(head)) if not rest else head + rest
    return new.strip() or head.strip() or text.strip()


def _has(text: str, words: tuple[str, ...]) -> bool:
    lower = "\n" + text.lower()
    return any(word in lower for word in words)


def _without_history(text: str) -> str:
    """Quoted lines out; what stands between and below them stays."""
    # The library's pattern takes time by the square of a line's length, and by that of a run of empty lines.
    lines = [line.strip() for line in text.split("\n")]
    long = {f"\x00{number}": line for number, line in enumerate(lines) if len(line) > _LONGEST_HEADER}
    shielded = [f"\x00{number}" if len(line) > _LONGEST_HEADER else line for number, line in enumerate(lines)]
    text = _QUOTED_RUN.sub(">", _EMPTY_LINES.sub("\n\n", "\n".join(shielded)))
    kept: list[str] = []
    begin = 0
    for header in _HEADER.finditer(text):
        kept.extend(_unquoted(text[begin : header.start()]))
        begin = header.end()
        below = next((line for line in text[begin : begin + 2000].split("\n") if line), "")
        if not _is_attribution(header[0]) or not (below.startswith(">")):
            begin = len(text)  # Outlook's block, or history without marks: where it ends cannot be known
            break
    kept.extend(_unquoted(text[begin:]))
    whole = "\n".join(long.get(line, line) for line in kept)
    return _RULE_BELOW.sub("", _EMPTY_LINES.sub("\n\n", whole).strip()).strip()


def _unquoted(text: str) -> list[str]:
    return [line for line in text.split("\n") if not line.startswith(">")]


def _is_attribution(header: str) -> bool:
    return "".join(header.split()).lower().endswith("wrote:")


def _without_small_print(text: str) -> str:
    """Legal footers from where they begin, and trade membership lines such as 'Gas Safe registered 123456'."""
    if not _has(text, _PRINT_WORDS):
        return text
    lines = text.split("\n")
    kept: list[str] = []
    for position, line in enumerate(lines):
        bare = line.strip().strip("*_ ")
        if _SMALL_PRINT.match(bare) and any(earlier.strip() for earlier in kept):
            below = "\n".join(lines[position:])
            # A footer runs to the end; but somebody may have written below it, or begun a sentence like one.
            if not re.search(r"^[ \t]*(?:p\.?s\b|nb\b|also\b)", below, re.IGNORECASE | re.MULTILINE):
                break
        if _TRADE_LINE.match(bare) and position >= 2 and not _speaks(bare):
            continue
        kept.append(line)
    return "\n".join(kept).rstrip() or text


def _speaks(line: str) -> bool:
    """A sentence about Gas Safe is not a footer: 'The Gas Safe engineer never came'."""
    without = re.sub(r"gas ?safe(?: register(?:ed)?)?|\bno\.?(?= ?\d)", " ", line, flags=re.IGNORECASE)
    return bool(_SAID.search(without))


def _without_card(text: str) -> str:
    """The signature off: phone lines anywhere, the block below '-- ', and a closing with a card of name and number."""
    text = _PHONE_LINE.sub("", text).rstrip()
    delimiter = _last(_DELIMITED, text)
    if delimiter is not None and _is_card(text[delimiter[1] :]) and text[: delimiter[0]].strip():
        text = text[: delimiter[0]].rstrip()
    closing = _last(_CLOSING, text)
    if closing is not None and _is_card(text[closing[1] :]) and text[: closing[0]].strip():
        text = text[: closing[0]].rstrip()
    return text


def _last(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    spans = [found.span() for found in pattern.finditer(text)]
    return spans[-1] if spans else None


def _is_card(text: str) -> bool:
    """Name, address, number: short lines, none of which says anything."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) <= _CARD_LINES and all(
        len(line) <= _CARD_WIDTH
        and not line.endswith(("?", "!"))
        and (not _SAID.search(line) or bool(_TRADE_LINE.match(line) and not _speaks(line)))
        for line in lines
    )
