"""One file out of a multipart form, straight to the disk: never in memory, never in a second temporary place."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from fabula.core.assets.errors import UploadMalformed
from fabula.core.assets.incoming.files import Incoming

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FIELDS = 16
LONGEST_FIELD = 1024
LONGEST_HEADER = 4096


@dataclass
class Form:
    """What came beside the file."""

    name: str | None = None
    fields: dict[str, str] = field(default_factory=dict[str, str])


async def read_form(request: Request, incoming: Incoming) -> Form:
    """Write the form's `file` to `incoming` while it arrives; the other fields come back."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise UploadMalformed("This is not a multipart form.")
    reader = _Reader()
    try:
        parser = MultipartParser(boundary, reader.callbacks(), max_header_size=LONGEST_HEADER)
        async for part in request.stream():
            parser.write(part)
            for piece in reader.take():
                await incoming.write(piece)
        parser.finalize()
    except FormParserError as error:
        raise UploadMalformed("The multipart form cannot be read to its end.") from error
    if reader.form.name is None or not reader.is_complete:
        raise UploadMalformed("The form has no field named `file`, or ends too early.")
    await incoming.finish()
    return reader.form


class _Reader:
    """Follows the parser: where the current part's bytes belong."""

    def __init__(self) -> None:
        self.form = Form()
        self.is_complete = False
        self._parts = 0
        self._header = [b"", b""]
        self._disposition = b""
        self._field = ""
        self._is_file = False
        self._text = bytearray()
        self._pieces: list[bytes] = []

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def take(self) -> list[bytes]:
        pieces, self._pieces = self._pieces, []
        return pieces

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_FIELDS:
            raise UploadMalformed("The form has too many fields.")
        self._disposition, self._field, self._is_file = b"", "", False
        self._text.clear()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _header_end(self) -> None:
        name, value = self._header
        self._header = [b"", b""]
        if name.lower() == b"content-disposition":
            self._disposition = value

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = self._field == "file" and b"filename" in options
        if self._is_file:
            if self.form.name is not None:
                raise UploadMalformed("Only one file can be uploaded at a time.")
            self.form.name = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._pieces.append(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > LONGEST_FIELD:
            raise UploadMalformed(f"The form's field {self._field[:40]!r} is too long.")

    def _end(self) -> None:
        if not self._is_file:
            self.form.fields[self._field] = self._text.decode("utf-8", "replace")

    def _finish(self) -> None:
        self.is_complete = True
