"""A notification on the screen, in the little window Firefox shows it in where there is no desktop to ask."""

from contextlib import suppress
from dataclasses import dataclass

from tests.browser.bidi import Bidi, BidiError
from tests.support.waiting import until

SHOWN_IN = "chrome://global/content/alerts/alert.xhtml"

READ = """() => {
  const [title, text] = ["alertTitleLabel", "alertTextLabel"].map((id) => document.getElementById(id));
  return text?.getBoundingClientRect().width ? [title.value, text.textContent] : null;
}"""

TAP = """() => {
  const box = document.getElementById("alertTextLabel").getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const type of ["mousedown", "mouseup"]) {
    window.synthesizeMouseEvent(type, x, y, { button: 0, clickCount: 1 });
  }
}"""


@dataclass(frozen=True, slots=True)
class Notification:
    bidi: Bidi
    window: str

    def read(self) -> tuple[str, str] | None:
        """(title, text); None when it is gone or not drawn yet."""
        try:
            said = self.bidi.run(self.window, READ)
        except BidiError:
            return None
        return (said[0], said[1]) if said else None

    def tap(self) -> None:
        """Presses the mouse on its text, once that is drawn."""
        until(self.read)
        self.bidi.run(self.window, TAP)

    def close(self) -> None:
        """Wipes it away, unless it is gone already."""
        with suppress(BidiError):
            self.bidi.run(self.window, "() => window.close()")
