"""Reads the completions of a checkpoint in the shapes that training scripts have them, quickly."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, List, Mapping, Optional, Union

Completions = Union[Mapping[str, Union[str, List[str]]], Iterable[Mapping[str, Any]]]


@dataclass
class Columns:
    """Completions column by column, all of one length; a column that nobody gave is None."""

    keys: List[str]
    texts: List[str]
    finish: Optional[List[Optional[str]]] = None
    samples: Optional[List[int]] = None
    n_not_text: int = 0
    """Completions that were no strings and are left out; the server counts them as missing."""


def completion_columns(given: Completions) -> Columns:
    """
    A mapping key -> text or key -> list of texts (several samples), or rows with `key`, `completion` and perhaps
    `finish_reason` (or `finishReason`) and `sample`.
    @raises ValueError when it is none of these or holds no completion
    """
    columns = _from_mapping(given) if isinstance(given, Mapping) else _from_rows(given)
    _drop_what_is_no_text(columns)
    if not columns.keys:
        raise ValueError("there is no completion in it")
    return columns


def _from_mapping(given: Mapping[Any, Any]) -> Columns:
    keys = [key if type(key) is str else str(key) for key in given]
    values = list(given.values())
    if not any(isinstance(value, (list, tuple)) for value in values):
        return Columns(keys, values)
    columns = Columns([], [], samples=[])
    for key, value in zip(keys, values):
        for sample, text in enumerate(value if isinstance(value, (list, tuple)) else [value]):
            columns.keys.append(key)
            columns.texts.append(text)
            columns.samples.append(sample)  # type: ignore[union-attr]
    return columns


def _from_rows(given: Any) -> Columns:
    if isinstance(given, (str, bytes)):
        raise ValueError("completions are a mapping key -> text or a list of rows, not one text")
    try:
        rows = list(given)
        columns = Columns([str(row["key"]) for row in rows], [row["completion"] for row in rows])
    except (TypeError, KeyError, IndexError):
        raise ValueError("completions are a mapping key -> text, or rows with `key` and `completion`") from None
    finish = [row.get("finish_reason", row.get("finishReason")) for row in rows]
    samples = [row.get("sample") or 0 for row in rows]
    columns.finish = [None if one is None else str(one) for one in finish] if any(finish) else None
    columns.samples = [int(one) for one in samples] if any(samples) else None
    return columns


def _drop_what_is_no_text(columns: Columns) -> None:
    texts = columns.texts
    # Almost always everything is a string, and this is then the only pass.
    if set(map(type, texts)) <= {str}:
        return
    kept = [i for i, text in enumerate(texts) if isinstance(text, str)]
    columns.n_not_text = len(texts) - len(kept)
    columns.keys = [columns.keys[i] for i in kept]
    columns.texts = [str(texts[i]) for i in kept]
    columns.finish = [columns.finish[i] for i in kept] if columns.finish else None
    columns.samples = [columns.samples[i] for i in kept] if columns.samples else None
