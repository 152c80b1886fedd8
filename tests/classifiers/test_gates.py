"""Rules are tried when a word of their gate is there, in the order of the table."""

from classifiers.rule import Gates


def test_every_gate_with_a_word_of_the_message_opens_once_and_in_order() -> None:
    table = [("gas smell", "a"), ("fire", "b"), ("smell fire", "c"), ("", "d"), ("smell", "e")]
    gates = Gates((frozenset(words.split()), rule) for words, rule in table)
    assert gates.opened_by(frozenset(("i", "smell", "gas"))) == ["a", "c", "e"]
    assert gates.opened_by(frozenset(("fire",))) == ["b", "c"]
    assert gates.opened_by(frozenset(("hello",))) == gates.opened_by(frozenset()) == []
