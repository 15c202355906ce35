"""Turns what a training script has at hand into what the server takes. Everything here raises ValueError with a sentence."""
from __future__ import annotations

import hashlib
import json
import math
import operator
import os
import re
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LARGEST_STEP = 2**53 - 1
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
    if not 0 <= number <= _LARGEST_STEP:
        raise ValueError(f"the step {number} is not between 0 and 2^53 - 1")
    return number


def read_rows(path: str) -> List[Any]:
    """Rows of a JSONL file, or of a JSON file that holds a list. @raises ValueError, OSError"""
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    if text.lstrip().startswith("["):
        try:
            return list(json.loads(text))
        except ValueError as error:
            raise ValueError(f"{path} is not JSON: {error}") from None
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error})") from None
    return rows


def _rows_of(given: Any, field: str) -> Iterable[Any]:
    """Rows from a path, a mapping key -> text, or an iterable of rows (a `datasets.Dataset` is one)."""
    if isinstance(given, (str, os.PathLike)):
        return read_rows(os.fspath(given))
    if isinstance(given, Mapping):
        return [{"key": key, field: value} for key, value in given.items()]
    return given


def prompt_rows(given: Any) -> List[Dict[str, Any]]:
    """
    Prompts as the server takes them, from a JSONL path, a mapping key -> text or messages, or an iterable of rows with `prompt`
    or `messages` and perhaps `key`, `tags`, `group`, or of plain texts. Rows without a key are called p0001, p0002, ...
    """
    rows = []
    for number, row in enumerate(_rows_of(given, "prompt"), 1):
        source = {"prompt": row} if isinstance(row, str) else row
        if not isinstance(source, Mapping):
            raise ValueError(f"prompt {number} is neither a text nor a mapping")
        item: Dict[str, Any] = {"key": str(source.get("key", f"p{number:04d}"))}
        content = source.get("messages") if source.get("messages") is not None else source.get("prompt")
        if isinstance(content, str):
            item["prompt"] = content
        elif isinstance(content, (list, tuple)) and all(isinstance(message, Mapping) for message in content):
            item["messages"] = [{"role": message.get("role"), "content": message.get("content")} for message in content]
        else:
            raise ValueError(f"prompt {item['key']} has no text: give `prompt` (a text) or `messages` (role and content)")
        if source.get("tags"):
            item["tags"] = [str(tag) for tag in source["tags"]]
        if source.get("group") is not None:
            item["group"] = str(source["group"])
        rows.append(item)
    if not rows:
        raise ValueError("there is no prompt in it")
    return rows


def prompt_set_name(rows: List[Dict[str, Any]]) -> str:
    """Name of a prompt set that has been given none: it follows from the content."""
    return "prompts-" + hashlib.sha256(json.dumps(rows, sort_keys=True).encode("utf-8")).hexdigest()[:12]


def _reference_rows(given: Any) -> List[Dict[str, str]]:
    rows = []
    for row in _rows_of(given, "completion"):
        if not isinstance(row, Mapping) or not isinstance(row.get("completion"), str) or "key" not in row:
            raise ValueError("a reference completion needs `key` and `completion`, both texts")
        rows.append({"key": str(row["key"]), "completion": row["completion"]})
    return rows


def reference_sets(given: Any) -> List[Tuple[str, Optional[List[Dict[str, str]]]]]:
    """
    Named reference sets, from a JSONL path (named after the file), a mapping key -> text or an iterable of rows (named
    "reference"), a mapping name -> one of those, or a list of names of sets that exist (their completions are None).
    """
    if isinstance(given, (str, os.PathLike)):
        return [(valid_name(os.path.splitext(os.path.basename(os.fspath(given)))[0]), _reference_rows(given))]
    if isinstance(given, Mapping):
        values = list(given.values())
        if all(isinstance(value, str) and not value.endswith((".jsonl", ".json")) for value in values):
            return [("reference", _reference_rows(given))]
        return [(valid_name(name), _reference_rows(value)) for name, value in given.items()]
    rows = list(given)
    if rows and all(isinstance(row, str) for row in rows):
        return [(row, None) for row in rows]
    return [("reference", _reference_rows(rows))]


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
