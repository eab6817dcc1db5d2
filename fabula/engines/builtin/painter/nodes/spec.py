"""How a node is described: its inputs, its outputs, and the work that it does."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fabula.engines.builtin.painter.folders import Folders
from fabula.engines.builtin.painter.models import names

if TYPE_CHECKING:
    from fabula.engines.builtin.painter.nodes.context import Context

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its type as it is called on the wire, and the options that go with it."""

    type_name: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_dynamic: bool = False

    def described(self, folders: Folders | None) -> list[Any]:
        return [self.type_name, dict(self.options)]


@dataclass(frozen=True, slots=True)
class Choices(Input):
    """One of a list; ComfyUI spells it in two ways, and so does the painter."""

    listed: tuple[str, ...] = ()
    folder: str = ""
    is_new_style: bool = False

    def choices(self, folders: Folders | None) -> list[str]:
        if self.folder == "input":
            return folders.listed("input") if folders else []
        return names(self.folder) if self.folder else list(self.listed)

    def described(self, folders: Folders | None) -> list[Any]:
        offered = self.choices(folders)
        if self.is_new_style:
            return ["COMBO", {**self.options, "multiselect": False, "options": offered}]
        return [offered, dict(self.options)]


@dataclass(frozen=True, slots=True)
class Result:
    """What a node gives to the next ones, and what it shows."""

    outputs: tuple[Any, ...] = ()
    ui: dict[str, Any] | None = None


Run = Callable[["Context", Values], "Result | Awaitable[Result]"]
Check = Callable[[Values, Folders], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of nodes."""

    name: str
    title: str
    category: str
    run: Run
    required: Mapping[str, Input] = field(default_factory=dict[str, Input])
    optional: Mapping[str, Input] = field(default_factory=dict[str, Input])
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    outputs: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    is_output: bool = False
    is_heavy: bool = False
    is_never_cached: bool = False
    description: str = ""
    module: str = "nodes"
    check: Check | None = None
    checked_inputs: frozenset[str] = frozenset()
    changes: Callable[[Values, Folders], Any] | None = None

    def inputs(self) -> Iterator[tuple[str, Input, bool]]:
        for name, spec in self.required.items():
            yield name, spec, True
        for name, spec in self.optional.items():
            yield name, spec, False

    def checks(self, name: str) -> bool:
        return name in self.checked_inputs

    def described(self, folders: Folders) -> dict[str, Any]:
        inputs: dict[str, Any] = {
            "required": {name: spec.described(folders) for name, spec in self.required.items()},
            "optional": {name: spec.described(folders) for name, spec in self.optional.items()},
            "hidden": dict(self.hidden),
        }
        given = {part: value for part, value in inputs.items() if value or part == "required"}
        return {
            "input": given,
            "input_order": {part: list(value) for part, value in given.items()},
            "is_input_list": False,
            "output": list(self.outputs),
            "output_is_list": [False] * len(self.outputs),
            "output_name": list(self.output_names or self.outputs),
            "name": self.name,
            "display_name": self.title,
            "description": self.description,
            "python_module": self.module,
            "category": self.category,
            "output_node": self.is_output,
            "has_intermediate_output": False,
            "search_aliases": [],
            "deprecated": False,
            "experimental": False,
            "api_node": False,
        }


class Registry(dict[str, Kind]):
    """All classes of nodes by name, and the folders that their live lists come from."""

    def __init__(self, kinds: list[Kind], folders: Folders) -> None:
        super().__init__({kind.name: kind for kind in kinds})
        self.folders = folders


def integer(default: int = 0, least: int = 0, most: int = 16384, **options: Any) -> Input:
    return Input("INT", {"default": default, "min": least, "max": most, **options})


def number(default: float = 1.0, least: float = 0.0, most: float = 1.0, **options: Any) -> Input:
    return Input("FLOAT", {"default": default, "min": least, "max": most, "step": 0.01, **options})


def text(default: str | None = None, **options: Any) -> Input:
    return Input("STRING", ({} if default is None else {"default": default}) | options)


def boolean(default: bool = False) -> Input:
    return Input("BOOLEAN", {"default": default})


def socket(type_name: str, **options: Any) -> Input:
    return Input(type_name, options)


def choice(*listed: str, **options: Any) -> Choices:
    return Choices("COMBO", options, listed=listed)


def combo(*listed: str, **options: Any) -> Choices:
    return Choices("COMBO", options, listed=listed, is_new_style=True)


def offered(folder: str, **options: Any) -> Choices:
    return Choices("COMBO", options, folder=folder)


def prompt_text(**options: Any) -> Input:
    return text(multiline=True, dynamicPrompts=True, **options)
