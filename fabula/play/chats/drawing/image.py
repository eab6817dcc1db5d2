"""Pictures of a chat over HTTP, as programs written for the older application ask for them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import StreamingResponse

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets import UPLOADING, AssetNotFound, Library, read_form
from fabula.core.db import Database
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.runs import Awaiting
from fabula.core.web import Reading, Router, Writing, part
from fabula.imaging.images import WISHING, ReferenceUnusable
from fabula.play.chats.attachments.keeping import Keeping
from fabula.play.chats.drawing.drawing import ChatDrawing
from fabula.play.chats.drawing.errors import ChatUnnamed, ImageFailed, ImageStopped
from fabula.play.chats.drawing.schemas import Image, ImageDetails, Images, ImageWish, Uploaded
from fabula.play.chats.drawing.streaming import Streaming
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, MessageNotFound
from fabula.play.chats.replying.replies import Replies
from fabula.play.chats.schemas import NewMessage

router = Router(prefix="/api/image", tags=["images"], responses=responses(NotSignedIn, ForeignOrigin))

TheDrawing = Annotated[ChatDrawing, part(ChatDrawing)]
TheDatabase = Annotated[Database, part(Database)]
FORM: Mapping[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "chat_id"],
                    "properties": {"file": {"type": "string", "format": "binary"}, "chat_id": {"type": "string"}},
                }
            }
        },
    }
}
ASKING = (ChatNotFound, MessageNotFound, ChatInTrash, *WISHING)


@router.post(
    "/upload",
    status_code=201,
    openapi_extra=dict(FORM),
    responses=responses(ChatNotFound, ChatInTrash, ChatUnnamed, ReferenceUnusable, *UPLOADING),
)
async def upload_image(
    request: Request,
    person: CurrentUser,
    library: Annotated[Library, part(Library)],
    session: Writing,
    keeping: Annotated[Keeping, part(Keeping)],
    replies: Annotated[Replies, part(Replies)],
) -> Uploaded:
    """Put a picture into a chat; the id of its message is what `reference_image_id` takes."""
    async with library.receiving() as incoming:
        form = await read_form(request, incoming)
        chat_id = form.fields.get("chat_id", "").strip()
        if not chat_id:
            raise ChatUnnamed("The form has no field named `chat_id`.")
        name = form.name or "picture"
        read = await keeping.read(incoming, name)
        if read.kind != "picture":
            raise ReferenceUnusable(f"{name} is no picture.")
        attachment = await keeping.keep(session, person.id, incoming, name, read)
    message = NewMessage(attachments=[attachment.id], reply=False)
    sent = await replies.send(session, person.id, chat_id, message)
    return Uploaded(message_id=sent.message_id, attachment=attachment)


@router.post("/generate", responses=responses(*ASKING, ImageStopped, ImageFailed))
async def generate_image(
    body: ImageWish,
    person: CurrentUser,
    drawing: TheDrawing,
    database: TheDatabase,
    awaiting: Annotated[Awaiting, part(Awaiting)],
) -> Images:
    """Draw in a chat, and answer when it is done; without `reference_image_id` from words alone."""
    async with database.writing() as session:
        sent = await drawing.draw(session, person.id, body.chat_id, body.wish())
    assert sent.run_id
    assert sent.reply_id
    run = await awaiting.until_over(person.id, sent.run_id)
    if run is None or run.state != "done":
        raise ImageFailed(run.error) if run and run.error else ImageStopped("The picture was stopped.")
    async with database.reading() as session:
        drawn = await drawing.images.of(session, person.id, [sent.run_id])
    return Images.of(sent.reply_id, drawn[sent.run_id])


@router.post(
    "/generate/stream",
    response_class=StreamingResponse,
    responses={
        **responses(*ASKING),
        200: {
            "description": "The events started, stage, progress, preview, image, and at last done or error",
            "content": {"text/event-stream": {}},
        },
    },
)
async def stream_image(
    body: ImageWish,
    person: CurrentUser,
    drawing: TheDrawing,
    database: TheDatabase,
    streaming: Annotated[Streaming, part(Streaming)],
) -> StreamingResponse:
    """Draw in a chat, and tell how it goes while it goes."""
    async with database.writing() as session:
        sent = await drawing.draw(session, person.id, body.chat_id, body.wish())
    return StreamingResponse(
        streaming.follow(person.id, sent),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.get("/{message_id}", responses=responses(MessageNotFound, ReferenceUnusable, AssetNotFound))
async def get_image(message_id: RowId, person: CurrentUser, session: Reading, drawing: TheDrawing) -> ImageDetails:
    """The pictures of a message, with everything that made them."""
    row = await drawing.message(session, person.id, message_id)
    drawn = await drawing.drawing_of(session, person.id, row)
    attached = await drawing.attached(session, person.id, row) if drawn is None else None
    if drawn is None and attached is None:
        raise ReferenceUnusable("This message has no picture.")
    images = [Image.of(variant) for variant in drawn.variants] if drawn else []
    return ImageDetails(message_id=row.id, images=images, drawing=drawn, attachment=attached)
