"""A dispatcher who works from the keyboard: signs in, fills in a report, goes anywhere by Tab; and what a mouse did.

keys = Keys(page)
keys.sign_in("anna", PASSWORD)
keys.fill_in()
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

POINTERS = """for (const kind of ["pointermove", "pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, () => pointed(kind), { capture: true, passive: true });"""


@dataclass
class Keys:
    """A keyboard that counts what is pressed beyond the texts."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)

    def text(self, words: str) -> None:
        """The description's own."""
        self.page.keyboard.type(words)

    def type(self, words: str) -> None:
        """Every letter counts."""
        self.page.keyboard.type(words)
        self.pressed += words

    def sign_in(self, name: str, password: str, code: str | None = None) -> None:
        expect(self.page.get_by_label("Naam")).to_be_focused()
        self.type(name)
        self.press("Tab")
        self.type(password)
        self.press("Enter")
        if code is not None:
            expect(self.page.get_by_label("Code")).to_be_focused()
            self.type(code)
            self.press("Enter")
        expect(self.page.get_by_role("heading", name="Overzicht")).to_be_visible()

    def fill_in(self) -> None:
        """A missing child, from the button of a new action to the check."""
        self.report()
        expect(self.page.get_by_role("heading", name="Controleer en verstuur")).to_be_focused()

    def report(self) -> None:
        """The same, wherever it leads."""
        self.begin()
        self.place()
        self.time()
        self.describe()
        self.press("Enter")

    def begin(self) -> None:
        self.press("Alt+N")
        expect(self.page.get_by_label("Soort", exact=True)).to_be_focused()
        self.press("v", "Tab", "Tab")
        expect(self.page.get_by_label("Plaats", exact=True)).to_be_focused()

    def place(self) -> None:
        self.text("8911AB 12")
        self.press("Enter")
        expect(self.page.get_by_label("Laatst gezien om")).to_be_focused()

    def time(self) -> None:
        self.text(clock(20))
        expect(self.page.get_by_text("Voorstel 2.")).to_be_visible()

    def describe(self) -> None:
        self.go_to("#consent")
        self.press("Space")
        self.go_to("#sex")
        self.press("m", "Tab")
        self.text("6")
        self.go_to("#hair")
        self.text("blond haar")
        self.go_to("#clothing")
        self.text("rode jas")
        expect(self.page.locator("#notification")).to_contain_text("Meisje van 6 jaar, blond haar, rode jas.")

    def go_to(self, control: str) -> None:
        """By Tab alone."""
        for _ in range(20):
            if self.page.locator(control).evaluate("(element) => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {control}.")


def clock(minutes_ago: int) -> str:
    at = datetime.now(ZoneInfo("Europe/Amsterdam")) - timedelta(minutes=minutes_ago)
    return at.strftime("%H%M")


def pointed(page: Page) -> list[str]:
    """Whatever a mouse or a finger does on the pages that are opened from now on, as it happens."""
    found: list[str] = []
    page.expose_function("pointed", lambda kind: found.append(kind))
    page.add_init_script(POINTERS)
    return found
