"""What words are wanted for: the wish, what the picture shows now, and how the template reads."""

import json
from dataclasses import dataclass
from hashlib import sha256

from fabula.imaging.images.words.tidying import normalised
from fabula.imaging.templates import Style

EDITION = 1
"""Of the words in which models are asked: what they said to other words is not used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One wish as the writers see it."""

    wish: str
    style: Style
    is_edit: bool = False
    is_part: bool = False
    seen: str = ""

    def key(self, kind: str, model: str) -> str:
        """The same for everything to which the same answer fits."""
        told = [EDITION, kind, model, normalised(self.wish), self.style, self.is_edit, self.is_part, self.seen]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def told(self) -> str:
        """For the model."""
        if not self.is_edit:
            return f"Wish: {self.wish}"
        return f"The picture now: {self.seen or 'nobody could look at it.'}\n\nWish: {self.wish}"
