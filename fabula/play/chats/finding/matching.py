"""The terms of a search in the language of each database.

Only letters and digits come out of `words`, so nothing a person types is an operator there.
"""

from collections.abc import Sequence

from fabula.play.chats.finding.words import Term

# MariaDB does not know shorter words.
SHORTEST_KNOWN = 3
# Below it, a word is looked for as it stands: nearly everything begins like "a".
SHORTEST_START = 2


def goes_on(term: Term) -> bool:
    return term.stem is not None and len(term.stem) >= SHORTEST_START


def fts5(owner_id: str, terms: Sequence[Term]) -> str:
    """`owner : "…" AND body : (…)`; the very word that was typed counts on top of its relatives."""
    return f'owner : "{owner_id.replace("-", "")}" AND body : ({" AND ".join(map(_fts5, terms))})'


def _fts5(term: Term) -> str:
    words = " ".join(term.words)
    if not goes_on(term):
        return f'"{words}"'
    if term.stem == term.words[-1]:
        return f'"{words}" *'
    relatives = " ".join((*term.words[:-1], term.stem or ""))
    return f'("{relatives}" * OR "{words}")'


def tsquery(terms: Sequence[Term]) -> str:
    return " & ".join(map(_tsquery, terms))


def _tsquery(term: Term) -> str:
    before = [f"'{word}'" for word in term.words[:-1]]
    last = f"'{term.stem}':*" if goes_on(term) else f"'{term.words[-1]}'"
    return f"({' <-> '.join([*before, last])})"


def boolean(terms: Sequence[Term]) -> str:
    """MariaDB's boolean mode; empty if it knows none of the words."""
    return " ".join(filter(None, map(_boolean, terms)))


def _boolean(term: Term) -> str:
    if term.stem is None and len(term.words) > 1:
        return f'+"{" ".join(term.words)}"'
    before, last = term.words[:-1], "".join(term.words[-1:])
    wanted = [f"+{word}" for word in before if len(word) >= SHORTEST_KNOWN]
    if len(term.stem or last) >= SHORTEST_KNOWN:
        wanted.append(f"+{term.stem or last}{'*' if goes_on(term) else ''}")
    return " ".join(wanted)


def patterns(terms: Sequence[Term]) -> list[str]:
    """What MariaDB's index does not know, as patterns which its texts are asked for one by one."""
    found: dict[str, None] = {}
    for term in terms:
        for place, word in enumerate(term.words, start=1):
            is_start = place == len(term.words) and goes_on(term)
            if len(word) < SHORTEST_KNOWN:
                found[rf"(*UCP)\b{word}" if is_start else rf"(*UCP)\b{word}\b"] = None
    return list(found)
