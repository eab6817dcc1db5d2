"""What a run that writes a reply is told, and how a person asks for a search of the web in words."""

import re

from pydantic import BaseModel

from fabula.core.ids import RowId

KIND = "chat.reply"
_SEARCH = re.compile(r"^\s*/search(?:\s+|$)", re.IGNORECASE)


class Wanted(BaseModel):
    """Which reply is to be written, whether it goes on, and whether the web is searched first."""

    chat_id: RowId
    reply_id: RowId
    goes_on: bool = False
    search: bool = False


def wants_search(content: str) -> bool:
    """`/search …` looks things up, whatever the switch says."""
    return _SEARCH.match(content) is not None


def without_command(content: str) -> str:
    """What is asked, without the word that asks for a search."""
    return _SEARCH.sub("", content, count=1) or content
