"""Starts a program that dies when its starter dies, in a process group of its own.

`python leash.py STARTER_PID FOLDER COMMAND...` becomes the command, in that folder. On Linux the kernel kills it when
the starter is gone, however it went (prctl(2), PR_SET_PDEATHSIG, kept across exec). Elsewhere there is no such thing,
and a supervisor that is killed outright leaves its processes to be stopped by hand.

Run as a file, with nothing of ours imported, so that it costs a few milliseconds.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def die_with(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when its parent ends; end now if that has happened already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> bool:
    """Ask the kernel to make orphaned descendants our children, to be waited for. False where that cannot be had."""
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


if __name__ == "__main__":
    os.setsid()  # Ctrl-C in the terminal is for the supervisor, which then stops everyone in turn
    die_with(int(sys.argv[1]))
    try:
        os.chdir(sys.argv[2])
        os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 - without a shell is what we want
    except OSError as error:
        sys.exit(f"{sys.argv[3]}: {error.strerror}")
