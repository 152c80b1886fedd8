"""HTML mail as plain text, the way a person would see it.

nh3 (html5ever, in Rust) repairs the markup and drops scripts, so that what is left is balanced and
small; one pass over its output makes lines of it. Hidden parts are left out. Parts that mail
programs mark as quoted history are kept in the whole text and left out of the new text.
"""

import html
import re

import nh3

_TAGS = {
    "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "span", "pre", "section", "article", "header", "footer", "a", "font", "b", "dl", "dt", "dd",
}  # fmt: skip
_DROPPED = {"script", "style", "title", "head", "template", "noscript", "textarea", "select", "svg", "math", "iframe"}
_LINES = {"p", "div", "tr", "table", "ul", "ol", "blockquote", "pre", "section", "article", "header", "footer",
          "h1", "h2", "h3", "h4", "h5", "h6", "li", "hr", "br", "dl", "dt", "dd"}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_HISTORY_CLASSES = {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"}
_HISTORY_IDS = {"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container", "olk_src_body_section",
                "composer_signature_quote"}  # fmt: skip
_SIGNATURE_CLASSES = {"gmail_signature", "moz-signature", "gmail_signature_prefix"}
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_DEEPEST = 500
_UNCLOSED = {"br", "img", "hr", "meta", "link", "input", "p", "li", "tr", "td", "th", "col", "option", "dt", "dd"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ATTRIBUTES = {"*": {"style", "class", "id", "hidden", "type"}}


def _mark(tag: str, attribute: str, value: str) -> str | None:
    """Keep of each attribute only what this file looks for."""
    if attribute == "hidden":
        return ""
    if attribute == "style":
        return "none" if _HIDDEN.search(value[:2000]) else None
    words = set(value.lower().split()[:20])
    if attribute == "class" and tag == "div" and words & _SIGNATURE_CLASSES:
        return "signature"
    if attribute == "class" and words & _HISTORY_CLASSES:
        return "history"
    if attribute == "id" and words & _HISTORY_IDS:
        return "history-on" if words & {"appendonsend", "divrplyfwdmsg"} else "history"
    if attribute == "type" and tag == "blockquote" and "cite" in words:
        return "history"
    return None


def to_text(markup: str) -> tuple[str, str]:
    """(the whole text, the text without marked history). Either may be ''."""
    if _deep(markup):
        crude = html.unescape(re.sub(r"<[^<>]*>", " ", markup))
        return crude, crude
    clean = nh3.clean(
        markup, tags=_TAGS, clean_content_tags=_DROPPED, attributes=_ATTRIBUTES, attribute_filter=_mark, link_rel=None
    )
    page = _Page()
    for closing, tag, attributes, words in _TOKEN.findall(clean):
        if words:
            page.write(words)
            continue
        if tag in _LINES:
            page.end_line(tag in _PARAGRAPHS, tag == "br")
        elif tag in ("td", "th"):
            page.write(" ")
        if closing:
            page.close(tag)
        elif tag not in ("br", "hr"):
            page.open(tag, attributes)
    return page.whole.text(), page.new.text()


def _deep(markup: str) -> bool:
    """Nested beyond what anybody writes: repairing that takes time by the square of the depth."""
    if markup.count("<") < _DEEPEST:
        return False
    depth = 0
    for closing, tag in _ANY_TAG.findall(markup):
        if tag.lower() not in _UNCLOSED:
            depth += -1 if closing and depth else 1
            if depth > _DEEPEST:
                return True
    return False


class _Page:
    """Where we are in the page: what is hidden here, and what is history."""

    def __init__(self) -> None:
        self.whole, self.new = _Lines(), _Lines()
        self.hidden = self.history = self.ended = False
        self.opened: list[tuple[str, bool, bool]] = []  # tag, and what was so before it

    def write(self, words: str) -> None:
        if self.hidden:
            return
        self.whole.add(words)
        if not (self.history or self.ended):
            self.new.add(words)

    def end_line(self, paragraph: bool, broken: bool) -> None:
        if self.hidden:
            return
        self.whole.end(paragraph, broken)
        if not (self.history or self.ended):
            self.new.end(paragraph, broken)

    def open(self, tag: str, attributes: str) -> None:
        self.opened.append((tag, self.hidden, self.history))
        if '="signature"' in attributes and not (self.hidden or self.history or self.ended):
            self.new.rule()
        self.hidden = self.hidden or '="none"' in attributes or " hidden" in attributes
        self.ended = self.ended or '="history-on"' in attributes
        self.history = self.history or '="history"' in attributes

    def close(self, tag: str) -> None:
        while self.opened:
            opened, self.hidden, self.history = self.opened.pop()
            if opened == tag:
                break


class _Lines:
    """Words gathered into lines, with one empty line at most between paragraphs."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []

    def add(self, words: str) -> None:
        self._line.append(words)

    def end(self, paragraph: bool = False, broken: bool = False) -> None:
        line = _SPACE.sub(" ", "".join(self._line)).strip(" ")
        self._line.clear()
        if line:
            self._done.append(html.unescape(line).replace("\xa0", " "))
        if (paragraph or (broken and not line)) and self._done and self._done[-1]:
            self._done.append("")

    def rule(self) -> None:
        """The usual line above a signature; whether what follows is one is judged with the rest of the text."""
        self.end()
        self._done.append("--")

    def text(self) -> str:
        self.end()
        return "\n".join(self._done).strip()
