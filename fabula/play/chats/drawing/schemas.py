"""Pictures of chats on the wire, as the page and as programs ask for them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from fabula.core.ids import RowId
from fabula.imaging.images import Description, Drawing, DrawingWish, Side, Variant
from fabula.play.chats.schemas import Attachment


class ChatDrawingWish(DrawingWish):
    """A wish in a chat; the reference may be the picture of a message."""

    reference_message_id: Annotated[
        RowId | None, Field(description="A message with an uploaded picture, or with drawn ones.")
    ] = None


class ImageWish(BaseModel):
    """A picture as programs ask for it; with `reference_image_id` another one is changed."""

    chat_id: RowId
    description: Description
    width: Side = None
    height: Side = None
    reference_image_id: Annotated[RowId | None, Field(description="The id of a message with a picture.")] = None
    batch_count: Annotated[int, Field(ge=1, le=4)] = 1

    def wish(self) -> ChatDrawingWish:
        return ChatDrawingWish(
            description=self.description,
            width=self.width,
            height=self.height,
            reference_message_id=self.reference_image_id,
            count=self.batch_count,
        )


class Uploaded(BaseModel):
    """A picture in a chat; `message_id` is what `reference_image_id` takes."""

    message_id: str
    attachment: Attachment


class Image(BaseModel):
    """One picture that was made."""

    place: int
    url: str
    thumbnail_url: str
    seed: int | None
    width: int | None
    height: int | None
    is_picked: bool

    @classmethod
    def of(cls, variant: Variant) -> Self:
        return cls.model_validate(variant.model_dump(include=set(cls.model_fields)))


class Images(BaseModel):
    """What was made for a message."""

    message_id: str
    run_id: str
    images: list[Image]

    @classmethod
    def of(cls, message_id: str, drawing: Drawing) -> Self:
        images = [Image.of(variant) for variant in drawing.variants]
        return cls(message_id=message_id, run_id=drawing.run.id, images=images)


class ImageDetails(BaseModel):
    """A picture of a chat: a drawing with everything that made it, or an uploaded one."""

    message_id: str
    images: list[Image]
    drawing: Drawing | None
    attachment: Attachment | None
