"""The text of a PDF, taken out in a process of its own: what a stranger's file does there harms nobody."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

MOST_CHARACTERS = 400_000
WITHIN_S = 40.0
PROCESS = Path(__file__).with_name("pdf_process.py")
WRONG = "The PDF cannot be read."


class PdfText(NamedTuple):
    """How many pages it has, and what they say; or why that is not known."""

    pages: int
    text: str
    error: str = ""


async def text_of_pdf(data: bytes, within_s: float = WITHIN_S) -> PdfText:
    """Bounded in time and memory, whatever the file is."""
    command = (sys.executable, "-I", str(PROCESS), str(MOST_CHARACTERS), str(int(within_s) + 5))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(within_s):
            said, _ = await process.communicate(data)
        found: dict[str, Any] = json.loads(said)
    except TimeoutError:
        return PdfText(0, "", f"The PDF could not be read within {within_s:g} s.")
    except ValueError:
        return PdfText(0, "", WRONG)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return PdfText(int(found.get("pages", 0)), str(found.get("text", "")), str(found.get("error", "")))
