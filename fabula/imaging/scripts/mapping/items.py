"""Rows become items: one for each picture to be made, with a key that stays, or a problem that names the line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from fabula.core.errors import FabulaError
from fabula.imaging.scripts.errors import MappingUnclear
from fabula.imaging.scripts.mapping.expansion import Expansion
from fabula.imaging.scripts.mapping.keys import folder_of, key_of, mark_of, variant_of
from fabula.imaging.scripts.mapping.mapper import CellRefused, Mapper, Reserved, value_of
from fabula.imaging.scripts.rows import Cells, KeyBook, Problem, Row, Rows
from fabula.imaging.templates import Input, Template, ValueType

PRIORITIES = {
    **dict.fromkeys(("interactive", "high", "высокий"), "interactive"),
    **dict.fromkeys(("batch", "normal", "low", "обычный", "низкий"), "batch"),
}
SHORT_KEY = 12
MOST_TEMPLATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One picture to be made. `content` is the same as long as values and template are the same."""

    line: int
    key: str
    content: str
    template: Template
    values: Mapping[str, JsonValue]
    priority: str = "batch"
    destination: str = ""
    server: str = ""
    persona: str = ""


Templating = Callable[[str], Template]
"""The template that a row asks for by name; fails if there is none."""


@dataclass(slots=True, kw_only=True)
class Items:
    """How rows are to be read: `columns` says where cells go, `constants` what rows have that do not say it,
    `files` which pictures their names mean, `takes_file` which other names of pictures may stand there.
    """

    template: Template
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    key_column: str = ""
    expansion: Expansion = field(default_factory=Expansion)
    constants: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    templates: Templating | None = None
    has_server: Callable[[str], bool] | None = None
    takes_destination: Callable[[str, str], str] = folder_of
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    takes_file: Callable[[str], object] | None = None
    _mappers: dict[str, Mapper] = field(default_factory=dict[str, Mapper])
    _choosing: dict[str, bool] = field(default_factory=dict[str, bool])
    _marks: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._mappers[""] = mapper = Mapper.of(self.template, self.columns, self.key_column)
        for name in (*self.expansion.names, *self.constants):
            _axis(mapper, name)

    @property
    def main(self) -> Mapper:
        return self._mappers[""]

    def of(self, rows: Rows) -> Iterator[Item | Problem]:
        """Every picture of every row; keys that come twice are problems, equal rows without a key are counted."""
        seen, times = KeyBook(), KeyBook()
        for each in rows:
            if isinstance(each, Problem):
                yield each
                continue
            try:
                yield from self._of_row(each, seen, times)
            except CellRefused as error:
                yield Problem(each.line, error.column, error.message, error.way_out)

    def _of_row(self, row: Row, seen: KeyBook, times: KeyBook) -> Iterator[Item | Problem]:
        mapper = self._mapper_for(row.cells)
        values, said = mapper.values(row.cells)
        key = self._key(row.cells, mapper, values, said, times)
        first = seen.get(key.casefold())
        if first:
            message = f"the key “{key}” stands in line {first} already."
            yield Problem(row.line, self.key_column or Reserved.KEY, message, "Give every row a key of its own.")
            return
        seen.put(key.casefold(), row.line)
        priority = self._priority(said)
        server, destination = self._server(said), self._destination(said)
        for changed in self.expansion.variants():
            varied = {(target := _axis(mapper, name)).name: value_of(target, value) for name, value in changed.items()}
            made = self._filed(mapper, self._constant(mapper) | values | varied)
            yield Item(
                line=row.line,
                key=key + (variant_of(varied) if varied else ""),
                content=mark_of({"values": dict(made), "template": self._mark(mapper.template)}),
                template=mapper.template,
                values=made,
                priority=priority,
                destination=destination,
                server=server,
                persona=said.get(Reserved.PERSONA, ""),
            )

    def _mapper_for(self, cells: Cells) -> Mapper:
        column = next((name for name in cells if self._says_template(name)), None)
        wanted = str(cells[column] or "").strip() if column else ""
        if wanted and wanted not in self._mappers:
            self._mappers[wanted] = self._other(wanted, column or "")
        return self._mappers[wanted]

    def _says_template(self, column: str) -> bool:
        known = self._choosing.get(column)
        if known is None:
            try:
                known = self.main.target(column) is Reserved.TEMPLATE
            except CellRefused:
                known = False
            self._choosing[column] = known
        return known

    def _other(self, wanted: str, column: str) -> Mapper:
        if self.templates is None or len(self._mappers) > MOST_TEMPLATES:
            raise CellRefused(column, "rows cannot choose their template here.", "Use one template for all rows.")
        try:
            return Mapper.of(self.templates(wanted), self.columns, self.key_column)
        except MappingUnclear as error:
            raise CellRefused(column, error.message, error.way_out) from error
        except FabulaError as error:
            way_out = error.way_out or "Name a template that is there."
            raise CellRefused(column, f"“{wanted}”: {error.message}", way_out) from error

    def _key(
        self,
        cells: Cells,
        mapper: Mapper,
        values: Mapping[str, JsonValue],
        said: Mapping[Reserved, str],
        times: KeyBook,
    ) -> str:
        if given := said.get(Reserved.KEY):
            return key_of(given, self.key_column or Reserved.KEY)
        if self.key_column:
            if self.key_column in cells:
                raise CellRefused(self.key_column, "the row has no key.", "Give every row a key of its own.")
            raise CellRefused(self.key_column, "there is no such column.", "Name a column of the table as key.")
        told: dict[str, JsonValue] = {"values": dict(values), "template": mapper.template.id or mapper.template.name}
        told |= {each.value: text for each, text in said.items()}
        mark = mark_of(told)[:SHORT_KEY]
        count = times.add(mark)
        return mark if count == 1 else f"{mark}-{count}"

    def _priority(self, said: Mapping[Reserved, str]) -> str:
        given = said.get(Reserved.PRIORITY, "").casefold()
        if given and given not in PRIORITIES:
            raise CellRefused(Reserved.PRIORITY, f"“{given}” is no priority.", "Write interactive or batch.")
        return PRIORITIES.get(given, "batch")

    def _server(self, said: Mapping[Reserved, str]) -> str:
        given = said.get(Reserved.SERVER, "")
        if given and self.has_server is not None and not self.has_server(given):
            raise CellRefused(Reserved.SERVER, f"there is no picture server “{given}”.", "Leave it empty for any.")
        return given

    def _destination(self, said: Mapping[Reserved, str]) -> str:
        given = said.get(Reserved.DESTINATION, "")
        return self.takes_destination(given, Reserved.DESTINATION) if given else ""

    def _constant(self, mapper: Mapper) -> dict[str, JsonValue]:
        """What all rows share that do not say otherwise."""
        return {(target := _axis(mapper, name)).name: value_of(target, value) for name, value in self.constants.items()}

    def _filed(self, mapper: Mapper, values: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """With the stored pictures where names of them stand."""
        for each in mapper.template.inputs if self.files or self.takes_file else ():
            if each.type is ValueType.FILE and (named := str(values.get(each.name, ""))):
                if named in self.files:
                    values[each.name] = self.files[named]
                elif self.takes_file and not self.takes_file(named):
                    way_out = "Put it beside the table, or name a picture of the server by its id."
                    raise CellRefused(each.name, f"there is no picture “{named}”.", way_out)
        return values

    def _mark(self, template: Template) -> str:
        known = self._marks.get(template.id + template.name)
        if known is None:
            places = [[each.name, [[place.node, place.input] for place in each.places]] for each in template.inputs]
            known = mark_of(to_jsonable_python({"graph": template.graph, "places": places}))
            self._marks[template.id + template.name] = known
        return known


def _axis(mapper: Mapper, name: str) -> Input:
    target = mapper.input_named(name)
    if target is None:
        known = ", ".join(each.name for each in mapper.template.inputs)
        raise MappingUnclear(f"The template “{mapper.template.name}” has no input “{name}”; it has {known}.")
    return target
