"""Turns what a training script has at hand into what the server takes. Everything here raises ValueError with a sentence."""
from __future__ import annotations

import hashlib
import json
import math
import operator
import os
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ._completions import completion_columns
from ._fields import key_text, read_messages
from ._formats import detect_format
from ._source import source_prompts
from ._tables import Row, is_table_name, read_rows, read_table, unframed

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
LARGEST_STEP = 2**53 - 1
_DEEPEST = 20


def valid_name(text: object) -> str:
    """A name as the server takes it: foreign characters become '-', e.g. `sft/7b` is `sft-7b`."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", str(text)).lstrip("._-")[:100]
    if not _NAME.fullmatch(name):
        raise ValueError(f"{text!r} is no name: use letters, digits, '.', '_' or '-', beginning with a letter or digit")
    return name


def valid_step(step: Any) -> int:
    """@raises ValueError unless it is a whole number from 0 to 2^53 - 1 (integers of numpy and torch are)"""
    try:
        number = int(step) if isinstance(step, float) and step.is_integer() else operator.index(step)
    except TypeError:
        raise ValueError(f"the step {step!r} is not a whole number") from None
    if not 0 <= number <= LARGEST_STEP:
        raise ValueError(f"the step {number} is not between 0 and 2^53 - 1")
    return number


def _rows_of(given: Any) -> List[Row]:
    """Rows of prompts from a path, a mapping key -> text, a data frame, or an iterable of rows or texts (a `datasets.Dataset` is one)."""
    if isinstance(given, (str, os.PathLike)):
        return read_table(os.fspath(given))
    if isinstance(given, Mapping):
        given = [{"key": key, "prompt": value} for key, value in given.items()]
    rows = []
    for number, row in enumerate(unframed(given), 1):
        if not isinstance(row, (str, Mapping)):
            raise ValueError(f"row {number} is neither a text nor a mapping")
        rows.append(Row(f"row {number}", {"prompt": row} if isinstance(row, str) else dict(row)))
    return rows


def prompt_rows(given: Any) -> List[Dict[str, Any]]:
    """
    Prompts as the server takes them, from the path of a .jsonl, .json or .csv file, a mapping key -> text or messages, or an
    iterable of rows with `prompt` (a text or messages) or `messages` and perhaps `key` (or `id`), `tags`, `group`, or of plain texts.
    Rows without keys (TRL's too, alpaca_eval's ...) get keys that follow from their content; of their `messages`, an assistant's
    answer at the end is not part of the prompt.
    """
    rows = _rows_of(given)
    if not rows:
        raise ValueError("there is no prompt in it")
    kind = detect_format(rows[0].fields)
    return [_prompt(row) for row in rows] if kind == "tidemark" else source_prompts(rows, kind)


def _prompt(row: Row) -> Dict[str, Any]:
    fields = row.fields
    key = next((key for key in (key_text(fields.get(name)) for name in ("key", "id")) if key is not None), None)
    if key is None:
        raise ValueError(f"{row.at}: the key is missing; each prompt has a key of its own")
    item: Dict[str, Any] = {"key": key}
    content = next((fields[name] for name in ("messages", "prompt") if fields.get(name) not in (None, "")), None)
    messages = read_messages(content)
    if isinstance(content, str):
        item["prompt"] = content
    elif messages is not None:
        item["messages"] = messages
    else:
        raise ValueError(f"{row.at}: prompt {key} has no text: give `prompt` (a text) or `messages` (role and content)")
    tags = fields.get("tags")
    listed = [tag.strip() for tag in tags.split(";")] if isinstance(tags, str) else [str(tag) for tag in tags or ()]
    if any(listed):
        item["tags"] = [tag for tag in listed if tag]
    if fields.get("group") not in (None, ""):
        item["group"] = str(fields["group"])
    return item


def prompt_set_name(rows: List[Dict[str, Any]]) -> str:
    """Name of a prompt set that has been given none: it follows from the content."""
    return "prompts-" + hashlib.sha256(json.dumps(rows, sort_keys=True).encode("utf-8")).hexdigest()[:12]


References = List[Tuple[str, Optional[List[Dict[str, str]]]]]


def _reference_rows(given: Any, prompts: Optional[Sequence[Mapping[str, Any]]]) -> List[Dict[str, str]]:
    columns = completion_columns(read_rows(os.fspath(given)) if isinstance(given, (str, os.PathLike)) else given, prompts)
    if columns.n_not_text:
        raise ValueError(f"{columns.n_not_text} reference completions are no texts")
    return [{"key": key, "completion": text} for key, text in zip(columns.keys, columns.texts)]


def reference_sets(given: Any, prompts: Optional[Sequence[Mapping[str, Any]]] = None) -> References:
    """
    Named reference sets, from a path (named after the file), a mapping key -> text, a data frame or an iterable of rows (named "reference"),
    a mapping name -> one of those, or a list of names of sets that exist (their completions are None).
    @param prompts where they are known, rows without key and prompt are taken in their order
    """
    if isinstance(given, (str, os.PathLike)):
        return [(valid_name(os.path.basename(os.fspath(given)).split(".")[0]), _reference_rows(given, prompts))]
    if isinstance(given, Mapping):
        values = list(given.values())
        if all(isinstance(value, str) and not is_table_name(value) for value in values):
            return [("reference", _reference_rows(given, prompts))]
        return [(valid_name(name), _reference_rows(value, prompts)) for name, value in given.items()]
    rows = list(unframed(given))
    if rows and all(isinstance(row, str) for row in rows):
        return [(row, None) for row in rows]
    return [("reference", _reference_rows(rows, prompts))]


def reward_models(given: Any) -> List[Dict[str, str]]:
    """Reward models with their roles, from names, a mapping name -> role, or rows {id, role}."""
    if isinstance(given, str):
        return [{"id": given}]
    if isinstance(given, Mapping):
        return [{"id": str(name), "role": str(role)} for name, role in given.items()]
    return [{"id": one} if isinstance(one, str) else {str(name): str(value) for name, value in one.items()} for one in given]


def plan(given: Mapping[str, Any]) -> Dict[str, Any]:
    """Plan with the names of the HTTP interface: `expected_looks` is `expectedLooks`."""
    return {("expectedLooks" if name == "expected_looks" else str(name)): value for name, value in given.items()}


def plain(value: Any, depth: int = 0) -> Any:
    """JSON of any value: numbers of numpy and torch as numbers, NaN and infinity as null, what is foreign as its text."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {str(name): plain(one, depth + 1) for name, one in value.items()}
    if depth < _DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one, depth + 1) for one in value]
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "size", 1) == 1:
        return plain(item(), _DEEPEST)
    return str(value)
