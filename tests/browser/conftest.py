"""A real browser: Debian's Chromium without a screen, driven by Playwright.

`browser_page` is a page as a visitor has it; `new_page(**options)` gives more of them (options are Playwright's
context options, such as `java_script_enabled=False`). `look(page, name)` saves pictures at desk and phone width, light
and dark, in `build/screenshots`. `serve(app)` runs a Flask app on a free port and gives its address.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from postgres import cannot_run
from werkzeug.serving import make_server

expect.set_options(timeout=20_000)  # milliseconds; how long is no matter of these tests, and the machine may be busy

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
FOR_README = {
    name: Path(__file__).parent / "pictures" / f"{file}.png"
    for name, file in (
        ("desk-inbox", "desk"),
        ("wallboard", "wallboard"),
        ("visit-book", "visit"),
        ("diary-day", "diary"),
    )
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started once a file: its event loop must not outlive the browser tests. Without one the tests say so; in CI that is a failure."""
    path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        cannot_run("no browser: browser tests not run (Debian and Ubuntu: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """More pages, each with cookies of its own."""
    contexts = []

    def make(**options: Any) -> Page:
        options.setdefault("viewport", DESK)
        options.setdefault("locale", "en-GB")
        options.setdefault("reduced_motion", "reduce")  # what moves for ever is hard to hit, for a machine as well
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """One page at the width of a desk."""
    return new_page()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Saves four pictures of a page as it stands, and puts its size and colours back. In CI nobody looks: none are saved.

    With --pictures, the README's pictures are renewed as well.
    """
    nobody_looks = os.environ.get("CI") == "true" and not request.config.getoption("--pictures")

    def save(page: Page, name: str) -> None:
        if nobody_looks:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        widths: tuple[tuple[str, Any], ...] = (("desk", DESK), ("phone", PHONE))
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for width, size in widths:
            page.set_viewport_size(size)
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if request.config.getoption("--pictures") and name in FOR_README:
            page.set_viewport_size(DESK)
            page.screenshot(path=FOR_README[name])
        if before:
            page.set_viewport_size(before)

    return save


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Runs a Flask app for the length of a test; gives its address, such as 'http://127.0.0.1:41234'."""
    running = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join(10)
        server.server_close()
