"""Rows that other programs write: TRL and `datasets`, alpaca_eval, lm-evaluation-harness, lighteval."""
from __future__ import annotations

import json
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional

from ._fields import NAMES, Message, key_text, read_messages
from ._tables import Row


class SourceRow(NamedTuple):
    """What a foreign row says."""

    key: Optional[str]
    """The file's own name of the prompt; None where it has none."""
    messages: Optional[List[Message]]
    completions: List[str]
    """One text a sample; empty where the row holds prompts alone."""
    tags: List[str]


def detect_format(fields: Mapping[str, Any]) -> str:
    """The format of a file by the fields of its first row."""
    if _has(fields, "resps", "filtered_resps"):
        return "lm-eval"
    if _has(fields, "model_response", "predictions", "full_prompt"):
        return "lighteval"
    named = _has(fields, *NAMES["key"])
    if _has(fields, "instruction") and not named:
        return "alpaca-eval"
    return "trl" if _has(fields, "messages", "prompt") and not named else "tidemark"


def _has(fields: Mapping[str, Any], *names: str) -> bool:
    return any(fields.get(name) is not None and not (isinstance(fields.get(name), str) and fields[name] == "") for name in names)


def _wrong(at: str, field: str, what: str) -> ValueError:
    return ValueError(f'{at}: "{field}" {what}')


def _trl(row: Row) -> SourceRow:
    """{"prompt", "completion"} as texts or lists of messages, or {"messages"} whose last one is the completion."""
    fields = row.fields
    key = next((key for key in (key_text(fields.get(name)) for name in ("key", "id", "prompt_key")) if key is not None), None)
    if fields.get("prompt") is None:
        messages = None if isinstance(fields.get("messages"), str) else read_messages(fields.get("messages"))
        if messages is None:
            raise _wrong(row.at, "messages", "is no list of {role, content}; give prompt and completion, or messages")
        if messages[-1]["role"] == "assistant":
            return SourceRow(key, messages[:-1], [messages[-1]["content"]], [])
        return SourceRow(key, messages, [], [])
    asked = read_messages(fields["prompt"])
    if asked is None:
        raise _wrong(row.at, "prompt", "is neither text nor a list of {role, content}")
    completion = fields.get("completion")
    if completion is None:
        return SourceRow(key, asked, [], [])
    answer = completion if isinstance(completion, str) else (read_messages(completion) or [{}])[-1].get("content")
    if answer is None:
        raise _wrong(row.at, "completion", "is neither text nor a list of {role, content}")
    return SourceRow(key, asked, [answer], [])


def _alpaca_eval(row: Row) -> SourceRow:
    """alpaca_eval's model_outputs: {"instruction", "output", "generator"?, "dataset"?}."""
    instruction, output, dataset = (row.fields.get(name) for name in ("instruction", "output", "dataset"))
    if not isinstance(instruction, str) or not instruction:
        raise _wrong(row.at, "instruction", "is no text; it is the prompt")
    if output is not None and not isinstance(output, str):
        raise _wrong(row.at, "output", "is no text; it is what the model wrote")
    tags = [dataset[:200]] if isinstance(dataset, str) and dataset else []
    return SourceRow(None, [{"role": "user", "content": instruction}], [] if output is None else [output], tags)


def _lm_eval(row: Row) -> SourceRow:
    """lm-evaluation-harness, samples_*.jsonl of a task that generates: "doc_id", "arguments", "resps"."""
    key = key_text(row.fields.get("doc_id"))
    if key is None:
        raise _wrong(row.at, "doc_id", "is missing; run lm_eval with --log_samples, which writes it")
    given = row.fields.get("resps") if row.fields.get("resps") is not None else row.fields.get("filtered_resps")
    completions = [text for one in (given if isinstance(given, list) else []) for text in (one if isinstance(one, list) else [one])]
    if not completions or not all(isinstance(text, str) for text in completions):
        raise _wrong(row.at, "resps", "holds no generated text; only tasks that generate (output_type: generate_until) have completions")
    return SourceRow(key, _asked_of_harness(row.fields.get("arguments")), completions, [])


def _asked_of_harness(given: Any) -> Optional[List[Message]]:
    """[[context, settings]], or {"gen_args_0": {"arg_0": context}}; a context of chat models is JSON of their messages."""
    first = given[0] if isinstance(given, list) and given else next(iter(given.values()), None) if isinstance(given, dict) else None
    context = first[0] if isinstance(first, list) and first else first.get("arg_0") if isinstance(first, dict) else None
    if isinstance(context, str) and context.startswith("[{"):
        try:
            return read_messages(json.loads(context)) or read_messages(context)
        except ValueError:
            return read_messages(context)
    return read_messages(context)


def _lighteval(row: Row) -> SourceRow:
    """lighteval's details as JSON: {"doc": {"query"}, "model_response": {"text"}}, or the older {"full_prompt", "predictions"}."""
    doc, response = ({**row.fields[name]} if isinstance(row.fields.get(name), dict) else {} for name in ("doc", "model_response"))
    written = response.get("text") if response.get("text") is not None else row.fields.get("predictions")
    completions = [written] if isinstance(written, str) else list(written) if isinstance(written, list) else []
    if not completions or not all(isinstance(text, str) for text in completions):
        raise _wrong(row.at, "model_response.text", "holds no generated text; details of tasks by log-likelihood have none")
    asked = next((one for one in (doc.get("query"), row.fields.get("full_prompt"), row.fields.get("example")) if one is not None), None)
    return SourceRow(key_text(doc.get("id")), read_messages(asked), completions, [])


FORMATS: Dict[str, Callable[[Row], SourceRow]] = {"trl": _trl, "alpaca-eval": _alpaca_eval, "lm-eval": _lm_eval, "lighteval": _lighteval}
"""Readers of the formats that are not our own. @raises ValueError naming row, field and remedy"""
