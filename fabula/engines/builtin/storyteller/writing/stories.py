"""Scenes: a place, something that happens, somebody who speaks, and a reason to go on."""

import re

from fabula.engines.builtin.storyteller.phrases import sections, under
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.telling import told
from fabula.engines.builtin.storyteller.writing.words import best, contains

ABOUT = {
    "en": r"\b(about (?!it\b|that\b|this\b|me\b)[^.!?;:,\n\"]{3,80})",
    "ru": r"(?:^|\s)((?:про|о|об|обо) (?!том\b|мне\b|этом\b|чём\b|чем\b)[^.!?;:,\n«»\"]{3,80})",
}
TIMES = {
    "night": r"\bnight|midnight|ноч",
    "morning": r"morning|dawn|утр|рассвет",
    "evening": r"evening|dusk|вечер|закат",
}
WEATHERS = {
    "rain": r"\brain|дожд|ливен",
    "snow": r"\bsnow|снег|снеж|метел",
    "storm": r"storm|thunder|гроз|шторм|бур",
    "fog": r"\bfog|\bmist|туман",
}
FEELINGS = {
    "tense": r"tense|myster|загадоч|таинств|fear|horror|danger|dark|thrill|страх|ужас|опасн|тревож|триллер|мрачн",
    "sad": r"sad|lonel|melanchol|loss|груст|печал|одинок|потер",
    "warm": r"cozy|cosy|warm|love|romance|friend|уют|тепл|любов|романт|друж",
    "wonder": r"magic|wonder|dream|fairy|волшеб|чуд|сказк|мечт",
}
TOLD_OF_SELF = (r"my name is", r"i am called", r"call me", r"меня зовут", r"зови меня", r"user", r"пользовател")
REQUESTS = (r"\bstory\b|\btale\b|\bscene\b|\bnovel\b", r"рассказ|истори|сцен[аеуы]|сказк|новелл|повест")
DEFAULT_SENTENCES = 9
MOST_SENTENCES = 60
SPEECH_AGAIN = 16
NAMED = {
    "f": r"heroine|girl|woman|female|героин|девушк|женск|женщин",
    "m": r"\bhero\b|\bboy|\bman\b|геро[йя]|парн|мужск|мужчин",
}


def scene(reading: Reading, sentences: int | None = None) -> str:
    """A scene in two to four paragraphs."""
    wanted = sentences or asked_length(reading) or DEFAULT_SENTENCES
    if wanted == 1:
        return _setting(reading) or narration(reading, 1)
    parts = [*_beginning(reading), *_middle(reading), *_end(reading)]
    return paragraphs(_shorter(parts, wanted) if sum(map(bool, parts)) > wanted else _longer(reading, parts, wanted))


def narration(reading: Reading, sentences: int = 2) -> str:
    """A few sentences of what is to be seen and what happens, without anybody speaking."""
    act = consequence(reading)
    lines = [act] if act else []
    place = under(reading.language, "place")[reading.place].lines
    while len(lines) < sentences:
        source = place if len(lines) % 2 == 0 else sections(reading.language)["event"].lines
        lines.append(_tell(reading, reading.dice.line(source)))
    return " ".join(lines[:sentences])


def consequence(reading: Reading) -> str:
    """What comes of the last choice or command; empty where there was none."""
    act = best(reading.last, under(reading.language, "act"), reading.language)
    return _tell(reading, reading.dice.line(under(reading.language, "act")[act].lines)) if act else ""


def spoken(reading: Reading) -> str:
    """A line of somebody else."""
    return _tell(reading, reading.dice.line(sections(reading.language)["other"].lines))


def hook(reading: Reading) -> str:
    return _tell(reading, reading.dice.line(sections(reading.language)["hook"].lines))


def choices(reading: Reading, count: int) -> list[str]:
    """Different things to do next, each of another kind as long as there are kinds."""
    kinds = under(reading.language, "choice")
    dice = reading.dice_for("choices")
    order = sorted(kinds, key=lambda _kind: dice.number(0, 1_000_000))
    return [dice.line(kinds[order[index % len(order)]].lines) for index in range(count)]


def companion(reading: Reading) -> str:
    """The other person of the story: the one that is played, or a new one."""
    if reading.persona:
        return reading.persona
    known_names = under(reading.language, "name")
    free = [name for one in known_names.values() for name in one.lines if name != reading.hero]
    known = [name for name in free if name in reading.everything]
    return known[0] if known else reading.dice_for("companion").one(free)


def names(reading: Reading, count: int) -> list[str]:
    """Names for people who do not exist."""
    kinds = under(reading.language, "name")
    wanted = [kind for kind, pattern in NAMED.items() if contains(reading.last, [pattern])]
    pool = [name for kind in wanted or sorted(kinds) for name in kinds[kind].lines]
    dice = reading.dice_for("names")
    return [dice.line(pool) for _ in range(min(count, len(pool)))]


def asked_length(reading: Reading) -> int | None:
    """How many sentences were asked for, in whatever words."""
    text = f"{reading.system}\n{reading.last}".lower()
    if found := re.search(r"(\d+)\s*(?:-\s*(\d+)\s*)?(?:sentence|предложени|фраз)", text):
        return _between(int(found[2] or found[1]))
    if found := re.search(r"(\d+)\s*(?:word|слов)", text):
        return _between(int(found[1]) // 12)
    if re.search(r"one sentence|одн(?:им|о|ом) предложени|одной фраз", text):
        return 1
    if re.search(r"\bshort|\bbrief|коротк|кратк", text):
        return 6
    return 16 if re.search(r"\blong\b|detailed|подробн|длинн", text) else None


def _between(sentences: int) -> int:
    return max(1, min(sentences, MOST_SENTENCES))


def _beginning(reading: Reading) -> list[str]:
    lines: list[str] = []
    is_new = not reading.said
    if not contains(reading.last, REQUESTS) and (act := consequence(reading)):
        lines.append(act)
    if is_new and (about := _about(reading)):
        lines.append(told(reading.dice.line(sections(reading.language)["about"].lines), {"about": about}))
    if setting := _setting(reading):
        lines.append(setting)
    places = under(reading.language, "place")[reading.place].lines
    events = sections(reading.language)["event"].lines
    lines += [_tell(reading, reading.dice.new(places, events)) for _ in range(2 if is_new else 1)]
    return [*filter(None, lines), ""]


def _about(reading: Reading) -> str:
    text = re.sub(r"\b(?:tale|story) of\b", "about", reading.last)
    found = re.search(ABOUT[reading.language], text)
    return found[1].strip() if found else ""


def _setting(reading: Reading) -> str:
    language = reading.language
    for prefix, kinds in (("weather", WEATHERS), ("time", TIMES)):
        for kind, pattern in kinds.items():
            if contains(reading.last, [pattern]) or (not reading.said and contains(reading.system, [pattern])):
                return reading.dice.line(under(language, prefix)[kind].lines)
    return ""


def _middle(reading: Reading) -> list[str]:
    events = sections(reading.language)["event"].lines
    of_heroes = sections(reading.language)["hero"].lines
    named = [line for line in of_heroes if "{hero}" in line]
    hero = (
        reading.dice.new(named if reading.hero else of_heroes) if not reading.said or reading.dice.chance(0.4) else ""
    )
    lines = [hero, *(reading.dice.new(events, of_heroes) for _ in range(1 + reading.dice.number(0, 1)))]
    return [*(_tell(reading, line) for line in lines if line), ""]


def _end(reading: Reading) -> list[str]:
    feelings = under(reading.language, "feel")
    named = [kind for kind, pattern in FEELINGS.items() if contains(reading.everything, [pattern])]
    wanted = feelings[named[0] if named else reading.dice.one(sorted(feelings))].lines
    feeling = reading.dice.new(wanted, *(section.lines for section in feelings.values()))
    return [spoken(reading), "", feeling, hook(reading)]


def _shorter(parts: list[str], wanted: int) -> list[str]:
    """The beginning and the last sentence, for it is what makes one read on."""
    kept: list[str] = []
    for part in parts[:-1]:
        if sum(map(bool, kept)) >= wanted - 1:
            break
        kept.append(part)
    return [*kept, parts[-1]]


def _longer(reading: Reading, parts: list[str], wanted: int) -> list[str]:
    language = reading.language
    places, events = under(language, "place"), sections(language)["event"].lines
    last = parts[-3:]
    parts = parts[:-3]
    while sum(map(bool, parts)) + 2 < wanted:
        speech = sections(language)["other"].lines if len(parts) > SPEECH_AGAIN else events
        source = reading.dice.one([places[reading.place].lines, events, speech])
        line = _tell(reading, reading.dice.new(source) or reading.dice.line(events))
        parts += ["", line] if len(parts) % 4 == 0 or source is sections(language)["other"].lines else [line]
    return [*parts, *last]


def _tell(reading: Reading, line: str) -> str:
    hero = "" if contains(reading.everything, TOLD_OF_SELF) else reading.hero
    return told(line, {"hero": hero, "other": companion(reading)})


def paragraphs(parts: list[str]) -> str:
    """Sentences joined, with an empty one between paragraphs."""
    blocks: list[list[str]] = [[]]
    for part in parts:
        if part:
            blocks[-1].append(part)
        else:
            blocks.append([])
    return "\n\n".join(" ".join(block) for block in blocks if block)


def poem(reading: Reading) -> str:
    """Two verses, as near to the wish as there are any."""
    poems = under(reading.language, "poem")
    near = best(reading.last, {name: one for name, one in poems.items() if name != "any"}, reading.language)
    verses = [reading.dice.new(poems[near or "any"].lines, *(one.lines for one in poems.values())) for _ in range(2)]
    return "\n\n".join(verse.replace(" / ", "\n") for verse in verses if verse)


def told_event(reading: Reading) -> str:
    """Something that happens, in one sentence."""
    return _tell(reading, reading.dice.line(sections(reading.language)["event"].lines))
