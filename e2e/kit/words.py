"""The words that a page shows or reads out, to find those that were left in another language."""

import re
from typing import cast

from playwright.sync_api import Page

# Names, keys of the keyboard and addresses are the same in every language.
SAME_EVERYWHERE = re.compile(
    r"Fabula|Storyteller|Painter|Ollama|ComfyUI|English|GPU|Ctrl|Cmd|Esc|Enter|Tab|API|PNG|JPEG|WebP|GIF|CSV|TSV|JSONL?"
    r"|YAML|UTC|https?://\S+|--listen|Linux|fab_\w+|fabula-demo[\w:-]*|Chrom\w*|Headless\w*"
)
LATIN = re.compile(r"[A-Za-z]{2,}")

COLLECT = """() => {
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[lang=en], code, .mono");
  const words = [document.title];
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element) || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) words.push(element.getAttribute(name) ?? "");
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) words.push(node.data);
  }
  return words.map((word) => word.trim()).filter(Boolean);
}"""


def words_of(page: Page) -> set[str]:
    return set(cast(list[str], page.evaluate(COLLECT)))


def not_russian(page: Page, *own: str) -> set[str]:
    """What still has Latin letters; `own` are words of people, which nobody translates."""

    def rest(text: str) -> str:
        for name in own:
            text = text.replace(name, "")
        return SAME_EVERYWHERE.sub("", text)

    return {text for text in words_of(page) if LATIN.search(rest(text))}
