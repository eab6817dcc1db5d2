"""What can go wrong with pictures in chats, beside what can go wrong with drawings.

FabulaError
├── ImageFailed    502  no picture came of it: the engine's own reason, and who acts
├── ImageStopped   409  somebody stopped it
└── ChatUnnamed    422  the upload does not say which chat it is for
"""

from fabula.core.errors import Conflict, ErrorBody, ErrorInfo, FabulaError, Who


class ImageFailed(FabulaError):
    """No picture came of it."""

    status = 502

    def __init__(self, info: ErrorInfo) -> None:
        super().__init__(info.message, hint=info.hint, details=info.details | {"cause": info.code})
        self._acts = info.who

    def body(self, request_id: str = "") -> ErrorBody:
        told = super().body(request_id)
        return ErrorBody(error=told.error.model_copy(update={"who": self._acts}))


class ImageStopped(Conflict):
    """Somebody stopped it."""

    hint = "Ask for it again."


class ChatUnnamed(FabulaError):
    """The upload does not say which chat it is for."""

    status = 422
    who = Who.USER
    hint = "Send a multipart form with the fields `file` and `chat_id`."
