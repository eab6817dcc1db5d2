"""What the words of a prompt ask for."""

import re
from dataclasses import dataclass, field
from functools import cache

from fabula.engines.builtin.painter.picture import lexicon
from fabula.engines.builtin.painter.picture.brief import Words

_WORD = re.compile(r"[\w-]+", re.UNICODE)
PEOPLE = ("woman", "man", "child")
CREATURES = ("cat", "dog", "fox", "wolf", "horse", "deer", "rabbit", "bear", "owl", "bird", "dragon", "robot")


@dataclass(slots=True)
class Idea:
    """The facets of a picture, each with what the prompt said about it."""

    words: tuple[str, ...] = ()
    place: str = ""
    other_places: tuple[str, ...] = ()
    time: str = ""
    weather: str = ""
    season: str = ""
    figures: tuple[str, ...] = ()
    looks: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    quality: frozenset[str] = frozenset()
    colours: tuple[str, ...] = ()
    styles: dict[str, float] = field(default_factory=dict[str, float])
    unwanted: frozenset[str] = frozenset()
    subject_colours: dict[str, str] = field(default_factory=dict[str, str])

    def has(self, *names: str) -> bool:
        return any(each in self.details or each in self.figures or each in self.looks for each in names)

    def wants(self, name: str, otherwise: bool = False) -> bool:
        """Asked for, or fitting by itself, and not refused."""
        return name not in self.unwanted and (otherwise or self.has(name))

    @property
    def person(self) -> str:
        return next((each for each in self.figures if each in PEOPLE), "")

    @property
    def creature(self) -> str:
        return next((each for each in self.figures if each in CREATURES), "")


def read(words: Words, avoided: Words) -> Idea:
    told = _weighted(words)
    refused = frozenset(
        facet for table in _TABLES for facet, _ in _found(_weighted(avoided), table) if facet != "portrait"
    )
    places = [place for place, _ in _found(told, lexicon.PLACES) if place not in refused]
    idea = Idea(words=tuple(told), unwanted=refused)
    idea.place, idea.other_places = (places[0], tuple(places[1:])) if places else ("", ())
    idea.time = _first(told, lexicon.TIMES, refused)
    idea.weather = _first(told, lexicon.WEATHER, refused)
    idea.season = _first(told, lexicon.SEASONS, refused)
    idea.figures = tuple(each for each, _ in _found(told, lexicon.FIGURES) if each not in refused)
    idea.looks = _all(told, lexicon.LOOKS) - refused
    idea.details = _all(told, lexicon.DETAILS) - refused
    idea.quality = _all(told, lexicon.QUALITY) - refused
    idea.colours = tuple(each for each, _ in _found(told, _COLOUR_WORDS) if each not in refused)
    idea.styles = {style: weight for style, weight in _found(told, lexicon.STYLES) if style not in refused}
    idea.subject_colours = _subjects(told)
    return idea


_COLOUR_WORDS = {name: stems for name, (stems, _) in lexicon.COLOURS.items()}
_TABLES = (
    lexicon.PLACES,
    lexicon.TIMES,
    lexicon.WEATHER,
    lexicon.SEASONS,
    lexicon.FIGURES,
    lexicon.STYLES,
    lexicon.LOOKS,
    lexicon.DETAILS,
    lexicon.QUALITY,
    _COLOUR_WORDS,
)
_CARRIERS = {
    "hair": "hair hairs haired волос волосы волосами волосая",
    "eyes": "eyes eyed eye глаз глаза глазами глазая",
    "cloth": "coat dress jacket sweater cloak shirt hoodie robe gown пальто плать куртк свитер плащ рубашк мантия платье",
    "scarf": "scarf шарф шарфом",
}


def _weighted(words: Words) -> dict[str, float]:
    """Every word once, in order, with the greatest weight that it has; `(word:1.3)` and `[word]` count."""
    told: dict[str, float] = {}
    for text, weight in words:
        if weight <= 0:
            continue
        for word in _WORD.findall(text.lower()):
            told[word] = max(weight, told.get(word, 0.0))
    return told


def _found(told: dict[str, float], table: dict[str, str]) -> list[tuple[str, float]]:
    """Facets in the order in which the prompt names them."""
    found: dict[str, float] = {}
    for word, weight in told.items():
        for facet in _match(word, table):
            found.setdefault(facet, weight)
    return list(found.items())


def _match(word: str, table: dict[str, str]) -> list[str]:
    return [facet for facet, stems in table.items() if any(_begins(word, stem) for stem in _split(stems))]


def _begins(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith(".") else word.startswith(stem)


@cache
def _split(stems: str) -> tuple[str, ...]:
    return tuple(stems.split())


def _first(told: dict[str, float], table: dict[str, str], refused: frozenset[str]) -> str:
    return next((facet for facet, _ in _found(told, table) if facet not in refused), "")


def _all(told: dict[str, float], table: dict[str, str]) -> frozenset[str]:
    return frozenset(facet for facet, _ in _found(told, table))


def _subjects(told: dict[str, float]) -> dict[str, str]:
    """`red hair`, `голубые глаза`: the colour that stands just before what carries it."""
    subjects: dict[str, str] = {}
    colour = ""
    for word in told:
        if colours := _match(word, _COLOUR_WORDS):
            colour = colours[0]
            if word.startswith(("рыж", "блонд", "белокур", "светловолос", "седо", "седа", "red-", "blond")):
                subjects.setdefault("hair", colour)
            continue
        for carrier in _match(word, _CARRIERS):
            if colour:
                subjects.setdefault(carrier, colour)
                colour = ""
    return subjects
