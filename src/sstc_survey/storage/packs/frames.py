"""Blocks as Zstandard frames (RFC 8878): compressed, decompressed within bounds, and found by the sizes they tell."""

from __future__ import annotations

import io
from functools import lru_cache
from types import ModuleType
from typing import BinaryIO, Final

from sstc_survey.problems import Problem, SurveyError, codes

MAGIC: Final = b"\x28\xb5\x2f\xfd"
_SKIPPABLE: Final = b"\x2a\x4d\x18"
_SKIPPABLE_HIGH: Final = 5
_LEVEL: Final = 6
_STEP: Final = 1 << 16
_LARGEST_WINDOW: Final = 1 << 28
# Of a frame as it is: its magic number, that it is one segment, its size, and that its only block is the last and raw.
_RAW_HEAD: Final = 9


@lru_cache(1)
def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError:
        raise SurveyError(Problem(codes.EXTRA_MISSING, {"extra": "pack"})) from None
    return zstandard


def need_zstandard() -> None:
    """Raise the problem that the package is not installed."""
    _zstandard()


def is_available() -> bool:
    """Tell whether the package is installed."""
    try:
        _zstandard()
    except SurveyError:
        return False
    return True


@lru_cache(1)
def _compressor():  # type: ignore[no-untyped-def]  # noqa: ANN202 it comes without types
    return _zstandard().ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True)


def compressed(data: bytes) -> bytes:
    """Return a frame with its size and a checksum."""
    frame: bytes = _compressor().compress(data)
    return frame


def decompressed(frame: bytes, size: int) -> bytes | None:
    """Return what is in a frame of this size, or None if it is damaged or of another size."""
    zstandard = _zstandard()
    try:
        if zstandard.frame_content_size(frame) != size:
            return None
        data: bytes = zstandard.ZstdDecompressor().decompress(frame, max_output_size=size)
    except zstandard.ZstdError:
        return None
    return data


def is_damaged(frame: bytes) -> bool:
    """Tell whether a frame is cut, or not what its checksum says."""
    size = _zstandard().frame_content_size(frame) if len(frame) > _RAW_HEAD else -1
    return size < 0 or decompressed(frame, size) is None


def salvaged(frame: bytes, limit: int) -> bytes:
    """Return what can be decompressed of a damaged frame, up to a limit."""
    zstandard = _zstandard()
    found = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(io.BytesIO(frame)) as reader:
            while len(found) < limit and (chunk := reader.read(_STEP)):
                found += chunk
    except zstandard.ZstdError:
        pass
    return bytes(found)


def raw_frame(data: bytes) -> bytes:
    """Return a frame of up to 255 bytes as they are, so that the end of a pack has the same size in all of them."""
    return MAGIC + bytes((0x20, len(data))) + (len(data) << 3 | 1).to_bytes(3, "little") + data


def raw_size(size: int) -> int:
    """Return the size of a frame of that many bytes as they are."""
    return _RAW_HEAD + size


def frame_size(file: BinaryIO, offset: int, end: int) -> int | None:
    """Return the size of the frame at an offset, by the sizes it tells; None if there is none, or it is cut."""

    def read(at: int, size: int) -> bytes:
        file.seek(at)
        return file.read(size)

    head = read(offset, 8)
    if head[1:4] == _SKIPPABLE and head[0] >> 4 == _SKIPPABLE_HIGH:
        size = 8 + int.from_bytes(head[4:8], "little")
        return size if offset + size <= end else None
    if head[:4] != MAGIC or len(head) < 6:  # noqa: PLR2004 a magic number and the descriptor
        return None
    descriptor = head[4]
    is_single = descriptor & 0x20
    sizes = (1 if is_single else 0, 2, 4, 8)
    at = offset + 5 + (0 if is_single else 1) + (0, 1, 2, 4)[descriptor & 3] + sizes[descriptor >> 6]
    while at < end:
        block = int.from_bytes(read(at, 3), "little")
        kind, length = block >> 1 & 3, block >> 3
        if kind == 3:  # noqa: PLR2004 reserved
            return None
        at += 3 + (1 if kind == 1 else length)
        if block & 1:
            at += 4 if descriptor & 4 else 0
            return at - offset if at <= end else None
    return None
