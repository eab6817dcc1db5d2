"""Titles and summaries: what a text is about, in its own words."""

import re
from collections import Counter

from fabula.engines.builtin.storyteller.embedding import COMMON
from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.writing.reading import MARKUP, Reading
from fabula.engines.builtin.storyteller.writing.words import first_sentences, shortened, words_of

TITLE = r"\b(?:title|headline)\b|заголов|назван"
SUMMARY = r"summar|\btl;?dr|\brecap|резюм|пересказ|перескажи|кратко излож|сожми|подведи итог|краткое содержание"
POLITE = re.compile(
    r"^\W*(?:please|could you|can you|would you|will you|i want you to|i would like(?: you)? to|tell me|show me"
    r"|write me|write|give me|let's|let us|help me|make|create|draw|explain|пожалуйста|можешь|можете|не мог бы ты"
    r"|расскажи(?:те)?|покажи|напиши|придумай|сделай|нарисуй|объясни|давай|помоги|хочу|мне|about|про|an?|the"
    r"|ли)\b[ ,:]*",
    re.IGNORECASE,
)
SPEAKERS = re.compile(r"(?im)^\s*(?:user|assistant|пользователь|ассистент)\s*:\s*")
TITLE_WORDS = 6
SUMMARY_SENTENCES = 3


def title(reading: Reading) -> str:
    """A few words that name the conversation or text."""
    text = first_sentences(_subject(reading, TITLE))
    words = text[0] if text else ""
    while (shorter := POLITE.sub("", words, count=1)) != words and shorter:
        words = shorter
    short = re.sub(r"^(\w+)ию\b", r"\1ия", shortened(words, TITLE_WORDS))  # the accusative after «про»
    if not short:
        return reading.dice.line(sections(reading.language)["title"].lines)
    return short[:1].upper() + short[1:]


def invented_title(reading: Reading) -> str:
    """A title for a story that is yet to be told."""
    return reading.dice_for("title").line(sections(reading.language)["title"].lines)


def summary(reading: Reading, sentences: int = SUMMARY_SENTENCES) -> str:
    """The sentences that carry most of a text, in their order."""
    found = first_sentences(" ".join(_subject(reading, SUMMARY).split()))
    if len(found) <= sentences:
        return " ".join(found)
    common = Counter(word for word in words_of(" ".join(found)) if word not in COMMON)
    weights = {index: _weight(sentence, common) for index, sentence in enumerate(found)}
    best = sorted(sorted(weights, key=lambda index: -weights[index])[:sentences])
    return " ".join(found[index] for index in best)


def _weight(sentence: str, common: Counter[str]) -> float:
    words = [word for word in words_of(sentence) if word not in COMMON]
    return sum(common[word] for word in words) / (len(words) + 4)


def _subject(reading: Reading, instruction: str) -> str:
    """The text that is meant: what follows the instruction, or the conversation before it."""
    last = MARKUP.sub(" ", reading.last)
    if not re.search(instruction, last, re.IGNORECASE):
        return SPEAKERS.sub("", last)
    if len(rest := last.partition(":")[2].strip()) > 20:
        return SPEAKERS.sub("", rest)
    others = [
        turn.text for turn in reading.prompt.turns if turn.role in ("user", "assistant") and turn.text != reading.last
    ]
    if others:
        return others[0] if instruction == TITLE else "\n".join(others)
    kept = [one for one in first_sentences(last) if not re.search(instruction, one, re.IGNORECASE)]
    return " ".join(kept)
