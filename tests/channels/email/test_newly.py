"""Replies as mail programs write them: only what is new is read, and no sentence is lost."""

import pytest

from channels.email.html_text import to_text
from channels.email.newly import newly_said

NEW = "The boiler is making that noise again and there is no hot water."

REPLIES = {
    "gmail": f"{NEW}\n\nOn Sun, 22 Nov 2026 at 09:14, Demo Homes <repairs@frontdoor.example> wrote:\n\n"
             "> Dear Ms Bell,\n> Your gas safety check is due.\n>\n> Demo Homes\n",
    "gmail, broken over two lines": f"{NEW}\n\nOn Sun, 22 Nov 2026 at 09:14, Demo Homes Repairs Team\n"
             "<repairs@frontdoor.example> wrote:\n\n> Your gas safety check is due.\n",
    "outlook": f"{NEW}\n\nFrom: Demo Homes <repairs@frontdoor.example>\nSent: 22 November 2026 09:14\n"
               "To: Ann Bell <ann@mail.example>\nSubject: Your repair FD-234-BCDF\n\nYour gas safety check is due.\n",
    "outlook with a rule": f"{NEW}\n\n________________________________\nFrom: Demo Homes <repairs@frontdoor.example>\n"
               "Sent: Sunday, November 22, 2026 9:14 AM\nTo: Ann Bell\nSubject: Your repair\n\nGas safety check.\n",
    "old outlook": f"{NEW}\n\n-----Original Message-----\nFrom: Demo Homes\nSent: 22 November 2026 09:14\n"
                   "To: Ann\nSubject: Your repair\n\nGas safety check.\n",
    "apple": f"{NEW}\n\nSent from my iPhone\n\n> On 22 Nov 2026, at 09:14, Demo Homes <repairs@frontdoor.example> wrote:\n"
             "> \n> Your gas safety check is due.\n",
    "samsung": f"{NEW}\n\nSent from my Galaxy\n\n\n-------- Original message --------\n"
               "From: Demo Homes <repairs@frontdoor.example>\nDate: 22/11/2026 09:14 (GMT+00:00)\nTo: ann@mail.example\n"
               "Subject: Your repair\n\nYour gas safety check is due.\n",
    "yahoo": f"{NEW}\n\nYahoo Mail: Search, Organize, Conquer\n\n"
             "  On Sunday, 22 November 2026 at 09:14:22 GMT, Demo Homes <repairs@frontdoor.example> wrote:\n\n"
             " Your gas safety check is due.\n",
    "outlook for phones": f"{NEW}\n\nGet Outlook for iOS\n________________________________\nFrom: Demo Homes\n"
                          "Sent: Sunday, 22 November 2026 09:14\nTo: Ann\nSubject: Your repair\n\nGas safety check.\n",
}  # fmt: skip


@pytest.mark.parametrize("program", REPLIES)
def test_history_is_cut(program: str) -> None:
    assert newly_said(REPLIES[program]) == NEW


SAID = {
    "an answer below the quote": (
        "On 22 Nov 2026, Demo Homes <r@frontdoor.example> wrote:\n> Is Tuesday good?\n\nYes, and now I smell gas.\n",
        "Yes, and now I smell gas.",
    ),
    "answers between": (
        "Hello,\n\nOn 22 Nov 2026, Demo Homes <r@frontdoor.example> wrote:\n> Is it the tap?\nNo, the pipe.\n> When?\nToday.\n",
        "Hello,\n\nNo, the pipe.\nToday.",
    ),
    "a list with hyphens": (
        "Broken:\n- kitchen tap\n- smell of gas in the hall\n- front door\n",
        "Broken:\n- kitchen tap\n- smell of gas in the hall\n- front door",
    ),
    "a line that begins with thanks": (
        "Thanks,\nbut the boiler still leaks and my baby is cold.\n",
        "Thanks,\nbut the boiler still leaks and my baby is cold.",
    ),
    "words after a closing": (
        "The tap drips.\n\nKind regards,\nAnn\n\nPS there is a smell of gas on the stairs\n",
        "The tap drips.\n\nKind regards,\nAnn\n\nPS there is a smell of gas on the stairs",
    ),
    "gas after a closing, in capitals": (
        "The tap drips.\n\nRegards\nANN\nGAS LEAK\n",
        "The tap drips.\n\nRegards\nANN\nGAS LEAK",
    ),
    "words below a phone's line": (
        "The tap drips.\nSent from my iPhone\nAnd I smell gas\n",
        "The tap drips.\n\nAnd I smell gas",
    ),
    "a sentence about gas safe": (
        "Hello\n\nThe Gas Safe engineer never came.\n",
        "Hello\n\nThe Gas Safe engineer never came.",
    ),
    "words below small print": (
        "The tap drips.\nThis email is confidential and for the addressee.\nP.S. smoke from the fuse box\n",
        "The tap drips.\nThis email is confidential and for the addressee.\nP.S. smoke from the fuse box",
    ),
    "nothing but a quote": ("> Is Tuesday good?\n", "> Is Tuesday good?"),
    "nothing but thanks": ("Thanks\nAnn\n", "Thanks\nAnn"),
    "what is from and to": ("From: the kitchen to the hall it is wet.\n", "From: the kitchen to the hall it is wet."),
}


@pytest.mark.parametrize("what", SAID)
def test_what_was_said_stays(what: str) -> None:
    text, expected = SAID[what]
    assert newly_said(text) == expected


CARDS = {
    "closing": "The tap drips.\n\nKind regards,\nAnn Bell\n12 Acacia Court\n07700 900123\n",
    "delimiter": "The tap drips.\n-- \nAnn Bell | Acacia Lettings\nwww.acacia.example\n",
    "trade": "The tap drips.\n\nRegards\nSam Poole\nPoole Plumbing Ltd\nGas Safe registered 123456\n",
    "small print": "The tap drips.\n\nThis email and any attachments are confidential. If you are not the intended\n"
                   "recipient, gas and fire and flood notwithstanding, delete it.\nRegistered in England 01234567\n",
    "a lone trade line": "The tap drips.\n\n\nGas Safe registered engineers - no. 123456\n",
    "phone": "The tap drips.\n\nSent from my Samsung Galaxy smartphone.\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", CARDS)
def test_cards_and_small_print_go(kind: str) -> None:
    assert newly_said(CARDS[kind]) == "The tap drips."


def test_hostile_text_is_not_slow() -> None:
    """Known shapes that make patterns backtrack; the file's own time limit would stop the run."""
    for text in ("On " * 20_000, "On x\n" * 8_000, "> " * 20_000, "From: " * 8_000, "_" * 40_000, "-" * 40_000,
                 "\n\n" * 20_000, "Sent from my " * 3_000, "<" * 40_000, "On a <" * 6_000, "wrote:\n" * 5_000,
                 "Disclaimer: " + "mail a" * 6_000, "From: a\nSent: b\n" * 2_000, "On " + "a " * 15_000 + "wrote:",
                 " \n" * 20_000, "\t" * 40_000, "Thanks," + " " * 30_000, "> " * 5_000 + "\nwrote:"):  # fmt: skip
        newly_said(text)


HTML = {
    "plain": ("<p>No <b>hot</b> water</p><p>since Tuesday</p>", "No hot water\n\nsince Tuesday"),
    "script and style": ("<style>p{}</style><script>alert(1)</script>No water<title>x</title>", "No water"),
    "hidden": ('Seen<div style="display:none">Hidden<p>Too</p></div><span hidden>x</span>', "Seen"),
    "breaks": ("a<br>b<br><br>c<div>d</div>e", "a\nb\n\nc\nd\ne"),
    "entities": ("1 &lt; 2 &amp; 3&nbsp;&pound;4", "1 < 2 & 3 £4"),
    "list": ("<ul><li>tap</li><li>door</li></ul>", "tap\ndoor"),
    "table": ("<table><tr><td>tap</td><td>drips</td></tr><tr><td>door</td></tr></table>", "tap drips\ndoor"),
    "unclosed": ("<div><p>one<div>two<b>three", "one\n\ntwothree"),
    "gmail": ('<div>New</div><div class="gmail_quote">On x wrote:<blockquote>Gas</blockquote></div>', "New"),
    "outlook": ('<p>New</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: x</div><p>Gas</p>', "New"),
    "apple": ('New<blockquote type="cite">Gas</blockquote><div>below</div>', "New\n\nbelow"),
    "yahoo": ('<div>New</div><div class="yahoo_quoted">Gas</div>', "New"),
    "angle in an attribute": ('<img alt="a>b<script>x">New', "New"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HTML)
def test_html_as_a_person_sees_it(kind: str) -> None:
    markup, expected = HTML[kind]
    assert to_text(markup)[1] == expected


def test_html_history_stays_in_the_whole() -> None:
    whole, new = to_text('<div>New</div><div class="gmail_quote">Old</div>')
    assert "Old" in whole and "Old" not in new


@pytest.mark.parametrize("tag", ["div", "table", "b", "p", "a href=x", "span class=gmail_quote", "li", "td", "font"])
def test_deep_html_is_not_slow(tag: str) -> None:
    """The file's own time limit would stop the run."""
    whole, _ = to_text((f"<{tag}>" * 40_000)[:200_000] + "I smell gas")
    assert "I smell gas" in whole
