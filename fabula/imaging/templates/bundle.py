"""A template as a file of its own: the graph together with its inputs, to give away or to keep."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field, JsonValue, ValidationError

from fabula.engines.comfy.formats import Definitions, Graph, Kind, NotAWorkflow, Workflow, recognise
from fabula.imaging.templates.finding import find
from fabula.imaging.templates.template import Input, Output, Place, Purpose, Role, Style, Template, ValueType

FORMAT = "fabula.template"
VERSION = 1


class _GivenPlace(BaseModel):
    node: Annotated[str, Field(max_length=200)]
    input: Annotated[str, Field(max_length=200)]
    placeholder: Annotated[str | None, Field(max_length=80)] = None


class GivenInput(BaseModel):
    """An input in a file that somebody brings; what it does not know is left out."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/]+$")]
    role: Role
    places: Annotated[list[_GivenPlace], Field(min_length=1, max_length=1000)]
    type: ValueType
    default: JsonValue = None
    title: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = None
    choices: Annotated[list[JsonValue], Field(max_length=10_000)] = []
    is_required: bool = False
    may_replace_link: bool = False
    fingerprints: list[dict[str, JsonValue]] = []


def is_bundle(data: object) -> bool:
    return isinstance(data, dict) and cast(dict[str, Any], data).get("format") == FORMAT


def read_bundle(data: Mapping[str, Any], template_id: str, definitions: Definitions | None = None) -> Template:
    """The template of such a file; inputs that it does not name are found."""
    if data.get("version") != VERSION:
        version = str(data.get("version"))[:20]
        raise NotAWorkflow(f"The template is of version {version}, which this Fabula does not know.")
    workflow: Workflow = recognise(data.get("graph"))
    if workflow.kind is not Kind.API:
        raise NotAWorkflow("The template holds no API graph.")
    found = find(workflow.data, definitions)
    try:
        stored = data.get("inputs")
        inputs = tuple(map(_given, cast(list[Any], stored))) if isinstance(stored, list) else found.inputs
        _require_places(inputs, workflow.data)
        return Template(
            id=template_id,
            name=_plain(data.get("name") or template_id, 200),
            revision=1,
            graph=workflow.data,
            inputs=inputs,
            outputs=found.outputs,
            style=Style(data.get("style") or found.style),
            purpose=Purpose(data.get("purpose") or found.purpose),
            description=_plain(data.get("description") or "", 2_000),
            notes=found.notes,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise NotAWorkflow(f"The template's inputs cannot be read: {where}: {first['msg']}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise NotAWorkflow(f"The template's inputs cannot be read: {str(error)[:200]}.") from error


def _plain(text: object, longest: int) -> str:
    return str(text).replace("\0", "")[:longest]


def _require_places(inputs: tuple[Input, ...], graph: Graph) -> None:
    names = [each.name for each in inputs]
    if len(set(names)) != len(names):
        raise ValueError("two of them have the same name")
    for each in inputs:
        for place in each.places:
            if place.input not in graph.get(place.node, {}).get("inputs", {}):
                raise ValueError(f"{each.name} has no place {place.node}.{place.input}")


def write_bundle(template: Template) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": template.name,
        "description": template.description,
        "style": template.style.value,
        "purpose": template.purpose.value,
        "graph": template.graph,
        "inputs": [input_stored(each) for each in template.inputs],
    }


def _given(stored: object) -> Input:
    """An input as somebody gives it: checked, since what is kept is believed ever after."""
    return input_read(GivenInput.model_validate(stored).model_dump())


def input_stored(input: Input) -> dict[str, Any]:
    """An input as plain JSON."""
    stored: dict[str, Any] = {name: getattr(input, name) for name in Input.__slots__}
    stored["role"], stored["type"] = input.role.value, input.type.value
    stored["places"] = [
        {"node": place.node, "input": place.input, "placeholder": place.placeholder} for place in input.places
    ]
    stored["choices"] = list(input.choices)
    stored["fingerprints"] = [dict(each) for each in input.fingerprints]
    return stored


def input_read(stored: Mapping[str, Any]) -> Input:
    """The input of plain JSON."""
    read = Input(**{name: stored[name] for name in Input.__slots__ if name in stored})
    places = tuple(Place(str(each["node"]), str(each["input"]), each.get("placeholder")) for each in stored["places"])
    if not places:
        raise ValueError(f"{read.name} has no place")
    return replace(
        read,
        name=str(read.name)[:80],
        role=Role(read.role),
        type=ValueType(read.type),
        places=places,
        choices=tuple(read.choices),
        fingerprints=tuple(stored.get("fingerprints") or ()),
    )


def output_stored(output: Output) -> dict[str, Any]:
    return {name: getattr(output, name) for name in Output.__slots__}
