"""What an answer is understood by is asked while the database is written: no text of a few hundred letters may stop it.

A pattern that can cut the same letters in many ways takes ever longer with each of them. The patterns are tried in a
process of their own, which is stopped when it hangs; how long it takes otherwise is no matter.
"""

import subprocess
import sys

HANGS_AFTER = 300
"""Seconds; a pattern that hangs would take years."""
_TRY = """
import re
from tests.classifiers.patterns import all_patterns
RUNS = ("2", "2 ", "12:30 ", "1.30", "mon", "a", " ", ". ", ", ", "-", "07700 ", "07700 900123 or ", "early on ", "next week ")

def hostile(pattern):
    for each in (*RUNS, *(word + end for word in sorted(set(re.findall("[a-z]{2,}", pattern))) for end in (" ", ", "))):
        yield (each * 600)[:300] + "!"

tried = 0
for module, name, pattern in all_patterns():
    tried += 1
    print(module, name, flush=True)
    for text in hostile(pattern.pattern):
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
print("tried", tried, flush=True)
"""


def test_no_pattern_that_an_answer_is_read_by_hangs() -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-c", _TRY], capture_output=True, text=True, timeout=HANGS_AFTER, check=False
        )
    except subprocess.TimeoutExpired as hung:
        said = (hung.stdout or b"").decode().splitlines()
        raise AssertionError(f"this pattern hangs: {said[-1] if said else 'none was reached'}") from None
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "tried" and int(last[1]) > 1000
