"""Uploads and downloads of pictures; nothing leaves its folder."""

import asyncio
import contextlib
import hashlib
import io
import json
import mimetypes
from pathlib import Path
from typing import Any, cast

from aiohttp import BodyPartReader, web

from fabula.core.background import in_thread
from fabula.engines.builtin.painter.folders import KINDS, Folders, OutsideTheFolder, split_annotated
from fabula.engines.builtin.painter.server.state import state_of, trouble

CHUNK = 64 * 1024
_DANGEROUS = {"text/html", "text/javascript", "application/javascript", "image/svg+xml", "text/css", "text/xml"}


async def upload_image(request: web.Request) -> web.Response:
    return await _upload(request, mask=False)


async def upload_mask(request: web.Request) -> web.Response:
    return await _upload(request, mask=True)


async def _upload(request: web.Request, *, mask: bool) -> web.Response:
    state = state_of(request)
    fields, name, content = await _form(request, state.shop.bounds.body_bytes)
    if content is None or not name:
        return web.Response(status=400)
    kind, subfolder = fields.get("type") or "input", fields.get("subfolder", "")
    if kind not in KINDS:
        return trouble()
    folders = state.shop.folders
    try:
        target = folders.inside(kind, subfolder, name)
    except OutsideTheFolder:
        return web.Response(status=400)
    if mask:
        if "original_ref" not in fields:
            return trouble()
        merged = await in_thread(_masked, folders, json.loads(fields["original_ref"]), content)
        if merged is None:
            return web.json_response({"name": target.name, "subfolder": subfolder, "type": kind})
        content = merged
    is_replaced = fields.get("overwrite") in ("true", "1")
    target = await in_thread(_keep, target, content, is_replaced)
    return web.json_response({"name": target.name, "subfolder": subfolder, "type": kind})


async def _form(request: web.Request, most: int) -> tuple[dict[str, str], str, bytes | None]:
    fields: dict[str, str] = {}
    name, content = "", None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "image":
            name, content = part.filename or "", await _bytes(part, most)
        elif part.name and len(fields) < 16:
            fields[part.name] = (await _bytes(part, CHUNK)).decode("utf-8", "replace")
    return fields, name, content


async def _bytes(part: BodyPartReader, most: int) -> bytes:
    read = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        read += chunk
        if len(read) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(read))
    return bytes(read)


def _keep(target: Path, content: bytes, is_replaced: bool) -> Path:
    """The same bytes are kept once; other bytes under a taken name get a number."""
    target.parent.mkdir(parents=True, exist_ok=True)
    wanted, counter = target, 1
    while not is_replaced and target.exists():
        if target.stat().st_size == len(content) and target.read_bytes() == content:
            return target
        target = wanted.with_name(f"{wanted.stem} ({counter}){wanted.suffix}")
        counter += 1
    target.write_bytes(content)
    return target


def _masked(folders: Folders, reference: dict[str, Any], mask: bytes) -> bytes | None:
    from PIL import Image

    kind = reference.get("type") or "output"
    with contextlib.suppress(OutsideTheFolder):
        original = folders.inside(kind, reference.get("subfolder") or "", Path(reference["filename"]).name)
        if original.is_file():
            with Image.open(original) as picture, Image.open(io.BytesIO(mask)) as painted:
                merged = picture.convert("RGBA")
                merged.putalpha(painted.convert("RGBA").getchannel("A").resize(merged.size))
                written = io.BytesIO()
                merged.save(written, "PNG", compress_level=4)
                return written.getvalue()
    return None


async def view(request: web.Request) -> web.StreamResponse:
    found = _found(request)
    if isinstance(found, web.Response):
        return found
    if "preview" in request.query:
        return await _converted(found, request.query["preview"], request.query.get("channel", "rgba"))
    if (channel := request.query.get("channel")) in ("rgb", "a"):
        made = await in_thread(_channel, found, cast("str", channel))
        return _answer(made, "image/png", found.name)
    content_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    headers = {
        "Content-Disposition": f'filename="{found.name}"',
        "Content-Type": content_type,
        "X-Content-Type-Options": "nosniff",
    }
    if content_type in _DANGEROUS:
        headers |= {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{found.name}"',
        }
    script = state_of(request).shop.script
    truncated = script.takes_truncated()
    if truncated is not None or script.slow_view_bytes_s:
        return await _troubled(request, found, headers, truncated, script.slow_view_bytes_s)
    return web.FileResponse(found, headers=headers)


def _found(request: web.Request) -> Path | web.Response:
    query = request.query
    if "filename" not in query:
        return web.Response(status=404)
    name, kind = split_annotated(query["filename"], query.get("type", "output"))
    if not name or name.startswith("/") or ".." in name or kind not in KINDS:
        return web.Response(status=400)
    try:
        found = state_of(request).shop.folders.inside(kind, query.get("subfolder", ""), Path(name).name)
    except (OutsideTheFolder, ValueError):
        return web.Response(status=403)
    return found if found.is_file() else web.Response(status=404)


async def _troubled(
    request: web.Request, file: Path, headers: dict[str, str], truncated: int | None, rate: float
) -> web.StreamResponse:
    content = await in_thread(file.read_bytes)
    response = web.StreamResponse(headers={**headers, "Content-Length": str(len(content))})
    await response.prepare(request)
    end = len(content) if truncated is None else min(truncated, len(content))
    step = max(1, int(rate / 20)) if rate else CHUNK
    for start in range(0, end, step):
        await response.write(content[start : min(start + step, end)])
        if rate:
            await asyncio.sleep(step / rate)
    if truncated is not None and request.transport is not None:
        request.transport.abort()
    return response


async def _converted(file: Path, asked: str, channel: str) -> web.Response:
    kind, _, quality = asked.partition(";")
    kind = kind if kind in ("webp", "jpeg") and not (channel == "a" and kind == "jpeg") else "webp"
    made = await in_thread(_encoded, file, kind, int(quality) if quality.isdigit() else 90, channel)
    return _answer(made, f"image/{kind}", file.name)


def _encoded(file: Path, kind: str, quality: int, channel: str) -> bytes:
    from PIL import Image

    with Image.open(file) as opened:
        picture = opened.convert("RGB") if kind == "jpeg" or channel == "rgb" else opened.convert("RGBA")
        written = io.BytesIO()
        picture.save(written, kind, quality=min(100, max(1, quality)))
    return written.getvalue()


def _channel(file: Path, channel: str) -> bytes:
    from PIL import Image

    with Image.open(file) as opened:
        if channel == "rgb":
            picture = opened.convert("RGB")
        else:
            alpha = opened.convert("RGBA").getchannel("A")
            picture = Image.new("RGBA", opened.size)
            picture.putalpha(alpha)
        written = io.BytesIO()
        picture.save(written, "PNG")
    return written.getvalue()


def _answer(content: bytes, content_type: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'filename="{name}"', "ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"'}
    return web.Response(body=content, content_type=content_type, headers=headers)
