"""How a process shows that it lives: a few numbers in memory that it shares with whoever started it.

`beat()` may be called by any long piece of work, once a batch; outside a worker it does nothing. A worker of which a
thread is busy and has not beaten for a minute is taken for stuck, and ended (`config/worker.py`). The threads of the
clock that must never stand still count their turns in a file (`in_file`); `frontdoor up` looks at it
(`config/supervisor.py`).
"""

import mmap
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_SHAPE = struct.Struct("dq")  # monotonic second of the last beat, 0 when idle; rings heard, or turns made
OF_THE_CLOCK = {"sweep": 1, "offers": 1, "telling": 3, "visits": 5, "questions": 5, "cleaning": 60}
"""The threads of the clock, each by its place in the file: how many minutes it may stand still before the clock is
started anew. Those that ask providers, or walk through the whole store, may take longer over one thing."""
_mine: "Slot | None" = None
_at_work: dict[int, float] = {}
"""When each thread of this process that is at work last beat; it is as silent as the most silent of them."""
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Slot:
    """One worker's place in the shared memory. The monotonic clock is the same for all processes of a machine."""

    memory: mmap.mmap
    number: int

    def write(self, at: float, heard: int) -> None:
        """Both numbers at once."""
        _SHAPE.pack_into(self.memory, self.number * _SHAPE.size, at, heard)

    def read(self) -> tuple[float, int]:
        """(monotonic second of the last beat, or 0 when idle; rings heard)."""
        at, heard = _SHAPE.unpack_from(self.memory, self.number * _SHAPE.size)
        return float(at), int(heard)

    def turn(self) -> None:
        """One turn more of a thread that never rests."""
        self.write(time.monotonic(), self.read()[1] + 1)

    def silent_for(self) -> float:
        """Seconds since a busy worker last beat; 0 for an idle one."""
        at, _ = self.read()
        return time.monotonic() - at if at else 0.0


def slots(count: int) -> list[Slot]:
    """Shared memory for so many workers; to be made before they are forked."""
    memory = mmap.mmap(-1, count * _SHAPE.size)
    return [Slot(memory, number) for number in range(count)]


def in_file(path: Path, count: int) -> list[Slot]:
    """So many places in a file, which is made if need be: for a process that whoever looks after it did not fork."""
    size = count * _SHAPE.size
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.truncate(size)
        return [Slot(memory, number) for memory in [mmap.mmap(file.fileno(), size)] for number in range(count)]


def of_the_clock(run_dir: Path) -> list[Slot]:
    """A place for each of OF_THE_CLOCK."""
    return in_file(run_dir / "clock.pulse", len(OF_THE_CLOCK))


def belong_to(slot: Slot) -> None:
    """This process is the worker of that slot."""
    global _mine
    _mine = slot
    _at_work.clear()
    slot.write(0.0, 0)


def beat() -> None:
    """This thread is still at work, and getting on."""
    _note(time.monotonic(), 0)


def rest() -> None:
    """What this thread was at is done; it waits for more."""
    _note(None, 1)


def _note(at: float | None, done: int) -> None:
    if _mine is None:
        return
    with _counting:
        if at is None:
            _at_work.pop(threading.get_ident(), None)
        else:
            _at_work[threading.get_ident()] = at
        _mine.write(min(_at_work.values(), default=0.0), _mine.read()[1] + done)
