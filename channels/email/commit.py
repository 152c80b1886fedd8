"""The group commit: mails that wait at the same moment share one write to the disk.

One thread takes what is waiting, up to 64 mails, and hands it to `receive_many`. Each waiting client
is answered only after the commit that holds its mail. While a commit runs the next group gathers.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from router.errors import CannotKeep
from router.values import Kept, RawMail

log = logging.getLogger(__name__)

MOST = 64
ReceiveMany = Callable[[Sequence[RawMail]], Sequence[Kept | Exception]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    mail: RawMail
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Kept | Exception]"


class GroupCommit:
    """Start it before mail arrives; `close` returns when all that was handed in has been answered."""

    def __init__(self, receive_many: ReceiveMany) -> None:
        self._receive_many = receive_many
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mail-commit", daemon=True)
        self._thread.start()

    async def keep(self, mail: RawMail) -> Kept | Exception:
        """Durable when it answers Kept. Cancelled while waiting, the mail is still written."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Kept | Exception] = loop.create_future()
        self._waiting.put(_Waiting(mail, loop, answer))
        return await answer

    def close(self, seconds: float = 30) -> None:
        """Write what is still waiting, then stop."""
        self._waiting.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        open_ = True
        while open_:
            group: list[_Waiting] = []
            item = self._waiting.get()
            while item is not None:
                group.append(item)
                if len(group) == MOST:
                    break
                try:
                    item = self._waiting.get_nowait()
                except queue.Empty:
                    break
            else:
                open_ = False
            if group:
                self._commit(group)

    def _commit(self, group: list[_Waiting]) -> None:
        results: Sequence[Kept | Exception]
        try:
            results = self._receive_many([waiting.mail for waiting in group])
            if len(results) != len(group):
                raise CannotKeep(f"{len(group)} mails handed in, {len(results)} answers")
        except Exception as error:  # noqa: BLE001 - whatever it is, each sender is asked to try again
            log.error("mail could not be kept (%d waiting): %s", len(group), type(error).__name__)
            results = [error] * len(group)
        loops = {waiting.loop for waiting in group}
        for loop in loops:
            mine = [
                (waiting.answer, result) for waiting, result in zip(group, results, strict=True) if waiting.loop is loop
            ]
            try:
                loop.call_soon_threadsafe(_answer, mine)
            except RuntimeError:  # the loop has closed: nobody waits for the answer any more
                log.warning("%d mails were kept after their clients had gone", len(mine))


def _answer(pairs: list[tuple["asyncio.Future[Kept | Exception]", Kept | Exception]]) -> None:
    for future, result in pairs:
        if not future.done():
            future.set_result(result)
