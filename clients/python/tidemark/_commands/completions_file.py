"""Completions of a file, read strictly: a person corrects the file, so nothing is left out silently."""
from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence

from .._fields import completion_text, key_text, pick
from .._formats import detect_format
from .._source import source_completions
from .._tables import Row, read_table


def read_completions(path: str, columns: Mapping[str, str], kind: Optional[str], shown: Optional[str] = None) -> List[Dict[str, Any]]:
    """
    Completions as the server takes them.
    @param columns names of columns, where they are others than the usual ones
    @param kind format of the rows; left out: by the fields of the first row, or our own where columns are named
    @param shown how messages call the file
    @raises ValueError naming the file and the row
    """
    rows = read_table(path)
    try:
        return _completions(rows, columns, kind)
    except ValueError as error:
        raise ValueError(f"{shown or ('standard input' if path == '-' else path)}: {error}") from None


def _completions(rows: Sequence[Row], columns: Mapping[str, str], kind: Optional[str]) -> List[Dict[str, Any]]:
    if not rows:
        raise ValueError("The file holds no completion.")
    chosen = kind or ("tidemark" if columns else detect_format(rows[0].fields))
    return [_completion(row, columns) for row in rows] if chosen == "tidemark" else source_completions(rows, chosen)


def _completion(row: Row, columns: Mapping[str, str]) -> Dict[str, Any]:
    key = key_text(pick(row.fields, "key", columns))
    if key is None:
        what = f'"{columns["key"]}" holds no key' if "key" in columns else 'there is no "key"'
        raise ValueError(f"{row.at}: {what}. Each row names its prompt by key; another column is named with --column key=NAME.")
    text = completion_text(pick(row.fields, "completion", columns))
    if not isinstance(text, str):
        name = columns.get("completion", "completion")
        what = "missing" if text is None else f"no text ({'a list' if isinstance(text, list) else type(text).__name__})"
        raise ValueError(f'{row.at}: "{name}" is {what}. Another column is named with --column completion=NAME.')
    item: Dict[str, Any] = {"key": key, "completion": text}
    finish, sample = pick(row.fields, "finishReason", columns), pick(row.fields, "sample", columns)
    if isinstance(finish, str) and finish:
        item["finishReason"] = finish
    if sample is not None and sample != "":
        try:
            item["sample"] = int(sample)
        except (TypeError, ValueError):
            raise ValueError(f"{row.at}: the sample {sample!r} is no whole number.") from None
    return item
