"""What of a page is smaller than its reader needs (适老化, GB/T 37668): targets, text, lines."""

from playwright.sync_api import Page

SMALL = """([target, text, lines]) => {
  const found = [], seen = (part) => part.checkVisibility() && !part.closest("svg");
  const name = (part) => part.tagName + (part.id ? "#" + part.id : "") + " " + part.textContent.trim().slice(0, 12);
  for (const part of document.querySelectorAll("a, button, label:has(input), textarea, input.digits, summary")) {
    const box = part.getBoundingClientRect();
    if (seen(part) && Math.min(box.width, box.height) < target - 0.01)
      found.push(`${name(part)}: ${box.width.toFixed()} × ${box.height.toFixed()}`);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const part = walk.currentNode.parentElement, style = getComputedStyle(part);
    if (!walk.currentNode.data.trim() || !seen(part)) continue;
    const size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
    if (size < text) found.push(`${name(part)}: ${size} px`);
    if (!(line >= lines * size - 0.01)) found.push(`${name(part)}: lines ${style.lineHeight} at ${size} px`);
  }
  return found;
}"""


def too_small(page: Page, target: float = 60, text: float = 24, lines: float = 1.5) -> list[str]:
    """Return every target and every text that is below these pixels, every line below this share of its type."""
    found: list[str] = page.evaluate(SMALL, [target, text, lines])
    return found


def too_wide(page: Page) -> int:
    """Return by how many pixels the page is wider than its window: none may be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
