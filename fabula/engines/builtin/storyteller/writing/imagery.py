"""Prompts for pictures: a description, also a Russian one, as English phrases that image models understand."""

import re
from functools import cache

from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.wishes import what_stays, wish_in
from fabula.engines.builtin.storyteller.writing.words import (
    CYRILLIC,
    contains,
    first_sentences,
    language_of,
    russian_ends,
    transliterated,
)

Kind = str
ASKS_FOR_PROMPT = (
    r"prompt|stable diffusion|\bflux\b|comfyui|text-to-image|image generat|промпт"
    r"|генерац\w+ (?:изображ|картин)|для (?:картинк|изображени|рисунк)|for (?:an? |the )?(?:image|picture)\b"
)
TRANSLATES = r"translate|in(?:to)? english|перевед|перевод|на английск"
INSTRUCTION = re.compile(
    rf"{ASKS_FOR_PROMPT}|{TRANSLATES}|\bonly\b|\bjson\b|\boutput\b|\breply\b|\breturn\b"
    r"|только|верни|ответь|без пояснени|выведи",
    re.IGNORECASE,
)
WISH = re.compile(
    r"^\W*(?:please |can you |could you )?(?:draw|paint|show|generate|create|make|render|imagine|i want"
    r"|give)(?: me| us)?"
    r"(?: an?| the)?(?: (?:picture|image|photo|portrait|drawing|illustration) of)?\s+",
    re.IGNORECASE,
)
UNSEEN = re.compile(r"(?:That is what can be measured|Это то, что можно измерить).*", re.DOTALL)
TOKEN = re.compile(r"[^\W\d_]+|\d+|[,.;:!?\n]")
RUSSIAN_WORD = re.compile(f"{CYRILLIC.pattern}+")
LEAST_THING = 4
# How words end that are no things; what they tell is lost with them, where their letters would only mislead a model.
NO_THING = re.compile(
    r"(?:ый|ий|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ую|юю|ых|их|ым|им|ыми|ими|ть|ться|тся|лся|лась|лось|лись|ешь|ишь|ют|ят"
    r"|ает|еет|ует|[жчшщ][еёи]т|[аиыя]л[аио]?|[ая]вши|[ая]в|(?:в|нн|льн|зн|сн|стн|чн|лив)о)$"
)
THINGS = ("noun", "name", "subject")
SUBJECT = re.compile(r"(?<!о)(?<!е)[бвгджзклмнпрстфхцчшщьй]$")  # of what is placed somewhere, not of what it is part of
SAYINGS = (
    (re.compile(r"\bрыж(\w+) (?=волос|бород|кос)", re.IGNORECASE), r"красн\1 "),
    (re.compile(r"\bрыж(\w+) (?=кот|кош|лис|п[её]с|соба|щен)", re.IGNORECASE), r"имбирн\1 "),
    (re.compile(r"\bид[её]т (снег|дождь)", re.IGNORECASE), r"падает \1"),
    (re.compile(r"\bкрупн\w+ план\w*", re.IGNORECASE), "крупно"),
    (re.compile(r"\bна фоне\b", re.IGNORECASE), "перед"),
)
LONGEST_ENGLISH = 60
FRAMES = ((r"portrait|face|портрет|лиц", "detailed face"), (r"landscape|пейзаж|panoram", "wide shot"))
STILL = frozenset(
    [
        "standing",
        "sitting",
        "lying",
        "walking",
        "strolling",
        "running",
        "flying",
        "sailing",
        "falling",
        "burning",
        "glowing",
        "shining",
        "sleeping",
    ]
)
LIGHTS = (
    (r"cozy|cosy|cafe|уют|кафе|таверн|tavern", "warm ambient light"),
    (r"\bnight|\bноч|moon|\bлун", "moonlight, deep shadows"),
    (r"rain|дожд", "wet reflections, overcast light"),
    (r"sunset|закат|evening|вечер", "golden hour light, long shadows"),
    (r"morning|dawn|утр|рассвет", "soft morning light, light haze"),
    (r"fog|mist|туман", "diffuse light, atmospheric haze"),
    (r"snow|снег|winter|зим", "cold soft light, gentle snow"),
    (r"neon|неон|cyberpunk|киберпанк", "neon glow, volumetric light"),
    (r"candle|свеч|fire|огн|lamp|ламп", "warm candlelight, soft shadows"),
)


def image_prompt(reading: Reading, text: str | None = None) -> str:
    """What is to be seen, then the light and the finish."""
    source = text if text is not None else described(reading)
    seen = english(source, frozenset(f"{reading.persona} {reading.hero}".split()))
    return ", ".join([seen, *_finish(reading, source + " " + seen)]).strip(", ")


def in_sentences(reading: Reading) -> str:
    """The same for models that read whole sentences."""
    wish = described(reading)
    seen = english(wish, frozenset(f"{reading.persona} {reading.hero}".split()))
    *_, light, _praise = _finish(reading, f"{wish} {seen}")
    told = [f"{seen[:1].upper()}{seen[1:]}.", what_stays(reading) or f"The scene is lit by {light.split(',')[0]}."]
    return " ".join(told)


def described(reading: Reading) -> str:
    """The description inside the request, without the request."""
    if wish := wish_in(reading.last):
        return wish
    last = UNSEEN.sub("", reading.last).strip()
    head, colon, rest = last.partition(":")
    if colon and INSTRUCTION.search(head) and len(rest.strip()) > 5:
        return rest.strip().strip('"«»')
    if not INSTRUCTION.search(last):
        return last
    kept = [one for one in first_sentences(last) if not INSTRUCTION.search(one)]
    if kept:
        return " ".join(kept)
    others = [
        turn.text for turn in reading.prompt.turns if turn.role in ("user", "assistant") and turn.text != reading.last
    ]
    return others[-1] if others else re.sub(INSTRUCTION, "", last)


def english(text: str, names: frozenset[str] = frozenset()) -> str:
    """English phrases for a text of either language; names and things we do not know are written in Latin letters."""
    plain = re.sub(r"[*_«»\"“”]", "", text)
    if language_of(plain) == "en":
        latin = RUSSIAN_WORD.sub(lambda word: _translated(word[0], names)[1] or transliterated(word[0]), plain)
        cut = WISH.sub("", " ".join(latin.split())).strip(" .")
        return " ".join(cut.split()[:LONGEST_ENGLISH]).rstrip(" ,.;:")
    for saying, meaning in SAYINGS:
        plain = saying.sub(meaning, plain)
    tokens = TOKEN.findall(plain)
    return _phrased([_translated(token, names) for token in tokens]) or transliterated(" ".join(tokens))


def _finish(reading: Reading, text: str) -> list[str]:
    finish = [words for pattern, words in FRAMES if contains(text, [pattern])][:1]
    light = [words for pattern, words in LIGHTS if contains(text, [pattern])][:1]
    return finish + (light or [reading.dice_for("light").line(sections("en")["sensed"].lines)]) + ["highly detailed"]


@cache
def _dictionary() -> dict[str, tuple[Kind, str]]:
    entries: dict[str, tuple[Kind, str]] = {}
    for kind in ("noun", "adjective", "verb", "word", "drop"):
        for line in sections("dictionary")[kind].lines:
            stem, _, meaning = line.partition("=")
            entries[f"{kind[0]}{stem}"] = (kind, meaning)
    return entries


def _translated(token: str, names: frozenset[str]) -> tuple[Kind, str]:
    if token in names:
        return "name", transliterated(token)
    if not CYRILLIC.search(token):
        return ("break", "") if not token.isalnum() else ("name", token)
    return _known(token.lower()) or _unknown(token)


def _known(word: str) -> tuple[Kind, str] | None:
    for kind in ("w", "d"):
        if found := _dictionary().get(kind + word):
            return found
    for length in range(len(word), 1, -1):
        if word[length:] not in russian_ends():
            continue
        for kind in "navd":
            if found := _dictionary().get(kind + word[:length]):
                return ("subject", found[1]) if kind == "n" and SUBJECT.search(word) else found
    return None


def _unknown(token: str) -> tuple[Kind, str]:
    if token.islower() and (len(token) < LEAST_THING or NO_THING.search(token)):
        return "drop", ""
    return ("noun" if token.islower() else "name"), transliterated(token)


def _phrased(tokens: list[tuple[Kind, str]]) -> str:
    """Words in English order: a participle or a break begins a new phrase."""
    phrases: list[list[str]] = [[]]
    qualities: list[str] = []
    doing: list[str] = []
    has_subject = is_placed = was_placed = False
    thing = ""
    for kind, meaning in tokens:
        if kind == "break" or (kind == "word" and meaning == "and"):
            phrases.append([*doing])
            doing, has_subject, is_placed = [], False, False
        elif kind == "verb" and meaning in STILL and not has_subject:
            doing, is_placed = [meaning, *phrases.pop()], False
            phrases.append([])
        elif kind == "verb":
            phrases.append([meaning])
        elif kind == "adjective":
            qualities.append(meaning)
        elif kind in THINGS:
            follows = bool(thing) and phrases[-1][-1:] == [thing]
            if kind == "subject" and follows and was_placed and not has_subject:
                phrases[-1] = [*qualities, meaning, *phrases[-1]]
            else:
                of = ["of"] if kind == "noun" and follows else []
                phrases[-1] += [*of, *qualities, meaning, *([] if is_placed else doing)]
                doing = doing if is_placed else []
            thing = "" if kind == "name" else meaning
            qualities, has_subject, was_placed, is_placed = [], has_subject or not is_placed, is_placed, False
        elif kind == "word":
            phrases[-1].append(meaning)
            is_placed = True
    phrases[-1] += [*qualities, *doing]
    return re.sub(r"(\d+) summer", r"\1 years old", ", ".join(_tidy(phrase) for phrase in phrases if phrase))


def _tidy(words: list[str]) -> str:
    kept = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
    return " ".join(kept)
