"""Who tells of harm and asks for silence is sent nothing; who complains that nobody answers is told to call 999."""

import pytest

from router.silence import LONGEST, wants_silence

ASKED = (
    "he hits me. please dont text back",
    "no texts please",
    "he takes the phone",
    "dont ring",
    "do not contact me",
    "can you not ring me",
    "please email only, dont ring",
    "he will see this",
    "he might see it",
    "dont let him know i told you",
    "delete this after",
    "he looks at my phone",
    "nobody should ring me",
    "please don't call round",
    "do not send a text",
    "don’t reply he has my phone",
    "not safe to text",
    "it isnt safe to reply",
    "its not safe for me to answer",
    "he monitors my phone",
    "he gets my texts",
    "please do not reply to this number",
    "we share this phone",
    "he uses my phone",
    "i don't want you to ring",
    "please never call this number",
    "hes got my phone",
    "he has got my mobile",
    "he must not know",
    "can someone help me without him knowing",
    "my husband hits me and reads my messages",
    "my husband reads my messages",
    "he doesn't know i am writing this",
    "please send help but dont send any texts",
    "i dont want any calls",
    "dont send me a reply",
    "he will read your answer",
    "my mum checks my phone",
    "no reply please",
    "dont phone back",
)
NOT_ASKED = (
    "he hits me. i rang you and got no answer",
    "you never reply to me and he hits me",
    "my husband hits me, the police dont answer",
    "he hit me i have no phone credit",
    "i left no message but he hits me",
    "my partner hits me and she said never call the police",
    "my son hits me. you dont answer the phone",
    "i have had no replies",
    "he hits me, i dont call the police because im scared",
    "i dont answer the door",
    "there were no calls back",
    "he came round without ringing and hit me",
    "you dont ring back",
    "they never call back. he hit me again",
    "he hits me and took my keys",
    "please ring me",
    "he broke my phone",
    "my husband hits me please call me",
    "nobody answers",
    "i never call him",
    "he hits me i dont want to live like this",
    "why do you not answer, he hit me",
    "he shouts at me when i get home",
    "is it safe to call you, he hit me",
    "please help, he hit my son",
    "i cant ring, please text me he is hitting me",
)


@pytest.mark.parametrize("words", ASKED)
def test_who_asks_for_no_answer_or_is_read_by_another(words: str) -> None:
    assert wants_silence(words) and wants_silence(words.upper()) and wants_silence(f"help me\n{words}!!")


@pytest.mark.parametrize("words", NOT_ASKED)
def test_who_complains_of_no_answer_asks_for_none(words: str) -> None:
    assert not wants_silence(words)


def test_a_message_made_to_be_slow_is_looked_through_at_once() -> None:
    for piece in ("don't want you to ", "he will ", "no ", "can you not please ", "my "):
        assert not wants_silence(piece * 100_000)
    assert not wants_silence("x" * LONGEST + " dont text me"), "a person reads what is so long"
