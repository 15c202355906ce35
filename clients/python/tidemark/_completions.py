"""Reads the completions of a checkpoint in the shapes that training scripts have them, quickly."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Iterable, List, Mapping, Optional, Sequence, Union

from ._fields import completion_text, key_text, pick
from ._formats import detect_format
from ._source import source_completions
from ._tables import Row, path_of, read_rows, unframed

Completions = Union[Mapping[str, Union[str, List[str]]], Iterable[Mapping[str, Any]], Iterable[str], str, "os.PathLike[str]"]


@dataclass
class Columns:
    """Completions column by column, all of one length; a column that nobody gave is None."""

    keys: List[str]
    texts: List[str]
    finish: Optional[List[Optional[str]]] = None
    samples: Optional[List[int]] = None
    n_not_text: int = 0
    """Completions that were no strings and are left out; the server counts them as missing."""


def completion_columns(given: Completions, prompts: Optional[Sequence[Mapping[str, Any]]] = None) -> Columns:
    """
    A mapping key -> text or key -> list of texts (several samples); rows with `key`, `completion` and perhaps `finish_reason`
    (or `finishReason`) and `sample`; rows of TRL and `datasets` with `prompt` or `messages` instead of a key; a data frame or the
    path of a .jsonl, .json or .csv file of such rows; or, where the prompts are known, texts in their order. Of chat messages the last one is it.
    @raises ValueError when it is none of these or holds no completion
    """
    columns = _from_mapping(given) if isinstance(given, Mapping) else _from_rows(_rows_of(given), prompts)
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


def _rows_of(given: Any) -> List[Any]:
    path = path_of(given)
    if path:
        return read_rows(path)
    if isinstance(given, (str, bytes)):
        raise ValueError("completions are a mapping key -> text, a list of rows or the path of a .jsonl, .json or .csv file, not one text")
    try:
        iterator = iter(unframed(given))
    except TypeError:
        raise ValueError("completions are a mapping key -> text, or rows with `key` and `completion`") from None
    return list(iterator)


def _from_rows(given: List[Any], prompts: Optional[Sequence[Mapping[str, Any]]]) -> Columns:
    rows = [{"completion": row} if isinstance(row, str) else row for row in given]
    if not all(isinstance(row, Mapping) for row in rows):
        raise ValueError("completions are a mapping key -> text, or rows with `key` and `completion`")
    kind = detect_format(rows[0]) if rows else "tidemark"
    if kind != "tidemark":
        rows = source_completions([Row(f"row {number}", dict(row)) for number, row in enumerate(rows, 1)], kind)
    keys = [key_text(pick(row, "key")) for row in rows]
    named = [key for key in keys if key is not None]
    if not named and rows:
        named = _keys_in_order(len(rows), prompts)
    if len(named) < len(rows):
        raise ValueError(f"row {keys.index(None) + 1} of the completions has no `key`")
    columns = Columns(named, [completion_text(pick(row, "completion")) for row in rows])
    finish = [pick(row, "finishReason") for row in rows]
    samples = [pick(row, "sample") or 0 for row in rows]
    columns.finish = [None if one is None or one == "" else str(one) for one in finish] if any(finish) else None
    columns.samples = [int(one) for one in samples] if any(samples) else None
    return columns


def _keys_in_order(n_completions: int, prompts: Optional[Sequence[Mapping[str, Any]]]) -> List[str]:
    if prompts is None:
        raise ValueError("completions without `key` are taken in the order of the prompts, which init was not given: give keys")
    if n_completions != len(prompts):
        raise ValueError(f"completions without `key` are taken in the order of the prompts: there are {n_completions} of them and {len(prompts)} prompts")
    return [str(prompt["key"]) for prompt in prompts]


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
