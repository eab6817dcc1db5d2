"""Workflows with named, typed inputs.

Other rooms ask `Templates` for a `Template` (by id, by the name of a shipped one, or `default`), put values into it
with `fill`, and look with `check` whether a server can run the graph. `find` reads the inputs of any graph.
"""

from fabula.imaging.templates.binding.address import locate
from fabula.imaging.templates.binding.fill import fill
from fabula.imaging.templates.binding.rebind import Fate, Move, Rebinding, rebind
from fabula.imaging.templates.binding.schema import schema_of
from fabula.imaging.templates.check import Fault, Finding, check
from fabula.imaging.templates.endpoints import router
from fabula.imaging.templates.errors import TemplateNotFound, ValueRefused
from fabula.imaging.templates.finding import Found, find
from fabula.imaging.templates.library import Templates, build
from fabula.imaging.templates.nodes import ServerNodes
from fabula.imaging.templates.schemas import FindingInfo, finding_infos
from fabula.imaging.templates.standins import installed_models, with_installed_models
from fabula.imaging.templates.template import Input, Output, Place, Purpose, Role, Style, Template, ValueType

__all__ = [
    "Fate",
    "Fault",
    "Finding",
    "FindingInfo",
    "Found",
    "Input",
    "Move",
    "Output",
    "Place",
    "Purpose",
    "Rebinding",
    "Role",
    "ServerNodes",
    "Style",
    "Template",
    "TemplateNotFound",
    "Templates",
    "ValueRefused",
    "ValueType",
    "build",
    "check",
    "fill",
    "find",
    "finding_infos",
    "installed_models",
    "locate",
    "rebind",
    "router",
    "schema_of",
    "with_installed_models",
]
