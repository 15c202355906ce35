"""Rows of the files that people have completions and prompts in: JSON Lines, a JSON list, or CSV with a header; each may be gzipped."""
from __future__ import annotations

import csv
import gzip
import io
import json
import math
import os
import re
import sys
import zlib
from typing import Any, Dict, List, NamedTuple

EXTENSION = re.compile(r"\.(jsonl|ndjson|json|csv)(?:\.gz)?$", re.IGNORECASE)
_LONGEST_CELL = 2**31 - 1


class Row(NamedTuple):
    """Where a row stands (`line 3`, `entry 3`), for errors, and what it holds."""

    at: str
    fields: Dict[str, Any]


def is_table_name(path: str) -> bool:
    """Whether a file's name ends like one of the formats."""
    return EXTENSION.search(path) is not None


def read_table(path: str) -> List[Row]:
    """`-` is standard input, as JSON Lines. @raises ValueError with a sentence that names the file and the place"""
    shown = "standard input" if path == "-" else path
    text = _read_text(path)
    kind = _format_of(path)
    try:
        if kind == "csv":
            return _csv_rows(text)
        # Prompt and completion files of JSON Lines are also met under the name .json.
        if kind == "jsonl" or not text.lstrip().startswith("["):
            return _json_lines(text)
        return [_row(f"entry {number}", value) for number, value in enumerate(json.loads(text), 1)]
    except ValueError as error:
        raise ValueError(f"{shown}: {error}") from None


def read_rows(path: str) -> List[Dict[str, Any]]:
    """The same without the places. @raises ValueError"""
    return [row.fields for row in read_table(path)]


def unframed(given: Any) -> Any:
    """A data frame as its rows, with None for a cell that is missing (NaN there); anything else as it is."""
    if not (hasattr(given, "to_dict") and hasattr(given, "columns")):
        return given
    return [
        {name: None if isinstance(cell, float) and math.isnan(cell) else cell for name, cell in row.items()} for row in given.to_dict("records")
    ]


def _read_text(path: str) -> str:
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                data = file.read()
        if path.lower().endswith(".gz"):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} cannot be read: it is not UTF-8") from None
    except (OSError, EOFError, zlib.error) as error:
        named = "there is no such file" if isinstance(error, FileNotFoundError) else "it is a folder" if isinstance(error, IsADirectoryError) else None
        why = named or str(error)
        raise ValueError(f"{path} cannot be read: {why}") from None


def _format_of(path: str) -> str:
    found = EXTENSION.search(path)
    if path == "-":
        return "jsonl"
    if found is None:
        raise ValueError(f"{path}: a file of rows ends in .jsonl, .json or .csv (or that and .gz)")
    kind = found.group(1).lower()
    return "jsonl" if kind == "ndjson" else kind


def _json_lines(text: str) -> List[Row]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} is not JSON ({error}); write one JSON value a line") from None
            rows.append(_row(f"line {number}", value))
    return rows


def _row(at: str, value: Any) -> Row:
    if not isinstance(value, dict):
        raise ValueError(f'{at} is no object; write {{"name": value, ...}}')
    return Row(at, value)


def _csv_rows(text: str) -> List[Row]:
    # The limit is one of the whole process: it is put back as it was.
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        head: List[str] = []
        rows: List[Row] = []
        line = 1
        for cells in reader:
            at, line = f"line {line}", reader.line_num + 1
            if not cells:
                continue
            if not head:
                head = [name.strip() for name in cells]
                continue
            if len(cells) != len(head):
                raise ValueError(f"{at} has {len(cells)} cells, the header {len(head)}")
            rows.append(Row(at, dict(zip(head, cells))))
        return rows
    except csv.Error as error:
        raise ValueError(f"line {line} is not CSV ({error})") from None
    finally:
        csv.field_size_limit(before)


def path_of(given: object) -> str:
    """The path when something names a file; the empty text otherwise. A text is one when it ends like a format and is no sentence."""
    if isinstance(given, os.PathLike):
        return str(os.fspath(given))
    return given if isinstance(given, str) and is_table_name(given) and "\n" not in given else ""
