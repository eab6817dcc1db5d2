"""A chat as one page of HTML: no script, no request, light and dark as the reader's machine is."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage
from fabula.play.chats.moving.writers.rendering import is_link, rendered
from fabula.play.chats.moving.writers.words import Words

# Even a mistake in the text could load and run nothing.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def page_start(draft: Draft, words: Words) -> str:
    title = escape(draft.title)
    about = " · ".join(escape(part) for part in filter(None, [words.moment(draft.created_at), draft.model]))
    return (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><style>{_style()}</style></head>\n'
        f'<body><main><header><h1>{title}</h1><div class="about">{about}</div></header>\n'
    )


def page_message(message: DraftMessage, words: Words, pictures: Mapping[str, str]) -> str:
    """One message; `pictures` are the addresses (`data:`) of those of its files that could be put in."""
    speaker = words.you if message.author == "user" else words.assistant
    by = [f"<b>{escape(speaker)}</b>"]
    by += [f"<span>{escape(part)}</span>" for part in (message.model, words.demo if message.demo else None) if part]
    by += [f"<time>{words.moment(message.created_at)}</time>"] if message.created_at else []
    parts = [f'<article class="{message.author}"><div class="by">{"".join(by)}</div>']
    parts += [_file(file, words, pictures) for file in message.files]
    if message.thinking:
        parts.append(f"<details><summary>{words.thoughts}</summary>{rendered(message.thinking)}</details>")
    parts.append(f'<div class="text">{rendered(message.content)}</div>')
    parts.append(_sources(message.search, words))
    return "".join(parts) + "</article>\n"


def page_end(words: Words) -> str:
    return f"<footer>{words.exported}</footer></main></body></html>\n"


def _file(file: DraftFile, words: Words, pictures: Mapping[str, str]) -> str:
    name, address = escape(file.name), pictures.get(file.sha256 or "")
    if address is None:
        return f'<p class="files">📎 {name} ({words.left_out})</p>'
    prompt = escape(str((file.provenance or {}).get("prompt") or ""))
    caption = f"<figcaption>{prompt}</figcaption>" if prompt else ""
    return f'<figure><img alt="{name}" src="{escape(address)}">{caption}</figure>'


def _sources(search: dict[str, Any] | None, words: Words) -> str:
    sources = [source for source in (search or {}).get("sources", []) if is_link(str(source["url"]))]
    if not sources:
        return ""
    lines = "".join(f'<li value="{int(source["number"])}">{_source(source)}</li>' for source in sources)
    return f'<div class="files"><b>{words.sources}</b><ol>{lines}</ol></div>'


def _source(source: dict[str, Any]) -> str:
    title = escape(str(source["title"]))
    return f'<a href="{escape(str(source["url"]))}" rel="noopener noreferrer nofollow">{title}</a>'
