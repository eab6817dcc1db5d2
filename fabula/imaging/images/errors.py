"""What can go wrong with a drawing, beside what can go wrong with its renders.

FabulaError
├── DrawingNotFound      404  there is no such drawing, or it is somebody else's
├── VariantNotFound      404  the drawing has no picture at this place
├── ReferenceUnusable    400  the reference is no picture, or none that can be drawn from
├── MaskUnusable         400  the mask does not belong to the picture
├── TemplateUnsuitable   409  the template cannot do what is wished
└── NothingDrawn         500  every picture of the drawing was stopped
"""

from fabula.core.errors import Conflict, FabulaError, Invalid, NotFound, Who


class DrawingNotFound(NotFound):
    """There is no such drawing, or it is not yours."""


class VariantNotFound(NotFound):
    """The drawing has no picture at this place."""


class ReferenceUnusable(Invalid):
    """Nothing can be drawn from this reference."""

    hint = "Choose a PNG, JPEG, WebP or GIF picture of at least 32 × 32 pixels."


class MaskUnusable(Invalid):
    """The mask does not belong to the picture."""

    hint = "Paint the mask over the picture that is to be changed: both have the same size."


class TemplateUnsuitable(Conflict):
    """The template cannot do what is wished."""

    hint = "Choose another template, or leave the choice to Fabula."


class NothingDrawn(FabulaError):
    """No picture came of it, and nobody said why."""

    who = Who.USER
    hint = "Draw it again."
