"""What a text field wants to hold, by its name and description."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from fabula.engines.builtin.storyteller.phrases import sections, under
from fabula.engines.builtin.storyteller.writing import gist, imagery, replies, stories, wishes
from fabula.engines.builtin.storyteller.writing.reading import NAME, Reading
from fabula.engines.builtin.storyteller.writing.words import best, shortened, transliterated

Teller = Callable[["Content", str], str]


@dataclass
class Content:
    """What has been told so far while a value is filled, so that its fields agree and do not repeat."""

    reading: Reading
    choices: list[str] = field(default_factory=list[str])
    intent: str = ""
    lines: list[str] = field(default_factory=list[str])
    names: list[str] = field(default_factory=list[str])
    counters: dict[str, int] = field(default_factory=dict[str, int])

    @cached_property
    def seen(self) -> str:
        """What the pictures of the prompt show; empty when there are none."""
        reading = self.reading
        if not reading.pictures:
            return ""
        from fabula.engines.builtin.storyteller.seeing import describe  # it brings numpy

        return describe(reading.pictures, reading.language, is_honest=False)

    def choice(self) -> str:
        if not self.choices:
            self.choices = stories.choices(self.reading, 12)
        chosen = self.choices.pop(0)
        kinds = under(self.reading.language, "choice")
        self.intent = next(kind for kind, section in kinds.items() if chosen in section.lines)
        return chosen

    def name(self) -> str:
        """Those who are in the story first, then new ones."""
        if not self.names:
            known = [self.reading.hero, stories.companion(self.reading)]
            kinds = under(self.reading.language, "name")
            self.names = list(dict.fromkeys([*filter(None, known), *kinds["f"].lines, *kinds["m"].lines]))
        return self.names.pop(0)

    def speaker(self) -> str:
        """Those who are in the scene take turns."""
        here = [stories.companion(self.reading), *filter(None, [self.reading.hero])]
        return here[(self.numbered("speaker") - 1) % len(here)]

    def numbered(self, what: str) -> int:
        self.counters[what] = self.counters.get(what, 0) + 1
        return self.counters[what]


def _place(content: Content, _name: str) -> str:
    reading = content.reading
    return under(reading.language, "place")[reading.place].notes[0]


def _place_in_english(content: Content, _name: str) -> str:
    place = under("en", "place")[content.reading.place]
    return f"{place.notes[0].removeprefix('the ')}, no people, wide shot, atmospheric light"


def _mood(content: Content, _name: str) -> str:
    reading = content.reading
    return reading.dice_for("mood").line(sections(reading.language)["mood"].lines)


def _dialogue(content: Content, _name: str) -> str:
    reading = content.reading
    if reading.persona and not content.numbered("reply") > 1:
        return re.sub(r"\*[^*]*\*\s*", "", replies.reply(reading))
    topics = under(reading.language, "topic")
    near = best(reading.everything, topics, reading.language) or reading.dice.one(sorted(topics))
    if content.numbered("line") % 3 == 0:
        return reading.dice.line(sections(reading.language)["ask"].lines)
    unsaid = [line for line in topics[near].lines if line not in reading.said and line not in content.lines]
    others = [line for topic in topics.values() for line in topic.lines if line not in content.lines]
    content.lines.append(reading.dice.line(unsaid or others or topics[near].lines))
    return content.lines[-1]


def _reason(content: Content, _name: str) -> str:
    words = content.reading.quote
    return (
        f"Потому что сказано: «{words}»" if content.reading.language == "ru" else f'Because of what was said: "{words}"'
    )


def _query(content: Content, _name: str) -> str:
    words = " ".join(content.reading.last.split())[:LONGEST_QUERY].rstrip("?.!… ")
    while (shorter := ASKED_FOR.sub("", gist.POLITE.sub("", words, count=1), count=1)) != words and shorter:
        words = shorter
    return words


LONGEST_QUERY = 160
SHOWS_PICTURE = r"descri|caption|alt|text|summary|^$|опис"
LONG_ENOUGH_TO_SHOW = 5
ASKED_FOR = re.compile(
    r"^\W*(?:search(?: the (?:web|internet))?(?: for)?|look up|find(?: out)?|google|what is|what's|who is"
    r"|найди|поищи|узнай|загугли|посмотри|(?:в|на) (?:интернете|сети|вебе)|что такое|кто так(?:ой|ая)|какая"
    r"|какой)\b[ ,:]*",
    re.IGNORECASE,
)


def _somewhere(content: Content, _name: str) -> str:
    found = re.findall(rf"\b(?:in|at|near|for|to|в|во|на|для|около) ({NAME})", content.reading.last)
    names = found or re.findall(rf"(?<=[\w,] )({NAME})", content.reading.last)
    return _nominative(names[0]) if names else _place(content, "")


def _nominative(city: str) -> str:
    """A Russian city as it is called, from how it stands after «в»."""
    if re.search(r"(?:Москв|Самар|Риг|Праг|Вен|Уф|Тул|Одесс|Варшав|Пенз|Анкар|Полтав|Калуг|Вологд)[еу]$", city):
        return f"{city[:-1]}а"
    return re.sub(r"(?<=[а-яё])е$", "", re.sub(r"(?<=[нрлт])и$", "ь", city))


def _identity(content: Content, name: str) -> str:
    """The place by its key; anything else by the first letter of what it is in, and a number."""
    if re.search(r"place|location|scene|background", name):
        return content.reading.place
    letter = (name.removesuffix("_id").removesuffix("id") or "item")[:1]
    return f"{letter}{content.numbered(name)}"


def _visual(content: Content, _name: str) -> str:
    reading = content.reading
    if wishes.wish_in(reading.last) and wishes.wants_sentences(reading):
        return imagery.in_sentences(reading)
    if wishes.wish_in(reading.last) or len(reading.last.split()) > LONG_ENOUGH_TO_SHOW:
        return imagery.image_prompt(reading)
    who = transliterated(reading.persona or reading.hero) or "a lone figure"
    return imagery.image_prompt(reading, f"{who} {under('en', 'place')[reading.place].notes[1]}")


def _tags(content: Content, _name: str) -> str:
    reading = content.reading
    if content.counters.setdefault("tags", 0) == 0:
        content.numbered("tags")
        return reading.place
    return _mood(content, "")


def _narration(content: Content, _name: str) -> str:
    return stories.narration(content.reading, 2)


def _description(content: Content, _name: str) -> str:
    reading = content.reading
    return reading.dice.line(under(reading.language, "place")[reading.place].lines)


def _colour(content: Content, _name: str) -> str:
    return content.reading.dice.one(("#e8b04b", "#2f4b6e", "#7a9e7e", "#b5485d"))


# The first that fits counts, so what is narrow stands before what is wide.
TELLERS: tuple[tuple[str, Teller], ...] = (
    (r"negative", lambda content, _name: sections("en")["negative"].lines[0]),
    (r"visual|image_?prompt|^prompt|sd_prompt|picture|imagery|промпт", _visual),
    (r"(^|_)shot|camera|framing", lambda content, _name: content.reading.dice.one(("wide", "medium", "close-up"))),
    (r"intent", lambda content, _name: content.intent or content.choice()),
    (r"background", _place_in_english),
    (r"(^|_)id$|^id_|_key$|^key$|slug|identifier", _identity),
    (r"title|heading|headline|subject|заголов|назван", lambda content, _name: _title(content)),
    (r"speaker", lambda content, _name: content.speaker()),
    (r"(^|_)name$|character|hero|persona|author|имя|персонаж|кто", lambda content, _name: content.name()),
    (r"choice|option|вариант|выбор|action|next", lambda content, _name: content.choice()),
    (r"mood|emotion|tone|atmosphere|feeling|настроени|эмоци", _mood),
    (r"city|town|country|destination|город", _somewhere),
    (r"place|location|setting|where|scene$|место|локаци", _place),
    (r"summary|synopsis|recap|резюме|итог", lambda content, _name: gist.summary(content.reading, 2)),
    (r"query|search|keyword|term|запрос|expression|question_text", _query),
    (r"reason|why|rationale|explanation|because|причин|почему", _reason),
    (
        r"question|вопрос",
        lambda content, _name: content.reading.dice.line(sections(content.reading.language)["ask"].lines),
    ),
    (r"line|dialog|speech|reply|quote|says|answer|response|message|реплик|ответ|диалог|сообщени", _dialogue),
    (r"hook|cliffhanger|ending|конец", lambda content, _name: stories.hook(content.reading)),
    (r"tag|label|genre|category|theme|тег|жанр", _tags),
    (r"colou?r|цвет", _colour),
    (r"lang", lambda content, _name: content.reading.language),
    (r"sampler", lambda content, _name: "euler"),
    (r"scheduler", lambda content, _name: "normal"),
    (r"time|время", lambda content, _name: content.reading.dice.one(("night", "morning", "evening"))),
    (r"event|twist|событи", lambda content, _name: stories.told_event(content.reading)),
    (r"descri|look|appearance|описани|внешност", _description),
)


def text_for(content: Content, path: tuple[str, ...], description: str) -> str:
    """The text for a field: its own name counts first, then its description, then the name of its list."""
    names = [_plain(name) for name in reversed(path)]
    if content.seen and re.search(SHOWS_PICTURE, names[0] if names else ""):
        return content.seen
    own, parents = names[0] if names else "", names[1:]
    if own in ("text", "content", "value", "label", "item", "items", "") and parents:
        inherited = _teller(parents[0])
        if inherited:
            return inherited(content, parents[0])
    for clue in (own, description.lower(), *parents[:1]):
        if clue and (teller := _teller(clue)):
            return teller(content, parents[0] if own == "id" and parents else own)
    return _narration(content, own)


def _teller(clue: str) -> Teller | None:
    return next((teller for pattern, teller in TELLERS if re.search(pattern, clue)), None)


def _title(content: Content) -> str:
    reading = content.reading
    wants_gist = re.search(gist.TITLE, reading.last + reading.system, re.IGNORECASE)
    return gist.title(reading) if wants_gist else gist.invented_title(reading)


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")


def clipped(text: str, longest: int) -> str:
    """At most so many characters, ending with a whole word where one fits."""
    if len(text) <= longest:
        return text
    cut = text[: longest + 1].rsplit(" ", 1)[0] if " " in text[:longest] else text[:longest]
    return (shortened(cut, 10_000) or cut)[:longest]
