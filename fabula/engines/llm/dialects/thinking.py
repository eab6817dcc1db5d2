"""Splits thinking from text where a model writes both into one stream."""

from fabula.engines.llm.events import Event, Text, Thinking

OPEN, CLOSE = "<think>", "</think>"


class ThinkTags:
    """A reply may begin with `<think>…</think>`, cut anywhere by the network; later tags are plain text."""

    def __init__(self) -> None:
        self._held = ""
        self._place = "start"

    def split(self, text: str) -> tuple[Event, ...]:
        if self._place == "text":
            return (Text(text),)
        if self._place == "after":
            return self._spoken(text)
        self._held += text
        return self._at_start() if self._place == "start" else self._in_thought()

    def rest(self) -> tuple[Event, ...]:
        held, self._held = self._held, ""
        if not held:
            return ()
        return (Thinking(held),) if self._place == "thought" else (Text(held),)

    def _at_start(self) -> tuple[Event, ...]:
        begun = self._held.lstrip()
        if begun.startswith(OPEN):
            self._place, self._held = "thought", begun[len(OPEN) :]
            return self._in_thought() if self._held else ()
        if OPEN.startswith(begun):
            return ()
        self._place = "text"
        return self.rest()

    def _spoken(self, text: str) -> tuple[Event, ...]:
        """The blank lines between thought and speech belong to neither."""
        if not (text := text.lstrip()):
            return ()
        self._place = "text"
        return (Text(text),)

    def _in_thought(self) -> tuple[Event, ...]:
        thought, closed, after = self._held.partition(CLOSE)
        if closed:
            self._place, self._held = "after", ""
            return (*((Thinking(thought),) if thought else ()), *self._spoken(after))
        kept = next((n for n in range(len(CLOSE) - 1, 0, -1) if thought.endswith(CLOSE[:n])), 0)
        told, self._held = thought[: len(thought) - kept], thought[len(thought) - kept :]
        return (Thinking(told),) if told else ()
