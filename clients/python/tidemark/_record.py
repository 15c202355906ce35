"""One record of the spool: a JSON head and the texts of a checkpoint, with lengths and a checksum.

Layout, little endian: marker (4 bytes), length of the head (u32), length of the texts (u64), CRC-32 of head and texts (u32),
head, texts. The texts are one UTF-8 block with the number of characters of each text in the head: joining and encoding a
thousand completions takes about a millisecond, which writing them as JSON does not.
"""
from __future__ import annotations

import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

MARKER = b"TMR1"
_PREFIX = struct.Struct("<4sIQI")
PREFIX_BYTES = _PREFIX.size
_SURROGATE = re.compile(b"\xed[\xa0-\xbf][\x80-\xbf]")
_REPLACEMENT = "\ufffd".encode("utf-8")


def encode_text(text: str) -> Tuple[bytes, int]:
    """UTF-8 of a text, every lone surrogate replaced by U+FFFD, and how many there were."""
    try:
        return text.encode("utf-8"), 0
    except UnicodeEncodeError:
        # A surrogate and U+FFFD both take three bytes, so lengths in characters stay what they were.
        return _SURROGATE.subn(_REPLACEMENT, text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Record:
    """What the spool keeps of one call: `head["kind"]` is setup, checkpoint or metrics."""

    head: Dict[str, Any]
    texts: Tuple[str, ...] = ()

    def completions(self) -> Iterator[Dict[str, Any]]:
        """The completions of a checkpoint as the server takes them."""
        finish = self.head.get("finish")
        samples = self.head.get("samples")
        for i, (key, text) in enumerate(zip(self.head["keys"], self.texts)):
            item: Dict[str, Any] = {"key": key, "completion": text}
            if finish and finish[i]:
                item["finishReason"] = finish[i]
            if samples and samples[i]:
                item["sample"] = samples[i]
            yield item


@dataclass(frozen=True)
class Encoded:
    """Bytes of a record in the parts they are written in, and the number of surrogates that were replaced."""

    parts: Tuple[bytes, bytes, bytes]
    replaced: int

    @property
    def size(self) -> int:
        return sum(map(len, self.parts))


def encode_record(head: Dict[str, Any], texts: Sequence[str] = ()) -> Encoded:
    """@raises TypeError when a text is not a string, or the head is not JSON."""
    try:
        # One after the other: where a few texts are not ASCII this is several times faster than encoding all as one.
        block, replaced = b"".join(map(str.encode, texts)), 0
    except UnicodeEncodeError:
        block, replaced = encode_text("".join(texts))
    # A copy: the caller's head stays as it was given.
    whole = dict(head, lengths=list(map(len, texts))) if texts else head
    head_bytes, replaced_in_head = encode_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")))
    checksum = zlib.crc32(block, zlib.crc32(head_bytes))
    prefix = _PREFIX.pack(MARKER, len(head_bytes), len(block), checksum)
    return Encoded((prefix, head_bytes, block), replaced + replaced_in_head)


@dataclass(frozen=True)
class Prefix:
    """The fixed part before a record."""

    head_bytes: int
    block_bytes: int
    checksum: int

    @property
    def record_bytes(self) -> int:
        return PREFIX_BYTES + self.head_bytes + self.block_bytes


def decode_prefix(data: bytes) -> Optional[Prefix]:
    """None when these bytes do not begin a record."""
    if len(data) < PREFIX_BYTES:
        return None
    marker, head_bytes, block_bytes, checksum = _PREFIX.unpack_from(data)
    return Prefix(head_bytes, block_bytes, checksum) if marker == MARKER else None


def decode_body(prefix: Prefix, body: Union[bytes, memoryview]) -> Optional[Record]:
    """The record whose head and texts are `body`; None when the checksum does not fit."""
    if len(body) != prefix.head_bytes + prefix.block_bytes or zlib.crc32(body) != prefix.checksum:
        return None
    try:
        head = json.loads(bytes(body[: prefix.head_bytes]))
        block = bytes(body[prefix.head_bytes :]).decode("utf-8")
    except ValueError:
        return None
    lengths: List[int] = head.pop("lengths", [])
    texts, start = [], 0
    for length in lengths:
        texts.append(block[start : start + length])
        start += length
    return Record(head, tuple(texts))
