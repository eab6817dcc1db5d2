"""How one render is carried from its row to its pictures, whatever happens on the way."""

from fabula.imaging.renders.carrying.renderer import RENDER, Renderer, RenderInput

__all__ = ["RENDER", "RenderInput", "Renderer"]
