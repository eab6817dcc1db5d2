"""Reads a prompt as a person would: which language, who speaks, who is asked for, where, and what is wanted."""

import re
from dataclasses import dataclass
from functools import cached_property

from fabula.engines.builtin.storyteller.phrases import Language, under
from fabula.engines.builtin.storyteller.writing.dice import Dice
from fabula.engines.builtin.storyteller.writing.prompt import Prompt
from fabula.engines.builtin.storyteller.writing.words import best, language_of

NAME = r"[A-ZА-ЯЁ][\wёЁ'-]+(?: [A-ZА-ЯЁ][\wёЁ'-]+)?"
SELF = (
    rf"(?:[Yy]our name is|[Yy]ou are called|[Yy]ou are playing|[Pp]lay(?: the role of)?|[Aa]ct as"
    rf"|[Rr]oleplay as) ({NAME})",
    rf"\b[Yy]ou(?: are|'re) ({NAME})",
    rf"(?:[Тт]ебя зовут|[Тт]воё имя|[Тт]вое имя|[Ии]грай (?:роль|за)|[Оо]твечай как) ({NAME})",
    rf"\b[Тт]ы\s*(?:—|-|–|,)?\s*({NAME})",
    rf"(?:^|[\n.])\s*(?:[Nn]ame|[Cc]haracter|[Pp]ersona|[Ии]мя|[Пп]ерсонаж)\s*[:=]\s*({NAME})",
)
OTHER = (
    rf"(?:[Mm]y name is|[Ii] am called|[Cc]all me|[Tt]he user(?:'s name)? is(?: called)?) ({NAME})",
    rf"(?:[Мм]еня зовут|[Пп]ользователя зовут|[Зз]ови меня|[Гг]ероя зовут|[Гг]ероиню зовут) ({NAME})",
    rf"(?:[Uu]ser|[Pp]layer|[Hh]ero|[Hh]eroine|[Pp]rotagonist|[Ии]грок|[Гг]ерой|[Гг]ероиня)\s*[:=—-]?\s+({NAME})",
    rf"\b(?:named|called|по имени|зовут) ({NAME})",
)
NOT_NAMES = frozenset(
    [
        "A",
        "An",
        "The",
        "AI",
        "I",
        "Assistant",
        "Helpful",
        "Your",
        "You",
        "Не",
        "Очень",
        "Помощник",
        "Ассистент",
        "Полезный",
        "Ты",
        "Вы",
        "Мой",
        "Моя",
        "Наш",
        "In",
        "On",
        "At",
        "When",
        "What",
        "Who",
        "Why",
        "How",
        "English",
        "Russian",
        "JSON",
        "Markdown",
    ]
)
MARKUP = re.compile(r"```.*?```|<[^>]{1,200}>|https?://\S+", re.DOTALL)
QUOTED_WORDS = 14
MOST_READ = 24_000
EVERYDAY = ("home", "city", "village", "library", "garden", "sea")


@dataclass(frozen=True)
class Reading:
    """What the prompt says; every part is found when it is first needed."""

    prompt: Prompt

    @cached_property
    def last(self) -> str:
        """What was said last by the person."""
        return next((turn.text for turn in reversed(self.prompt.turns) if turn.role == "user"), self.system)

    @cached_property
    def pictures(self) -> tuple[bytes, ...]:
        """The pictures of the person's last message."""
        return next((turn.pictures for turn in reversed(self.prompt.turns) if turn.role == "user"), ())

    @cached_property
    def system(self) -> str:
        return "\n".join(turn.text for turn in self.prompt.turns if turn.role == "system")

    @cached_property
    def said(self) -> str:
        """What the assistant said so far."""
        return "\n".join(turn.text for turn in self.prompt.turns if turn.role == "assistant")

    @cached_property
    def everything(self) -> str:
        """The conversation, newest first, so that the newest place and names win."""
        told = [turn.text for turn in reversed(self.prompt.turns) if turn.role not in ("tool", "system")]
        return "\n".join([*told, self.system])[:MOST_READ]

    @cached_property
    def language(self) -> Language:
        wanted = re.findall(
            r"(?:in|по-|на )\s*(russian|english|русски|английск)", self.last + self.system, re.IGNORECASE
        )
        if wanted and not re.search(r"translat|перев[её]д|prompt|промпт", self.last, re.IGNORECASE):
            return "ru" if wanted[0].lower() in ("russian", "русски") else "en"
        return language_of(MARKUP.sub(" ", self.last) or self.everything)

    @cached_property
    def persona(self) -> str:
        """The name of the character that is played; empty when none is."""
        return _named(self.system, SELF)

    @cached_property
    def hero(self) -> str:
        """The name of the person, or of the hero of the story."""
        found = _named(self.everything, OTHER)
        return found if found != self.persona else ""

    @cached_property
    def place(self) -> str:
        """The key of a place that we know; the newest mention counts."""
        places = under(self.language, "place")
        for text in (self.last, self.everything):
            if found := best(text, places, self.language):
                return found
        return self.dice_for("place").one(EVERYDAY)

    @cached_property
    def dice(self) -> Dice:
        return Dice(self.prompt.seed, self.said)

    def dice_for(self, purpose: str) -> Dice:
        """Other dice, so that one choice does not shift the others."""
        return Dice(self.prompt.seed ^ sum(map(ord, purpose)) * 7919, self.said)

    @cached_property
    def quote(self) -> str:
        """The person's own words, short enough to be repeated."""
        plain = " ".join(MARKUP.sub(" ", self.last).split()).strip("\"'«»*_ ")
        words = plain.split()
        if len(words) <= QUOTED_WORDS:
            return plain
        return " ".join(words[:QUOTED_WORDS]).rstrip(",;:.-—–") + "…"


def _named(text: str, patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        for found in re.finditer(pattern, text):
            name = found[1].split()
            if name[0] not in NOT_NAMES:
                return " ".join(word for word in name if word not in NOT_NAMES)
    return ""
