"""An answer that would be understood for ever is let go, and what is asked next is answered."""

import re
import signal
import threading

from config.time_limit import limited

_FOR_EVER = re.compile(r"(?:a|a)*b")


def _reads(text: str) -> str:
    return "read" if _FOR_EVER.match(text) else "not read"


def test_what_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    held = limited(_reads, lambda: "given up", longest=0.05)
    assert held("a" * 60) == "given up"
    assert held("ab") == "read"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_where_no_signal_can_be_taken_it_runs_as_it_is() -> None:
    said = list[str]()
    thread = threading.Thread(target=lambda: said.append(limited(_reads, lambda: "given up")("ab")))
    thread.start()
    thread.join()
    assert said == ["read"]
