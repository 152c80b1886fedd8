"""Starts a program that dies when its starter dies, in a process group of its own.

`python leash.py STARTER_PID COMMAND...` becomes the command. On Linux the kernel kills it when the starter is
gone, however it went (prctl(2), PR_SET_PDEATHSIG, kept across exec). Elsewhere there is no such thing, and a
supervisor that is killed outright leaves its processes to be stopped by hand.

Run as a file, with nothing of ours imported, so that it costs a few milliseconds.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when its parent ends; end now if that has happened already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    os.setsid()  # Ctrl-C in the terminal is for the supervisor, which then stops everyone in turn
    die_with(int(sys.argv[1]))
    try:
        os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - without a shell is what we want
    except OSError as error:
        sys.exit(f"{sys.argv[2]}: {error.strerror}")
