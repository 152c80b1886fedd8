"""Writes the small network as one ONNX graph in eight bits, and reads its weights back, to teach it further.

The graph is put together by hand of what onnxruntime has whole kernels for (attention, a multiplication that scales
its input by itself, GELU): what PyTorch's exporter writes for the same network costs an eighth more. Rows of `word` and
columns of every other matrix have a scale each, the largest weight being 127.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
ATTENTION, DENSE = "attention.self", ("attention.output.dense", "intermediate.dense", "output.dense")
PARTS = ("query", "key", "value")
AS_ONE = "com.microsoft"
"""The domain of onnxruntime's own kernels."""


def write(path: Path, weights: Mapping[str, Numbers], heads: int) -> None:
    """Write the network. `weights` are those of a BERT by their usual names; `heads` is how many each attention has."""
    import onnx

    graph = _Graph(weights, heads)
    graph.embed()
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for number in range(layers):
        graph.layer(f"encoder.layer.{number}.")
    graph.node("ReduceMean", [graph.last], "mean", axes=[1], keepdims=0)
    onnx.save(graph.model(), path)


def read(path: Path) -> dict[str, Numbers]:
    """The weights of a network that `write` wrote, by their usual names; the first of the two kinds of text is in the
    places."""
    import onnx

    held = {each.name: onnx.numpy_helper.to_array(each) for each in onnx.load(path).graph.initializer}
    weights = {"embeddings.token_type_embeddings.weight": np.zeros((2, held["place"].shape[1]), dtype=np.float32)}
    for name, array in held.items():
        if name == "place":
            weights["embeddings.position_embeddings.weight"] = array
        elif name == "word":
            weights["embeddings.word_embeddings.weight"] = array.astype(np.float32) * held["word_scale"]
        elif array.dtype == np.int8 and f"{name}_scale" in held:
            whole = (array.astype(np.float32) * held[f"{name}_scale"]).T
            if name.endswith(ATTENTION):
                parts = zip(PARTS, np.split(whole, 3), np.split(held[f"{name}_bias"], 3), strict=True)
                for part, weight, bias in parts:
                    weights[f"{name}.{part}.weight"], weights[f"{name}.{part}.bias"] = weight, bias
            else:
                weights[f"{name}.weight"], weights[f"{name}.bias"] = whole, held[f"{name}_bias"]
        elif "LayerNorm" in name:
            weights[name] = array
    return {name: np.array(array, dtype=np.float32, order="C") for name, array in weights.items()}


def eight_bits(matrix: Numbers, axis: int) -> tuple[NDArray[np.int8], Numbers]:
    """The matrix in whole numbers from -127 to 127, and the scale of each row (axis 1) or column (axis 0)."""
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-9) / 127
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


class _Graph:
    """The graph as far as it is put together; `last` names what the part before gave."""

    def __init__(self, weights: Mapping[str, Numbers], heads: int) -> None:
        self.weights, self.heads, self.last = weights, heads, ""
        self._nodes: list[Any] = []
        self._held: list[Any] = []

    def node(self, kind: str, given: list[str], gives: str, more: tuple[str, ...] = (), **how: Any) -> str:
        """One step more."""
        from onnx import helper

        self._nodes.append(helper.make_node(kind, given, [gives, *more], **how))
        return gives

    def hold(self, name: str, array: NDArray[Any]) -> str:
        """Numbers that stand in the file."""
        from onnx import numpy_helper

        self._held.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def embed(self) -> None:
        """What each piece is by itself, and its place."""
        word, scale = eight_bits(self.weights["embeddings.word_embeddings.weight"], axis=1)
        place = self.weights["embeddings.position_embeddings.weight"]
        place = place + self.weights["embeddings.token_type_embeddings.weight"][0]
        self.node("Gather", [self.hold("word", word), "pieces"], "word_there")
        self.node("Cast", ["word_there"], "word_real", to=1)
        self.node("Gather", [self.hold("word_scale", scale), "pieces"], "scale_there")
        self.node("Mul", ["word_real", "scale_there"], "word_itself")
        first, axis = self.hold("first", np.array([0], np.int64)), self.hold("axis", np.array([0], np.int64))
        self.node("Shape", ["pieces"], "count", start=1, end=2)
        self.node("Slice", [self.hold("place", place), first, "count", axis], "place_there")
        self.node("Add", ["word_itself", "place_there"], "embedded")
        self.last = self._levelled("embedded", "embeddings.LayerNorm")

    def layer(self, name: str) -> None:
        """Attention, then two multiplications with a GELU between."""
        attended = self._attention(name + ATTENTION)
        given, self.last = self.last, self._dense(attended, name + DENSE[0])
        self.node("Add", [self.last, given], f"{name}both")
        given = self._levelled(f"{name}both", f"{name}attention.output.LayerNorm")
        wide = self._dense(given, name + DENSE[1])
        self.node("Gelu", [wide], f"{name}gelu", domain=AS_ONE)
        self.node("Add", [self._dense(f"{name}gelu", name + DENSE[2]), given], f"{name}all")
        self.last = self._levelled(f"{name}all", f"{name}output.LayerNorm")

    def model(self) -> Any:
        """The whole, as ONNX."""
        from onnx import TensorProto, helper

        wide = self.weights["embeddings.position_embeddings.weight"].shape[1]
        graph = helper.make_graph(
            self._nodes, "network",
            [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "count"])],
            [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [1, wide])], self._held,
        )  # fmt: skip
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(AS_ONE, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _attention(self, name: str) -> str:
        whole = np.concatenate([self.weights[f"{name}.{part}.weight"] for part in PARTS]).T
        bias = np.concatenate([self.weights[f"{name}.{part}.bias"] for part in PARTS])
        weight, scale, zero, bias_name = self._held_of(name, whole, bias)
        self.node("DynamicQuantizeLinear", [self.last], f"{name}_given", (f"{name}_by", f"{name}_from"))
        return self.node(
            "QAttention", [f"{name}_given", weight, bias_name, f"{name}_by", scale, "", f"{name}_from", zero],
            f"{name}_out", domain=AS_ONE, num_heads=self.heads,
        )  # fmt: skip

    def _dense(self, given: str, name: str) -> str:
        weight, scale, zero, bias = self._held_of(name, self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"])
        return self.node("DynamicQuantizeMatMul", [given, weight, scale, zero, bias], f"{name}_out", domain=AS_ONE)

    def _held_of(self, name: str, matrix: Numbers, bias: Numbers) -> tuple[str, str, str, str]:
        whole, scale = eight_bits(matrix, axis=0)
        zero = np.zeros(len(scale[0]), dtype=np.int8)
        return (self.hold(name, whole), self.hold(f"{name}_scale", scale[0]), self.hold(f"{name}_zero", zero),
                self.hold(f"{name}_bias", bias))  # fmt: skip

    def _levelled(self, given: str, name: str) -> str:
        gain = self.hold(f"{name}.weight", self.weights[f"{name}.weight"])
        shift = self.hold(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", [given, gain, shift], f"{name}_out", epsilon=1e-12, axis=-1)
