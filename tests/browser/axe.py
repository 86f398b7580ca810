"""axe-core, asked of a page as it stands."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe.min.js")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (options) => (await axe.run(document, options)).violations.map(
  (one) => `${one.id}: ${one.help} (${one.nodes.length}) ${one.nodes.slice(0, 3).map((node) => node.target).join(", ")}`
)"""


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe objects to on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": ["color-contrast"]} if colours_only else {"type": "tag", "values": STANDARDS}
    found: list[str] = page.evaluate(RUN, {"runOnly": only, "resultTypes": ["violations"]})
    return found
