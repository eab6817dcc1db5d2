"""What can go wrong with chats.

FabulaError
├── ChatNotFound         404  no such chat, or not yours
├── MessageNotFound      404  no such message in this chat
├── FolderNotFound       404  no such folder, or not yours
├── AttachmentNotFound   404  no such file, or it belongs to another message already
├── ChatInTrash          409  it was deleted: it can be read and restored, not changed
├── ReplyUnderWay        409  a reply is being written just there
├── NotShown             409  the message stands on a branch that is not shown
├── NotAReply            409  only what a model wrote can be continued
├── TooManyFolders       409  more folders than one person may have
├── MessageEmpty         400  neither words nor a file
└── AttachmentUnreadable 400  neither a picture nor something that text can be taken from
"""

from fabula.core.errors import Conflict, Invalid, NotFound


class ChatNotFound(NotFound):
    """No such chat, or not yours."""


class MessageNotFound(NotFound):
    """No such message in this chat."""


class FolderNotFound(NotFound):
    """No such folder, or not yours."""


class AttachmentNotFound(NotFound):
    """No such file, or it belongs to another message already."""

    hint = "Attach the file again: what is not sent is kept for a day."


class ChatInTrash(Conflict):
    """The chat was deleted."""

    hint = "Restore it first."


class ReplyUnderWay(Conflict):
    """A reply is being written just there."""

    hint = "Wait until it has ended, or stop it."


class NotShown(Conflict):
    """The message stands on a branch that is not shown."""

    hint = "Show its branch first."


class NotAReply(Conflict):
    """Only what a model wrote can be continued."""

    hint = "Ask for a reply to it instead."


class TooManyFolders(Conflict):
    """More folders than one person may have."""

    hint = "Remove some first."


class MessageEmpty(Invalid):
    """Neither words nor a file."""

    hint = "Write something, or attach a file."


class AttachmentUnreadable(Invalid):
    """Neither a picture nor something that text can be taken from."""

    hint = "Attach a picture (PNG, JPEG, WebP, GIF), a text file or a PDF that holds text."
