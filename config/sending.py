"""The sender: a process beside the workers, for all that waits for providers. What leaves, and what is fetched.

Whoever places messages never speaks with a provider, and whoever speaks with one places nothing: so a provider that
does not answer keeps no new message waiting, and a storm of new messages keeps no safety words. In here many hands
send side by side. Whoever has a hand free takes no more than it can send at once (`router/under_way.py`), so nothing
that was claimed waits behind something else that was.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from config import heartbeat, pulse
from config.fetching import fetch_media
from config.wiring import House
from router.under_way import AT_ONCE, BESIDE, Claimed

log = logging.getLogger(__name__)

SAY_SO_EVERY = 10.0
AT_ITS_RATE = 0.2
"""Seconds after which what waits for a place in our number's second is looked at again."""


class Sending:
    """One process's hands. `ring` is called by the one thread that hears the bell; the others are ours."""

    def __init__(self, house: House) -> None:
        self._house, self._dispatch = house, house.dispatch  # every way out is open before there is a second thread
        most = (AT_ONCE + BESIDE) * (len(self._dispatch.senders) + 1)  # and the telephone
        self._hands = ThreadPoolExecutor(most, thread_name_prefix="send")
        self._fetcher = ThreadPoolExecutor(1, thread_name_prefix="fetch")
        self._looking = threading.Lock()
        self._under_way: set[Claimed] = set()
        self._later: threading.Timer | None = None
        self._stop = False
        self._beat = heartbeat.Every(SAY_SO_EVERY)
        self._beat.say(house, heartbeat.SENDER)

    def ring(self, what: str) -> None:
        """Somebody rang: send, or fetch, what is due. Does not wait until it is done."""
        self._beat.say(self._house, heartbeat.SENDER)
        self._house.jobs.hush(what)  # before looking, so that whoever commits from now on rings again
        if what == "send":
            self._look()
        elif what == "fetch":
            self._fetcher.submit(self._fetch)
        else:
            log.error("somebody rang the sender for %r, which it does not do", what)

    def is_busy(self) -> bool:
        """Is anything on its way?"""
        return bool(self._under_way)

    def finish(self) -> None:
        """Take nothing more, and return when what was on its way has left."""
        self._stop = True
        with self._looking:  # whoever was looking has handed over what they claimed
            pass
        self._hands.shutdown()
        self._fetcher.shutdown(cancel_futures=True)

    def _look(self, done: Claimed | None = None) -> None:
        """Hand over what is due and may leave. `done`: its hand is free again."""
        with self._looking:
            if done is not None:
                self._under_way.discard(done)
            while not self._stop and (claimed := self._dispatch.claim(self._under_way)):
                self._under_way.update(claimed)
                for one in claimed:
                    self._hands.submit(self._carry, one)
            if not self._stop and not self._under_way and self._dispatch.due():
                self._look_later()

    def _carry(self, claimed: Claimed) -> None:
        """In a hand of its own: send one message, then see what is next."""
        pulse.beat()
        try:
            self._dispatch.send(claimed, pulse.beat)
            self._look(claimed)
        except Exception:  # a database that is away: the bell, or the listener by itself, has us look again
            log.exception("the sender could not look for more")
        finally:
            pulse.rest()

    def _look_later(self) -> None:
        if self._later is not None and self._later.is_alive():
            return
        self._later = threading.Timer(AT_ITS_RATE, self._look_again)
        self._later.daemon = True
        self._later.start()

    def _look_again(self) -> None:
        try:
            self._later = None
            self._look()
        except Exception:  # a database that is away, likewise: this thread is a timer's, and nobody hears of it
            log.exception("the sender could not look again")

    def _fetch(self) -> None:
        try:
            fetch_media(self._house, lambda: not self._stop)
        except Exception:  # what is left is still due, and the sweep rings again
            log.exception("photos and recordings could not be fetched")
        finally:
            pulse.rest()
