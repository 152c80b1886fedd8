"""A sandbox on free ports, and a little product beside it that answers webhooks and takes mail."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from twilio.rest import Client
from werkzeug.serving import make_server

from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from tests.config.sandbox.stand import ACCOUNT, OURS, OURS_WHATSAPP, TOKEN, Hand, Product, twilio_client


@pytest.fixture
def product() -> Iterator[Product]:
    """The little product, listening."""
    product = Product()
    server = make_server("127.0.0.1", 0, product.app(), threaded=True)
    product.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(product, hostname="127.0.0.1", port=port)
    mail.start()
    product.smtp_port = port
    yield product
    mail.stop()
    server.shutdown()
    server.server_close()
    thread.join(5)
    assert product.forged == [], "every webhook must be signed for the address it was posted to"


@pytest.fixture
def settings(product: Product, tmp_path: Path) -> SandboxSettings:
    """Free ports, a fast telephone."""
    return SandboxSettings(
        account_sid=ACCOUNT, auth_token=TOKEN, number=OURS, whatsapp_number=OURS_WHATSAPP, public_url=product.url,
        host="127.0.0.1", port=0, smtp_port=product.smtp_port, mailbox_port=0, mail_domain="frontdoor.example",
        mail_addresses=("repairs", "housing"), data_dir=tmp_path, landlord_name="Larkshire Homes", pace=0.02,
        patience=25,
    )  # fmt: skip


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
