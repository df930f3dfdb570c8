"""A tab as a person uses it: reads what is on the screen, taps where it stands, types; pictures of it too."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.bidi import Bidi, BidiError
from tests.support.waiting import until

# What can be tapped, by the words on it, in view and not covered; null until then.
FIND = """(words) => {
  const said = (element) => (element.getAttribute("aria-label") ?? element.innerText ?? "").trim();
  // Behind a modal dialog nothing can be tapped.
  const around = document.querySelector("dialog:modal") ?? document;
  const all = [...around.querySelectorAll("button, a, label, input, summary")];
  const element = all.find((e) => said(e) === words) ?? all.find((e) => said(e).includes(words));
  if (!element || element.disabled || element.getAttribute("aria-disabled") === "true") return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const hit = document.elementFromPoint(x, y);
  return element === hit || element.contains(hit) ? { x, y } : null;
}"""


TICKED = """(words) => {
  const label = [...document.querySelectorAll("label")].find((e) => e.innerText.includes(words));
  return label?.control?.checked ?? false;
}"""


@dataclass(frozen=True, slots=True)
class Page:
    bidi: Bidi
    context: str

    def go(self, url: str) -> None:
        self.bidi("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def reload(self) -> None:
        self.bidi("browsingContext.reload", context=self.context, wait="complete")

    def close(self) -> None:
        self.bidi("browsingContext.close", context=self.context)

    def run(self, function: str, *arguments: object) -> Any:
        return self.bidi.run(self.context, function, *arguments)

    @property
    def address(self) -> str:
        return str(self.run("() => location.href"))

    @property
    def text(self) -> str:
        """What can be read on it."""
        # A space at which no line may end is read as any other.
        return str(self.run("() => document.body?.innerText ?? ''")).replace("\u00a0", " ")

    def see(self, words: str) -> None:
        """Returns once `words` can be read. Raises AssertionError with what stood there instead."""
        try:
            until(lambda: words in self._glance())
        except TimeoutError:
            raise AssertionError(f"{words!r} did not appear; this did:\n{self._glance()}") from None

    def tap(self, words: str, pointer: str = "touch") -> None:
        """Where `words` stand on a button, a link or beside a box, once they do; "mouse" clicks there."""
        try:
            place = until(lambda: self._still(words))
        except TimeoutError:
            raise AssertionError(f"Nothing to tap says {words!r}:\n{self._glance()}") from None
        moves = [
            {"type": "pointerMove", **place},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act(
            {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": moves}
        )

    def tick(self, words: str) -> None:
        """The box beside `words`; a finger that missed it tries again, as anybody's does."""

        def tried() -> bool:
            self.tap(words)
            try:
                return bool(until(lambda: self.run(TICKED, words), 5.0))
            except TimeoutError:
                return False

        until(tried)

    def type(self, text: str) -> None:
        """Into what has the focus."""
        keys = [{"type": step, "value": letter} for letter in text for step in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def screenshot(self, file: Path) -> None:
        answer = self.bidi("browsingContext.captureScreenshot", context=self.context)
        file.write_bytes(base64.b64decode(answer["data"]))

    def _still(self, words: str) -> dict[str, int] | None:
        """Where it stands, when it stands still: what moves meanwhile is missed."""
        place: dict[str, int] | None = self.run(FIND, words)
        return place if place == self.run(FIND, words) else None

    def _act(self, source: dict[str, Any]) -> None:
        self.bidi("input.performActions", context=self.context, actions=[source])

    def _glance(self) -> str:
        """The text; nothing while the page is being replaced by another."""
        try:
            return self.text
        except BidiError:
            return ""
