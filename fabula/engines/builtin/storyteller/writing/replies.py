"""What a character answers: in the first person, to what was said, in its own tone."""

import re

from fabula.engines.builtin.storyteller.phrases import sections, under
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.stories import asked_length
from fabula.engines.builtin.storyteller.writing.telling import told
from fabula.engines.builtin.storyteller.writing.words import best, contains

MOMENTS = {
    "whoareyou": r"who are you|your name|tell me about yourself|кто ты|как тебя зовут|расскажи о себе|ты кто",
    "howareyou": r"how are you|how do you feel|how's it going|как (?:дела|поживаешь|(?:твоё |твое )?настроение"
    r"|ты(?:\W*$| сегодня| там))",
    "thanks": r"\bthank|\bthanks|спасибо|благодар",
    "bye": r"\bbye\b|goodbye|good night|see you|farewell|пока\b|до свидан|до встречи|спокойной ночи|прощай",
    "love": r"i love you|люблю тебя|kiss|целую|поцел",
    "compliment": r"beautiful|you are (?:great|wonderful|smart|cute|sweet)|красив|умниц|ты (?:прекрасн"
    r"|замечательн|мил|лучш)",
    "tired": r"\btired|exhausted|sleepy|устал|нет сил|утомил",
    "afraid": r"afraid|scared|terrified|страшно|боюсь|пугает",
    "sad": r"\bsad\b|cry|lonely|hurt|depress|груст|плач|одинок|больно|тоск|печал",
    "angry": r"angry|furious|hate|mad at|злюсь|злой|бесит|ненавиж",
    "happy": r"happy|great news|excited|won\b|рад\b|рада\b|счастлив|ура\b|получилось",
    "greet": r"^\W*(?:hello|hi|hey|good (?:morning|evening|day))\b|^\W*(?:привет|здравствуй|добр(?:ый|ое|ого)|хай\b)",
}
FACTUAL = (
    r"\b(?:what is|what are|who (?:is|was|wrote|invented)|when (?:was|did)|how many|how much|how far|how old"
    r"|capital of|explain|define"
    r"|why (?:is|are|do|does)|which country|what year|how does|how do i|how can i|write (?:an? |me "
    r"|some )*(?:\w+ )?(?:code|function|script|program|essay))\b",
    r"\b(?:что такое|кто (?:такой|такая|написал|придумал|был)|когда (?:был|была|произош|родил)|сколько|столиц"
    r"|объясни|почему|зачем"
    r"|в каком году|как работает|как сделать|как устроен|дай определение|напиши (?:код|функцию|скрипт|программу))",
)
EMPTY_TALK = 3
ROLE = {"en": r"{name},? (?:an? |the )([^.\n;]{{3,70}})", "ru": r"{name}\s*(?:,|—|-|–)\s*([^.\n;]{{3,70}})"}


def reply(reading: Reading) -> str:
    """One turn of a character."""
    parts = [_gesture(reading)] if reading.dice.chance(0.75) else []
    parts.append(_reaction(reading))
    parts.append(_thought(reading))
    if reading.dice.chance(0.7):
        parts.append(reading.dice.line(sections(reading.language)["ask"].lines))
    wanted = asked_length(reading)
    parts = [part for part in parts if part]
    if wanted and wanted < len(parts):
        parts = [part for part in parts if not part.startswith("*")][:wanted]
    if is_factual(reading.last):
        parts.append(reading.dice.line(sections(reading.language)["demo.short"].lines))
    return _joined(parts)


def moment(reading: Reading) -> str:
    """What kind of thing was said; empty when it is none of those that everybody says."""
    return next((name for name, pattern in MOMENTS.items() if contains(reading.last, [pattern])), "")


def is_factual(text: str) -> bool:
    return contains(text, FACTUAL) and not contains(text, [r"\b(?:you|your)\b", r"\b(?:ты|тебя|тебе|твой|твоя|твоё)\b"])


def introduced(reading: Reading) -> str:
    """Name and part of the character, as the prompt introduces it."""
    pattern = ROLE[reading.language].format(name=re.escape(reading.persona))
    found = re.search(pattern, reading.system)
    if not found:
        return reading.persona
    role = re.split(r"\b(?:who|that|and|with|котор|и)\b", found[0].removeprefix(reading.persona).lstrip(" ,—–-"))[0]
    return f"{reading.persona}, {role.strip(' ,')}"


def _gesture(reading: Reading) -> str:
    return reading.dice.line(sections(reading.language)["gesture"].lines)


def _reaction(reading: Reading) -> str:
    section = sections(reading.language)
    if said := moment(reading):
        return told(reading.dice.line(section[said].lines), {"self": introduced(reading)})
    if tone := _tone(reading):
        return tone
    words = len(reading.last.split())
    if "?" not in reading.last and words > EMPTY_TALK and reading.dice.chance(0.45):
        return told(reading.dice.line(section["retell"].lines), {"quote": reading.quote})
    kind = "doubt" if "?" in reading.last else "agree"
    return reading.dice.line(section[kind].lines)


def _tone(reading: Reading) -> str:
    tone = best(reading.system, under(reading.language, "tone"), reading.language)
    if tone is None or reading.dice.chance(0.45):
        return ""
    line = reading.dice.line(under(reading.language, "tone")[tone].lines)
    return "" if line in reading.said else line


def _thought(reading: Reading) -> str:
    """Something of its own, near to what is spoken of or to what the character is."""
    topics = under(reading.language, "topic")
    for text in (reading.last, reading.system, reading.everything):
        name = best(text, topics, reading.language)
        unsaid = [line for line in topics[name].lines if line not in reading.said] if name else []
        if unsaid:
            return reading.dice.line(unsaid)
    left = [line for topic in topics.values() for line in topic.lines if line not in reading.said]
    return reading.dice.line(left) if left else ""


def _joined(parts: list[str]) -> str:
    first, *rest = parts
    if first.startswith("*") and rest:
        return f"{first} {' '.join(rest)}"
    return " ".join(parts)
