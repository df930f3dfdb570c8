"""Looks at a screen for who can't: axe-core, with the rules of WCAG 2.2 AA."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => (await axe.run(document, { runOnly: tags, resultTypes: ["violations"] }))
  .violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary]))"""


def violations(page: Page) -> list[list[object]]:
    """Rule, part and what is wrong with it; evaluated beside the page's own policy, which allows no such script."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[list[object]] = page.evaluate(RUN, WCAG)
    return found
