"""A small transformer that reads a whole message: what the linear model cannot see in single words, it sees in order.

Three layers of all-MiniLM-L6-v2 (Apache-2.0), taught from the written messages and from what all six layers made of
them (`../training/encoder.py`). Weights are in eight bits; onnxruntime runs them on one core. It is asked only about
messages of which the linear model is unsure, since it costs some milliseconds where that costs a fraction of one.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from curated_tokenizers import WordPieceProcessor  # type: ignore[attr-defined]  # its stubs forget to export
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
FOLDER = Path(__file__).with_name("network")
MOST_PIECES, FROM_THE_END = 96, 32
"""Pieces of words read of one message, its two ends included, and how many of them from the end of a longer one: what
is wanted stands at the beginning or at the end of a long story. Nine of ten messages are shorter."""
FEW_PIECES, FEW_FROM_THE_END = 40, 10
"""The same where nothing is near a danger, at 40 % of the time. Were all read like this, four emergencies of 143 would
be lost; where those near a danger are read at length, none is."""
WORDS_LOOKED_AT = 1_000
WORDS_REMEMBERED = 4_000
LONGEST_WORD = 40
NOT_JOINED = ["SkipLayerNormFusion"]
"""What onnxruntime is told to leave apart: its kernel for the two together takes four times as long as for each."""
_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


class Pieces:
    """Cuts text into the pieces of words that the network knows. Takes text that `tidy` made: lower case, plain."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._cut = WordPieceProcessor(list(vocabulary))
        number = {piece: place for place, piece in enumerate(vocabulary)}
        self._begin, self._end, self._unknown = (number[each] for each in (_BEGIN, _END, _UNKNOWN))
        self._of = lru_cache(maxsize=WORDS_REMEMBERED)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        ids, _ = self._cut.encode(word)
        return (self._unknown,) if -1 in ids else tuple(ids)

    def numbers(self, text: str, briefly: bool = False) -> list[int]:
        """The numbers of its pieces, between a beginning and an end; at most MOST_PIECES, the middle left out.

        `briefly`: at most FEW_PIECES.
        """
        most, last = (FEW_PIECES, FEW_FROM_THE_END) if briefly else (MOST_PIECES, FROM_THE_END)
        found: list[int] = [self._begin]
        for count, word in enumerate(_WORD.finditer(text)):
            found += self._of(word[0][:LONGEST_WORD])
            if count > WORDS_LOOKED_AT:
                break
        if len(found) >= most:
            found = [*found[: most - last], *found[1 - last :]]
        return [*found, self._end]


def open_network(network: Path, written: Path | None = None) -> Any:
    """The network, ready to run on one core. `written`: where to write what onnxruntime makes of it.

    Raises onnxruntime's own errors.
    """
    # Read when it is loaded. 1.31.1 by itself gives this machine a number and keeps a log in ~/.cache of what is run,
    # to be sent to Microsoft by a thread of its own, which whoever forks workers afterwards should not have begun.
    # Its own `disable_telemetry_events` comes too late for all of that.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # noqa: TID251 - not read but told, and it hears nothing else
    import onnxruntime  # here, so that nothing but a process that reads messages pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # no plan of memory for each length: 6 MB a process
    # its pool of memory stays on: MOST_PIECES bounds it to 6 MB, where malloc would take and keep 11
    if written is not None:
        options.optimized_model_filepath = str(written)
        options.log_severity_level = 3  # it warns that what is written is for this machine alone
    return onnxruntime.InferenceSession(
        str(network), options, providers=["CPUExecutionProvider"], disabled_optimizers=NOT_JOINED
    )


class Encoder:
    """Scores of every label for one text. With one thread it keeps nothing that a fork would lose: workers share it.

    One text at a time: what runs together is scaled together, so beside other texts the same one would score otherwise.
    Measured, it would halve the time of texts of 16 pieces, save a third at 32 and nothing at 128.
    """

    def __init__(self, session: Any, pieces: Pieces, heads: Mapping[str, tuple[Numbers, Numbers]],
                 told: Mapping[str, Any]) -> None:  # fmt: skip
        self._session, self._pieces, self._heads = session, pieces, heads
        self.names: dict[str, list[str]] = told["names"]
        self.version: str = told["version"]

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The shipped one, or another. Raises OSError, ValueError, KeyError or onnxruntime's own errors."""
        folder = folder or FOLDER
        told = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        words = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        session = open_network(folder / "network.onnx")
        heads = {}
        with np.load(folder / "heads.npz", allow_pickle=False) as stored:
            for head, names in told["names"].items():
                weights, bias = stored[head].astype(np.float32), stored[f"{head}_bias"].astype(np.float32)
                if weights.shape[1] != len(names) or bias.shape != (len(names),):
                    raise ValueError(f"the numbers of {head!r} do not fit its labels")
                heads[head] = (weights, bias)
        return cls(session, Pieces(words), heads, told)

    def scores(self, text: str, briefly: bool = False) -> dict[str, Numbers]:
        """Scores (not yet chances) of every label, by head. `briefly`: of less of a long text."""
        numbers = np.array([self._pieces.numbers(text, briefly)], dtype=np.int64)
        (mean,) = self._session.run(None, {"pieces": numbers})
        return {head: np.asarray(mean[0] @ weights + bias, dtype=np.float32)
                for head, (weights, bias) in self._heads.items()}  # fmt: skip
