"""Prompts and completions of rows that other programs wrote; a prompt without a key is called after its content."""
from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

from ._fields import derived_key
from ._formats import FORMATS
from ._tables import Row


def source_prompts(rows: Sequence[Row], kind: str) -> List[Dict[str, Any]]:
    """One that stands several times (a row for each filter or sample) is one prompt. @raises ValueError naming the row"""
    found: Dict[str, Dict[str, Any]] = {}
    for row in rows:
        key, messages, _, tags = FORMATS[kind](row)
        if not messages:
            raise ValueError(f"{row.at}: the prompt is missing")
        name = key if key is not None else derived_key(messages)
        alone = len(messages) == 1 and messages[0]["role"] == "user"
        asked: Dict[str, Any] = {"prompt": messages[0]["content"]} if alone else {"messages": messages}
        before = found.setdefault(name, {"key": name, **asked, **({"tags": tags} if tags else {})})
        if any(before.get(field) != asked.get(field) for field in ("prompt", "messages")):
            raise ValueError(f'{row.at}: another prompt has the key "{name}" already')
    return list(found.values())


def source_completions(rows: Sequence[Row], kind: str) -> List[Dict[str, Any]]:
    """
    Rows with key, completion and sample. A prompt that stands several times gives samples 0, 1, ... in the order of the file (in
    alpaca_eval's files it is an error); a row that says the same again under the same key of the file is the same answer.
    @raises ValueError naming the row
    """
    found: Dict[str, Tuple[str, List[str]]] = {}
    for row in rows:
        own, messages, completions, _ = FORMATS[kind](row)
        if not completions:
            raise ValueError(f"{row.at}: there is a prompt but no completion")
        if own is None and not messages:
            raise ValueError(f"{row.at}: the prompt is missing, so nothing says what this completes; add a key")
        key = own if own is not None else derived_key(messages or [])
        if key not in found:
            found[key] = (row.at, list(completions))
        elif kind == "alpaca-eval":
            raise ValueError(f"{row.at}: the same prompt stands at {found[key][0]}; each may stand there once")
        elif own is None or found[key][1] != completions:
            found[key][1].extend(completions)
    return [{"key": key, "completion": text, **({"sample": n} if n else {})} for key, (_, texts) in found.items() for n, text in enumerate(texts)]
