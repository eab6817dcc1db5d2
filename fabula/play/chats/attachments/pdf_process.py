"""The process that reads one PDF. It is run as a file, not as a module: it needs nothing of Fabula, and begins at once.

python -I pdf_process.py CHARACTERS SECONDS < FILE     prints {"pages": …, "text": …} or {"error": …}
"""

import io
import json
import logging
import sys
from typing import Any

MOST_PAGES = 1000
MEMORY = 1024**3
WRONG = "The PDF cannot be read."


def main(most_characters: int, most_seconds: int) -> None:
    _limit(most_seconds)
    data = sys.stdin.buffer.read()
    try:
        found = _read(data, most_characters)
    except Exception as error:
        found = {"error": f"{WRONG} {type(error).__name__}"}
    sys.stdout.write(json.dumps(found))


def _read(data: bytes, most_characters: int) -> dict[str, Any]:
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "The PDF is locked with a password."}
    pages = len(reader.pages)
    texts: list[str] = []
    length = 0
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text().replace("\0", "").strip()
        texts.append(text.encode(errors="replace").decode())
        length += len(text)
        if length > most_characters:
            break
    return {"pages": pages, "text": "\n\n".join(filter(None, texts))[:most_characters]}


def _limit(most_seconds: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds + 5))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
