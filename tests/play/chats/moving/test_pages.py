"""Nothing that stands in a chat does anything in the page that is made of it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.writers import page_end, page_message, page_start, words_in, write_markdown
from fabula.play.chats.moving.writers.rendering import rendered

HARMLESS = {"a": {"href", "rel"}, "code": {"class"}, "ol": {"start"}, "th": {"style"}, "td": {"style"}, "li": {"value"}}
TEXT = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "p",
    "pre",
    "s",
    "strong",
}
TAGS = TEXT | {"li", "ol", "ul", "table", "tbody", "td", "th", "thead", "tr"}


class Checker(HTMLParser):
    """Fails on any tag, attribute or address that could do something."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in HARMLESS.get(tag, set()), (tag, name)
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value or "", re.IGNORECASE), value
            if name == "style":
                assert re.fullmatch(r"text-align:(left|right|center)", value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def check(markdown: str) -> str:
    html = rendered(markdown)
    checker = Checker()
    checker.feed(html)
    checker.close()
    return html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><foreignObject><iframe src=javascript:alert(1)>",
        "<!-- --><style>*{background:url(http://x)}</style>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "![x](http://evil.example/track.gif)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        '[x](http://a "><script>alert(1)</script>")',
        '[x](http://a"onmouseover="alert(1))',
        "<http://a\"onclick='x'>",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '```"><script>\nx\n```',
        "<details open ontoggle=alert(1)>",
        "`</code><script>alert(1)</script>`",
        "| a |\n|---|\n| <b onclick=x> |",
        "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    check(hostile)


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_[]()!#|-\n\\:/ javscript=onerr"), max_size=120))
def test_no_mixture_of_signs_becomes_more_than_text(text: str) -> None:
    check(text)


def test_links_and_pictures_of_the_web_can_be_followed_but_are_not_loaded() -> None:
    html = check("![chart](https://example.org/chart.png) and [more](https://example.org/?a=1&b=2)")
    assert "<img" not in html
    assert 'href="https://example.org/chart.png"' in html
    assert 'href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow"' in html


def test_the_rest_of_a_message_is_harmless_too() -> None:
    evil = '"><script>alert(1)</script>'
    search = {"sources": [{"number": 1, "title": evil, "url": "https://x.example/" + evil}, BAD_SOURCE]}
    files = [DraftFile(name=evil, sha256="1", provenance={"prompt": evil}), DraftFile(name=evil)]
    message = DraftMessage("1", None, "assistant", "hi", thinking=evil, model=evil, search=search, files=files)
    draft = Draft(evil, [message], model=evil)
    words = words_in("en")
    html = page_start(draft, words) + page_message(message, words, {"1": "data:image/webp;base64,AA"}) + page_end(words)
    assert "<script" not in html
    assert "javascript:" not in html
    assert set(re.findall(r'(?:src|href)="([^"]*)"', html)) == {
        "data:image/webp;base64,AA",
        "https://x.example/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    }
    assert "default-src 'none'" in html


BAD_SOURCE = {"number": 2, "title": "x", "url": "javascript:alert(1)"}


def test_titles_and_sources_cannot_break_markdown() -> None:
    source = {"number": 1, "title": "a](javascript:alert(1)) [b", "url": "https://x.example/>(<a\n"}
    message = DraftMessage("1", None, "user", "~~~\nopen", search={"sources": [source]})
    text = "".join(write_markdown(Draft("# <b>\n[x](y)", [message]), [message], words_in("ru")))
    assert text.startswith("# \\# \\<b\\> \\[x\\](y)\n")
    assert "1. [a\\](javascript:alert(1)) \\[b](<https://x.example/(a>)" in text
    assert "~~~\nopen\n~~~\n" in text
