"""How one render is carried from its row to its pictures, whatever happens on the way."""

from fabula.imaging.renders.carrying.renderer import RENDER, WAITING, Renderer, RenderInput

__all__ = ["RENDER", "WAITING", "RenderInput", "Renderer"]
