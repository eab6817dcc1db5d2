"""One template and the columns of a table: which cell goes where, in the type that the input takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from fabula.core.errors import FabulaError
from fabula.imaging.scripts.errors import MappingUnclear
from fabula.imaging.scripts.mapping.guessing import guess, plain
from fabula.imaging.scripts.rows import Cells
from fabula.imaging.templates import Input, Role, Template, ValueRefused, ValueType, locate
from fabula.imaging.templates.binding.edit import exposed
from fabula.imaging.templates.binding.fill import checked

YES, NO = frozenset({"да", "истина", "y", "t"}), frozenset({"нет", "ложь", "n", "f"})


class Reserved(StrEnum):
    """Columns that say something of the row itself."""

    TEMPLATE = "template"
    PERSONA = "persona"
    PRIORITY = "priority"
    DESTINATION = "destination"
    SERVER = "server"
    KEY = "key"


RESERVED_WORDS = {
    **{plain(each): each for each in Reserved},
    "шаблон": Reserved.TEMPLATE,
    "персона": Reserved.PERSONA,
    "персонаж": Reserved.PERSONA,
    "приоритет": Reserved.PRIORITY,
    "куда": Reserved.DESTINATION,
    "папка": Reserved.DESTINATION,
    "сервер": Reserved.SERVER,
    "ключ": Reserved.KEY,
}


@dataclass(frozen=True, slots=True)
class CellRefused(Exception):
    """What is wrong with one cell."""

    column: str
    message: str
    way_out: str


@dataclass(slots=True)
class Mapper:
    """`template` has an input for every place that a column was mapped to by hand."""

    template: Template
    given: Mapping[str, str]
    key_column: str = ""
    _targets: dict[str, Input | Reserved | None] = field(default_factory=dict[str, Input | Reserved | None])

    @classmethod
    def of(cls, template: Template, given: Mapping[str, str], key_column: str = "") -> "Mapper":
        """`given` maps columns to an input, to `node.input`, or to nothing."""
        mapper = cls(template, given, key_column)
        for column, target in given.items():
            mapper._targets[column] = mapper._target(column, target.strip())
        mapper._refuse_doubles(given)
        return mapper

    def _target(self, column: str, target: str) -> Input | Reserved | None:
        if not target:
            return None
        if found := self.template.input(target):
            return found
        if target in list(Reserved):
            return Reserved(target)
        if "." not in target:
            known = ", ".join(each.name for each in self.template.inputs) or "none"
            message = f"The template “{self.template.name}” has no input “{target}”; it has {known}."
            raise MappingUnclear(message, hint=f"Map “{column}” to one of them, or to a place such as 3.text.")
        place = locate(self.template.graph, target)
        for each in self.template.inputs:
            if place in each.places:
                return each
        self.template = replace(
            self.template,
            inputs=exposed(
                self.template.inputs,
                self.template.graph,
                None,
                target,
                name=target,
                role=Role.OTHER,
                title=column,
                may_replace_link=False,
            ),
        )
        return self.template.input(target)

    def _refuse_doubles(self, columns: Iterable[str]) -> None:
        taken: dict[str, str] = {}
        for column in columns:
            target = self._targets.get(column)
            name = target.name if isinstance(target, Input) else str(target or "")
            if name and taken.setdefault(name, column) != column:
                raise MappingUnclear(
                    f"The columns “{taken[name]}” and “{column}” both go to “{name}”.", hint="Leave one of them out."
                )

    def target(self, column: str) -> Input | Reserved | None:
        """Where the cells of a column go; fails if nobody knows."""
        if column not in self._targets:
            self._targets[column] = self._guessed(column)
        return self._targets[column]

    def input_named(self, name: str) -> Input | None:
        """The input that somebody means who sets or varies it, which needs no column."""
        target = self._targets.get(name)
        if isinstance(target, Input):
            return target
        found = guess(name, self.template)
        return self.template.input(name) or (self.template.input(found.input) if found else None)

    def _guessed(self, column: str) -> Input | Reserved | None:
        """A column may be the row's key and mean something to the template too."""
        name = plain(column)
        found = guess(column, self.template)
        target: Input | Reserved | None = self.template.input(found.input) if found else None
        if target is None or (found and not found.is_exact and name in RESERVED_WORDS):
            target = RESERVED_WORDS.get(name, target)
        if target is None and column != self.key_column:
            way_out = f"Map it to an input ({column}=INPUT), or leave it out ({column}=)."
            raise CellRefused(column, f"nothing in the template “{self.template.name}” has this name.", way_out)
        for other, taken in self._targets.items():
            if taken is not None and taken == target and other != column:
                message = f"it goes where “{other}” goes already."
                raise CellRefused(column, message, f"Leave one of them out, for example {column}=")
        return target

    def values(self, cells: Cells) -> tuple[dict[str, JsonValue], dict[Reserved, str]]:
        """The values for the template, and what the row says of itself; an empty cell means the template's default."""
        values: dict[str, JsonValue] = {}
        said: dict[Reserved, str] = {}
        for column, cell in cells.items():
            target = self.target(column)
            if target is None or cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            if isinstance(target, Reserved):
                said[target] = text_of(column, cell)
            else:
                values[target.name] = value_of(target, cell, column)
        if self.key_column:
            said[Reserved.KEY] = text_of(self.key_column, cells.get(self.key_column))
        return values, said


def text_of(column: str, cell: JsonValue) -> str:
    if isinstance(cell, list | dict):
        raise CellRefused(column, "the cell holds a list or an object.", "Write plain text.")
    return "" if cell is None else str(cell).strip()


def value_of(target: Input, cell: JsonValue, column: str = "") -> Any:
    """The cell in the type of the input; numbers may have a decimal comma, and yes may be да."""
    given: Any = cell
    if isinstance(cell, str) and target.type is not ValueType.TEXT:
        given = cell.strip()
        if target.type is ValueType.NUMBER and given.count(",") == 1 and "." not in given:
            given = given.replace(",", ".")
        elif target.type is ValueType.BOOLEAN:
            given = True if given.casefold() in YES else False if given.casefold() in NO else given
        elif target.type is ValueType.INTEGER and given.endswith(".0"):
            given = given[:-2]
    try:
        return checked(target, given)
    except ValueRefused as error:
        raise CellRefused(column or target.name, _lower(error.message), error.way_out) from error
    except FabulaError as error:
        raise CellRefused(column or target.name, error.message, error.way_out) from error


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def columns_of(given: Iterable[str]) -> dict[str, str]:
    """`col=input` as a mapping; `col=` leaves a column out."""
    found: dict[str, str] = {}
    for text in given:
        column, equals, target = text.rpartition("=")
        if not equals or not column.strip():
            raise MappingUnclear(f"“{text}” maps nothing.", hint="Write --map COLUMN=INPUT, or COLUMN=NODE.INPUT.")
        found[column.strip()] = target.strip()
    return found


def constants_of(given: Iterable[str]) -> dict[str, JsonValue]:
    """`input=value` as a mapping."""
    found: dict[str, JsonValue] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise MappingUnclear(f"“{text}” sets nothing.", hint="Write --set INPUT=VALUE.")
        found[name.strip()] = value
    return found
