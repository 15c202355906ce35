"""The names that other programs use for a key, a completion and why it ended, and the shapes that these come in."""
from __future__ import annotations

import hashlib
import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

NAMES: Dict[str, Tuple[str, ...]] = {
    "key": ("key", "id", "prompt_key", "doc_id"),
    "completion": ("completion", "output", "response", "generated_text"),
    "finishReason": ("finishReason", "finish_reason", "stop_reason"),
    "sample": ("sample",),
}
_ROLES = ("system", "user", "assistant", "tool")
_OTHER_ROLES = {"human": "user", "gpt": "assistant", "bot": "assistant", "model": "assistant", "developer": "system"}

Message = Dict[str, str]


def pick(row: Mapping[str, Any], field: str, columns: Optional[Mapping[str, str]] = None) -> Any:
    """What a row holds for a field: the first of its usual names that is there. @param columns names where they are others"""
    own = (columns or {}).get(field)
    for name in NAMES[field] if own is None else (own,):
        value = row.get(name)
        if value is not None:
            return value
    return None


def key_text(value: Any) -> Optional[str]:
    """A key is a text, or a whole number (of numpy too); None when there is none."""
    if isinstance(value, str):
        return value or None
    whole = not isinstance(value, bool) and hasattr(value, "__index__")
    return str(int(value)) if whole else None


def completion_text(value: Any) -> Any:
    """The text of a completion: itself, or of chat messages the last one's; anything else comes back as it is."""
    if isinstance(value, (list, tuple)) and value and isinstance(value[-1], Mapping) and isinstance(value[-1].get("content"), str):
        return value[-1]["content"]
    return value


def read_messages(value: Any) -> Optional[List[Message]]:
    """A conversation as data sets write it: a text (one user message), a list of {role, content}, or of {from, value}; None where it is neither."""
    if isinstance(value, str):
        return [{"role": "user", "content": value}] if value else None
    if not isinstance(value, (list, tuple)) or not value:
        return None
    messages = []
    for entry in value:
        if not isinstance(entry, Mapping):
            return None
        named = entry.get("role") if entry.get("role") is not None else entry.get("from")
        content = entry.get("content") if entry.get("content") is not None else entry.get("value")
        role = _OTHER_ROLES.get(named, named) if isinstance(named, str) else None
        if role not in _ROLES or not isinstance(content, str):
            return None
        messages.append({"role": str(role), "content": content})
    return messages


def derived_key(messages: Sequence[Message]) -> str:
    """
    Key of a prompt that has been given none: `p-` and 16 hexadecimal digits of SHA-256 over roles and contents. The commands of the
    server derive the same, so a data set gives the same prompts whichever way it comes in.
    """
    text = json.dumps([[message["role"], message["content"]] for message in messages], ensure_ascii=False, separators=(",", ":"))
    return f"p-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
