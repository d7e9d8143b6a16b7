"""The real application on a free port within this process, on a day that can be changed."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import ViewportSize

from assistant.server.app import create_app
from assistant.server.settings import Settings

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
DAY = dt.date(2026, 11, 20)
# Chromium draws the suggestions below its address bar as web pages, anew in every window, which nobody sees here: a
# third of a walk. The list replaces Playwright's own, which therefore is the rest of it.
_FEATURES_OFF = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
)  # fmt: skip
FLAGS = ("--no-sandbox", f"--disable-features={','.join(_FEATURES_OFF)}")
SCREENS = {"phone": ViewportSize(width=360, height=740), "desktop": ViewportSize(width=1280, height=900)}
STOPPING = 10.0  # seconds
on_both_screens = pytest.mark.parametrize("visitor", SCREENS, indirect=True)


class Calendar:
    """The day that it is for the application; at first one on which the documents are in force."""

    day = DAY


@contextmanager
def serving(database: str, calendar: Calendar) -> Iterator[str]:
    """Its address, as long as it runs."""
    with socket.socket() as listening:
        app = create_app(Settings(ROOT / "corpus", database), today=lambda: calendar.day)
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # requests wait in line until the server takes them
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(STOPPING)
