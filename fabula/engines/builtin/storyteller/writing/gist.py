"""Titles and summaries: what a text is about, in its own words."""

import re
from collections import Counter

from fabula.engines.builtin.storyteller.embedding import COMMON
from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.writing.reading import MARKUP, Reading
from fabula.engines.builtin.storyteller.writing.words import first_sentences, shortened, words_of

TITLE = r"\b(?:title|headline)\b|заголов|назван"
TITLES_ALONE = r"^\W*you (?:give|write|find)\b[^.]*\btitle|\b(?:title|headline) alone\b"
SUMMARY = r"summar|\btl;?dr|\brecap|резюм|пересказ|перескажи|кратко излож|сожми|подведи итог|краткое содержание"
POLITE = re.compile(
    r"^\W*(?:please|could you|can you|would you|will you|i want you to|i would like(?: you)? to|tell me|show me"
    r"|write me|write|give me|let's|let us|help me|make|create|draw|explain|пожалуйста|можешь|можете|не мог бы ты"
    r"|(?:расскажи|покажи|напиши|придумай|сочини|опиши|сделай|нарисуй|объясни|подскажи|помоги)(?:те)?|давай|хочу|мне|about|of|an?|the|ли"
    r"|hello|hi|hey|good (?:morning|evening|day)|привет|здравствуй(?:те)?|добр(?:ый|ое) (?:день|утро|вечер))\b[ ,:!]*",
    re.IGNORECASE,
)
SPEAKER = re.compile(r"(?im)^\s*(user|assistant|пользователь|ассистент)\s*:\s*")
PERSONS = ("user", "пользователь")
TITLE_WORDS = 6
LEAST_WORDS = 3
HANGING = re.compile(
    r"(?:[,;:—–-]| (?:and|or|but|и|или|но|а|да) \S+| (?:and|or|but|an?|the|of|in|on|at|by|to|for|from|with|about|who"
    r"|which|that|his|her|its|my|your|и|или|но|а|в|во|на|о|об|про|с|со|к|у|по|за|из|от|до|для|как|что|его|её|мой))$",
    re.IGNORECASE,
)
ABOUT = re.compile(r"^про\s+", re.IGNORECASE)
# What is asked for stands in the accusative: with an adjective before it the noun shows its gender, else we know it.
OBJECT = re.compile(
    r"^((?:\w+(?:ую|юю) )+)(\w+)([ую])\b|^(\w+и)ю\b|^(сказк|притч|легенд|загадк|шутк|баллад|картин|программ)у\b"
    r"|^(песн|стать)ю\b",
    re.IGNORECASE,
)
SUMMARY_SENTENCES = 3


def title(reading: Reading) -> str:
    """A few words that name the conversation or text."""
    for sentence in first_sentences(_said_by_person(_subject(reading, TITLE))):
        if name := _named(sentence):
            return name
    return sections(reading.language)["title.hello"].lines[0]


def _named(sentence: str) -> str:
    """What a sentence is about, without its politeness and short enough; empty where nothing is left of it."""
    words = " ".join(sentence.split())
    while (shorter := POLITE.sub("", words, count=1)) != words:
        words = shorter
    short = _nominative(_cut(words))
    return short[:1].upper() + short[1:]


def _cut(text: str) -> str:
    """The first words, cut where a phrase ends."""
    words = text.split()
    kept = shortened(text, TITLE_WORDS)
    if len(words) <= TITLE_WORDS:
        return kept
    phrase, comma, _ = kept.rpartition(",")
    kept = phrase if comma and len(phrase.split()) >= LEAST_WORDS else kept
    while (shorter := HANGING.sub("", kept)) != kept and len(shorter.split()) > 1:
        kept = shorter
    return kept


def _nominative(words: str) -> str:
    thing = ABOUT.sub("", words)
    changed = OBJECT.sub(_as_subject, thing, count=1)
    return changed if changed != thing else words


def _as_subject(found: re.Match[str]) -> str:
    qualities, noun, end, in_iya, in_a, in_ya = found.groups()
    if qualities:
        told = re.sub(r"ую\b", "ая", re.sub(r"юю\b", "яя", qualities))
        return f"{told}{noun}{'а' if end == 'у' else 'я'}"
    return f"{in_a}а" if in_a else f"{in_iya or in_ya}я"


def invented_title(reading: Reading) -> str:
    """A title for a story that is yet to be told."""
    return reading.dice_for("title").line(sections(reading.language)["title"].lines)


def summary(reading: Reading, sentences: int = SUMMARY_SENTENCES) -> str:
    """The sentences that carry most of a text, in their order."""
    found = first_sentences(" ".join(SPEAKER.sub("", _subject(reading, SUMMARY)).split()))
    if len(found) <= sentences:
        return " ".join(found)
    common = Counter(word for word in words_of(" ".join(found)) if word not in COMMON)
    weights = {index: _weight(sentence, common) for index, sentence in enumerate(found)}
    best = sorted(sorted(weights, key=lambda index: -weights[index])[:sentences])
    return " ".join(found[index] for index in best)


def _said_by_person(text: str) -> str:
    """The person's part of a conversation that is told with its speakers; else the text as it is."""
    _, *told = SPEAKER.split(text)
    parts = [said for who, said in zip(told[::2], told[1::2], strict=True) if who.lower() in PERSONS]
    return "\n".join(parts) or text


def _weight(sentence: str, common: Counter[str]) -> float:
    words = [word for word in words_of(sentence) if word not in COMMON]
    return sum(common[word] for word in words) / (len(words) + 4)


def _subject(reading: Reading, instruction: str) -> str:
    """The text that is meant: what follows the instruction, or the conversation before it."""
    last = MARKUP.sub(" ", reading.last)
    if SPEAKER.match(last) or not re.search(instruction, last, re.IGNORECASE):
        return last
    if len(rest := last.partition(":")[2].strip()) > 20:
        return rest
    others = [
        turn.text for turn in reading.prompt.turns if turn.role in ("user", "assistant") and turn.text != reading.last
    ]
    if others:
        return others[0] if instruction == TITLE else "\n".join(others)
    kept = [one for one in first_sentences(last) if not re.search(instruction, one, re.IGNORECASE)]
    return " ".join(kept)
