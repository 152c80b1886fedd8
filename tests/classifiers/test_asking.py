"""What sort of appointment a message asks for, if any."""

import pytest

from classifiers.asking import asked


@pytest.mark.parametrize(
    ("text", "where"),
    [("can i see my housing officer about moving", "any"), ("need to speak to my housing officer", "any"),
     ("i'd like someone to ring me back about my rent tomorrow afternoon", "phone"),
     ("please could my housing officer give me a call", "phone"), ("got a letter, can somebody call me", "phone"),
     ("nobody called me back, please can someone ring me", "phone"),
     ("is there a drop in at the office this week", "office"), ("want an appointment at the local office", "office"),
     ("got a letter about arrears can i come in and talk to someone", "office"),
     ("can i come and see somebody at the office about my rent arrears", "office"),
     ("could we come in and see you about the rent", "office"), ("can someone come and see me about the neighbours", "home"),
     ("surgery appointment please", "office"), ("can my housing officer come and see me", "home"),
     ("i want to add my partner to the tenancy can someone visit me", "home"),
     ("can somebody come and look at the damp", "surveyor"), ("Could a surveyor inspect the mould, please?", "surveyor"),
     ("the damp has been there since monday, can someone come and look at it", "surveyor")],
)  # fmt: skip
def test_what_is_asked_for(text: str, where: str) -> None:
    assert asked(text).where == where


@pytest.mark.parametrize(
    "text",
    ["you said you would ring me back and nobody did", "dont ring me just text", "waiting for a call back still",
     "my tap is dripping, ring me when you are on the way", "what time does the office close", "you never call back",
     "surveyor came 3 weeks ago heard nothing", "where is the housing office", "how much rent do i owe",
     "mould all over the bedroom wall", "can someone come and fix my tap", ""],
)  # fmt: skip
def test_what_is_no_wish_for_one(text: str) -> None:
    assert asked(text).where == ""


def test_the_rest_has_the_wish_and_not_how_long_it_has_lasted() -> None:
    assert "tomorrow afternoon" in asked("can you ring me about my rent tomorrow afternoon").rest
    assert "monday" not in asked("damp since monday, can someone come and look").rest
