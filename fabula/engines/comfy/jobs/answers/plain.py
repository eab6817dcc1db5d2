"""A server's own words, fit for a person: no paths of its host, no line breaks, not too long."""

import re

LONGEST = 600
QUOTED = re.compile(r"""(['"])((?:/|~/|[A-Za-z]:[\\/])[^'"\n]*[\\/])([^'"\n\\/]+)\1""")
POSIX = re.compile(r"""(?<![\w.:/~<>-])~?/(?:[^\s/'":,;()<>|]+/)+([^\s/'":,;()<>|]+)""")
WINDOWS = re.compile(r"""\b[A-Za-z]:\\(?:[^\\/:*?"'<>|\n\s]+\\)*([^\\/:*?"'<>|\n\s]+)""")
SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Of every path only the file's name stays."""
    text = QUOTED.sub(r"\1\3\1", text[: 4 * LONGEST])
    text = POSIX.sub(r"\1", text)
    text = WINDOWS.sub(r"\1", text)
    text = SPACE.sub(" ", text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
