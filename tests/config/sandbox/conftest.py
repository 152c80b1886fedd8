"""A sandbox on free ports, and a little product beside it that answers webhooks and takes mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.rest import Client

from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from tests.config.sandbox.stand import Hand, Product, running_product, sandbox_settings, twilio_client


@pytest.fixture
def product() -> Iterator[Product]:
    """The little product, listening."""
    with running_product() as product:
        yield product


@pytest.fixture
def settings(product: Product, tmp_path: Path) -> SandboxSettings:
    """Free ports, a fast telephone."""
    return sandbox_settings(product, tmp_path)


@pytest.fixture
def sandbox(settings: SandboxSettings) -> Iterator[Sandbox]:
    """The sandbox, started."""
    with Sandbox(settings) as sandbox:
        yield sandbox


@pytest.fixture
def twilio(sandbox: Sandbox) -> Client:
    """The real library against the sandbox."""
    return twilio_client(sandbox)


@pytest.fixture
def hand(sandbox: Sandbox) -> Hand:
    """A person at the handset."""
    return Hand(sandbox.url)
