"""Templates compiled once a test run: every test has an app of its own, and most of its time would go into that."""

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """In memory, by a template's file and the words in it."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def keep() -> None:
    """For every app that is made from here on."""
    Flask.jinja_options = {"bytecode_cache": Compiled()}
