"""Firefox ESR, headless, with a profile of its own and a push service of our choosing; driven over WebDriver BiDi.

with Firefox(push="ws://127.0.0.1:4000/") as firefox:
    page = firefox.open("http://127.0.0.1:8000/", firefox.new_user())
    page.tap("Ja, ik doe mee")
    firefox.notifications()[0].tap()
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.browser.bidi import Bidi, BidiError
from tests.browser.notification import SHOWN_IN, Notification
from tests.browser.page import Page
from tests.support.waiting import until

PROGRAM = "/usr/bin/firefox-esr"
OPTIONS = ("--headless", "--no-remote", "--remote-debugging-port", "0", "--remote-allow-system-access")
STARTED_WITHIN = 60.0
STOPPED_WITHIN = 15.0

Preference = bool | int | str
PREFERENCES: dict[str, Preference] = {
    "intl.accept_languages": "nl, en",
    "permissions.default.desktop-notification": 1,
    # Firefox's own notifications: no desktop is needed, and they can be found and clicked.
    "alerts.useSystemBackend": False,
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,
    # As on phones, they lie over the page.
    "widget.gtk.overlay-scrollbars.enabled": True,
    # Milliseconds until it looks for its push service again, doubled each time.
    "dom.push.retryBaseInterval": 200,
    # No word to anyone outside, and nothing that comes between a person and the page.
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.server": "http://127.0.0.1:9/",
}


class Firefox:
    """Runs from construction to stop(). `push` is the WebSocket address of the push service; `size` in CSS pixels.

    `preferences` as in about:config, beside or instead of ours. Raises TimeoutError when it does not start."""

    def __init__(
        self,
        *,
        push: str,
        size: tuple[int, int] = (360, 740),
        preferences: dict[str, Preference] | None = None,
    ) -> None:
        self._size = {"width": size[0], "height": size[1]}
        self._profile = Path(tempfile.mkdtemp(prefix="burgernet-firefox-"))
        self._write(PREFERENCES | {"dom.push.serverURL": push} | (preferences or {}))
        with (self._profile / "firefox.log").open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAM, *OPTIONS, "--profile", str(self._profile), "about:blank"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self.bidi = Bidi(self._address())
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def new_user(self) -> str:
        """Somebody whose storage, service workers and subscriptions are nobody else's, as on a phone of their own."""
        return str(self.bidi("browser.createUserContext")["userContext"])

    def remove_user(self, user: str) -> None:
        """Closes their tabs and forgets what was stored for them; every notification goes too."""
        self.bidi("browser.removeUserContext", userContext=user)

        def swept() -> bool:
            for notification in self.notifications():
                notification.close()
            return not self.notifications()

        until(swept)

    def open(self, url: str, user: str = "default") -> Page:
        """A new tab that has loaded `url`."""
        context = self.bidi("browsingContext.create", type="tab", userContext=user)["context"]
        page = self._page(context)
        page.go(url)
        return page

    def pages(self) -> list[Page]:
        """Every tab there is."""
        return [self._page(tab["context"]) for tab in self._tree() if tab["parent"] is None]

    def notifications(self) -> list[Notification]:
        """Those on the screen now, oldest first."""
        windows = self._tree(**{"moz:scope": "chrome"})
        return [Notification(self.bidi, window["context"]) for window in windows if window["url"] == SHOWN_IN]

    def stop(self) -> None:
        self.bidi.close()
        self._end()

    def _page(self, context: str) -> Page:
        def sized() -> bool:
            try:
                self.bidi("browsingContext.setViewport", context=context, viewport=self._size)
            except BidiError as error:
                # A tab that a tap is just opening has nothing to size yet.
                if "browser is null" not in str(error):
                    raise
                return False
            return True

        until(sized)
        return Page(self.bidi, context)

    def _tree(self, **scope: str) -> list[dict[str, Any]]:
        tree: list[dict[str, Any]] = self.bidi("browsingContext.getTree", maxDepth=0, **scope)["contexts"]
        return tree

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _address(self) -> str:
        """Where BiDi is spoken: Firefox writes down which port it took."""
        told = self._profile / "WebDriverBiDiServer.json"

        def address() -> str | None:
            if self._process.poll() is not None:
                log = (self._profile / "firefox.log").read_text(errors="replace")
                raise RuntimeError(f"Firefox ended with {self._process.returncode}:\n{log[-2000:]}")
            try:
                server = json.loads(told.read_text())
            except (FileNotFoundError, ValueError):
                return None
            return f"ws://{server['ws_host']}:{server['ws_port']}/session"

        return until(address, STARTED_WITHIN)

    def _write(self, preferences: dict[str, Preference]) -> None:
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()
        )
        (self._profile / "user.js").write_text("".join(lines))
