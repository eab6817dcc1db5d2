"""Which models are installed and which can be had: what tags, show, pull, copy and delete work on."""

from collections.abc import Sequence
from dataclasses import replace

from fabula.engines.builtin.storyteller.models import Capability, Model, full_name
from fabula.engines.builtin.storyteller.protocol.failures import Refused, unknown_model

WRONG_USE = {
    "completion": '"{name}" does not support chat',
    "tools": "registry.ollama.ai/library/{name} does not support tools",
    "thinking": '"{name}" does not support thinking',
    "embedding": "this model does not support embeddings",
}


class Shelf:
    """Models by their full names."""

    def __init__(self, installed: Sequence[Model], pullable: Sequence[Model]) -> None:
        self._installed = {model.name: model for model in installed}
        self._pullable = {model.name: model for model in (*pullable, *installed)}

    def all(self) -> list[Model]:
        return list(self._installed.values())

    def find(self, name: str) -> Model:
        if not name:
            raise Refused(400, "model is required")
        model = self._installed.get(full_name(name))
        if model is None:
            raise unknown_model(name)
        return model

    def able(self, name: str, *needed: Capability) -> Model:
        """The model, if it can do what is asked of it."""
        model = self.find(name)
        for capability in needed:
            if capability not in model.capabilities:
                status = 501 if capability == "embedding" else 400
                raise Refused(status, WRONG_USE[capability].format(name=name))
        return model

    def offered(self, name: str) -> Model:
        """A model that can be pulled."""
        model = self._pullable.get(full_name(name))
        if model is None:
            raise Refused(500, "pull model manifest: file does not exist")
        return model

    def add(self, model: Model) -> None:
        self._installed[model.name] = model

    def copy(self, source: str, destination: str) -> None:
        if not destination:
            raise Refused(400, "destination is required")
        self.add(replace(self.find(source), name=full_name(destination)))

    def remove(self, name: str) -> None:
        del self._installed[self.find(name).name]
