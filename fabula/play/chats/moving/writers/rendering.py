"""Markdown of strangers and models becomes HTML that can do nothing but be read.

Raw HTML stays text, links lead to the web or to a mail address, and pictures of other hosts become links: who opens the
page asks nobody for anything.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINKED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def rendered(markdown: str) -> str:
    """The text as HTML, harmless whatever it was."""
    return _parser().render(_CONTROL.sub("", markdown))


def is_link(address: str) -> bool:
    return bool(_LINKED.match(address.strip()))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    class Harmless(MarkdownIt):
        """Takes no address that could do anything but lead somewhere."""

        def validateLink(self, url: str) -> bool:
            return is_link(url)

    parser = Harmless("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("image", _picture)
    return parser


def _link(_renderer: Any, tokens: "Sequence[Token]", index: int, _options: Any, _env: Any) -> str:
    return f'<a href="{escape(str(tokens[index].attrGet("href") or ""))}" rel="noopener noreferrer nofollow">'


def _picture(_renderer: Any, tokens: "Sequence[Token]", index: int, _options: Any, _env: Any) -> str:
    address = str(tokens[index].attrGet("src") or "")
    name = escape(tokens[index].content or address)
    if not is_link(address):
        return name
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">🖼 {name}</a>'
