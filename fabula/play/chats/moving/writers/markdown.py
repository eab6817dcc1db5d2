"""A chat as Markdown: the branch that is shown, readable as it stands and in any viewer."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.writers.words import Words

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def write_markdown(draft: Draft, branch: list[DraftMessage], words: Words) -> Iterator[str]:
    """Piece by piece; pictures are named by where they lie beside the text."""
    yield f"# {_escaped(draft.title)}\n\n"
    about = filter(None, [words.moment(draft.created_at), draft.model and _escaped(draft.model)])
    yield f"*{' · '.join([*about, words.exported])}*\n"
    for message in branch:
        yield from _message(message, words)


def _message(message: DraftMessage, words: Words) -> Iterator[str]:
    speaker = words.you if message.author == "user" else words.assistant
    model = f" ({_escaped(message.model)})" if message.model else ""
    demo = f" · {words.demo}" if message.demo else ""
    yield f"\n## {speaker}{model}{demo}\n\n"
    if at := words.moment(message.created_at):
        yield f"*{at}*\n\n"
    for file in message.files:
        yield f"{_file(file, words)}\n\n"
    yield f"{_closed(message.content.strip())}\n"
    if message.search and message.search.get("sources"):
        yield f"\n**{words.sources}**\n\n"
        for source in message.search["sources"]:
            yield f"{source['number']}. [{_escaped(source['title'])}](<{_address(source['url'])}>)\n"


def _file(file: DraftFile, words: Words) -> str:
    name = _escaped(file.name)
    if file.path is None:
        return f"📎 {name} ({words.left_out})"
    return f"{'!' if file.kind == 'picture' else '📎 '}[{name}]({quote(file.path)})"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _address(url: str) -> str:
    return re.sub(r"[<>\s]", "", url)


def _closed(text: str) -> str:
    """A reply that was stopped in a block of code must not swallow what follows."""
    fence = ""
    for line in text.splitlines():
        marked = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if marked and not fence:
            fence = marked[1]
        elif marked and fence and marked[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
    return f"{text}\n{fence}" if fence else text
