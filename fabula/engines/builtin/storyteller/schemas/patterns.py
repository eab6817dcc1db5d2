"""Texts that match a simple regular expression: literals, classes, groups, alternatives and counts."""

import string
from dataclasses import dataclass

from fabula.engines.builtin.storyteller.writing.dice import Dice

CLASSES = {"d": string.digits, "w": string.ascii_lowercase, "s": " "}
NOT_CLASSES = {"D": string.ascii_lowercase, "W": "-", "S": string.ascii_lowercase}
ANY = string.ascii_lowercase
MORE = 3


class PatternTooHard(ValueError):
    """A pattern outside of what is understood."""


@dataclass
class _Reader:
    pattern: str
    dice: Dice
    place: int = 0

    def peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def take(self) -> str:
        taken = self.peek()
        if not taken:
            raise PatternTooHard(self.pattern)
        self.place += 1
        return taken

    def alternatives(self) -> str:
        options = [self.sequence()]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence())
        return self.dice.one(options)

    def sequence(self) -> str:
        parts: list[str] = []
        while self.peek() and self.peek() not in "|)":
            start = self.place
            part = self.atom()
            end = self.place
            low, high = self.counts()
            after = self.place
            times = self.dice.number(low, high)
            if times == 0:
                continue
            parts.append(part)
            for _ in range(times - 1):
                self.place = start
                parts.append(self.atom())
                self.place = end
            self.place = after
        return "".join(parts)

    def atom(self) -> str:
        taken = self.take()
        if taken in "^$":
            return ""
        if taken == "(":
            return self.group()
        if taken == "[":
            return self.dice.one(self.char_class())
        if taken == "\\":
            return self.escaped()
        return self.dice.one(ANY) if taken == "." else taken

    def group(self) -> str:
        if self.peek() == "?":
            self.take()
            if self.take() != ":":
                raise PatternTooHard(self.pattern)
        inside = self.alternatives()
        if self.take() != ")":
            raise PatternTooHard(self.pattern)
        return inside

    def escaped(self) -> str:
        taken = self.take()
        if taken in "bB":
            return ""
        options = CLASSES.get(taken) or NOT_CLASSES.get(taken)
        return self.dice.one(options) if options else taken

    def char_class(self) -> str:
        negated = self.peek() == "^"
        if negated:
            self.take()
        inside = ""
        while (taken := self.take()) != "]":
            if taken == "\\":
                taken = self.take()
                inside += CLASSES.get(taken, taken)
            elif taken == "-" and inside and self.peek() != "]":
                inside += "".join(map(chr, range(ord(inside[-1]), ord(self.take()) + 1)))
            else:
                inside += taken
        allowed = (
            "".join(one for one in string.ascii_lowercase + string.digits if one not in inside) if negated else inside
        )
        if not allowed:
            raise PatternTooHard(self.pattern)
        return allowed

    def counts(self) -> tuple[int, int]:
        simple = {"?": (0, 1), "*": (0, MORE), "+": (1, MORE)}.get(self.peek())
        if simple:
            self.take()
        elif self.peek() == "{":
            simple = self.braces()
        else:
            return 1, 1
        if self.peek() == "?":
            self.take()
        return simple

    def braces(self) -> tuple[int, int]:
        end = self.pattern.find("}", self.place)
        low, comma, high = self.pattern[self.place + 1 : end].partition(",")
        if end < 0 or not low.isdigit():
            raise PatternTooHard(self.pattern)
        self.place = end + 1
        if not comma:
            return int(low), int(low)
        return int(low), int(high) if high else int(low) + MORE


def matching(pattern: str, dice: Dice) -> str:
    """A text that the pattern matches as a whole."""
    reader = _Reader(pattern, dice)
    text = reader.alternatives()
    if reader.peek():
        raise PatternTooHard(pattern)
    return text
