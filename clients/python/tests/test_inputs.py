"""The shapes that prompts, references and completions may come in."""
from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List

from tidemark._inputs import prompt_rows, reference_sets

from .support import PROMPTS, REFERENCES, ClientTest

QUESTION = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}]
ANSWER = [{"role": "assistant", "content": "Me."}]


class Table:
    """Iterates over rows as a `datasets.Dataset` does."""

    def __init__(self, rows: List[Dict[str, Any]]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Frame:
    """As much of a data frame as is needed to know one: iterating over it gives the names of its columns."""

    def __init__(self, rows: List[Dict[str, Any]]) -> None:
        self._rows, self.columns = rows, list(rows[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def to_dict(self, orient: str) -> List[Dict[str, Any]]:
        assert orient == "records"
        return self._rows


class InputTest(ClientTest):
    """One run a shape; what arrives at the server is compared."""

    def stored(self, step: int) -> List[Dict[str, Any]]:
        kept: List[Dict[str, Any]] = self.server.store.checkpoints[("chat/sft", "main", step)]["completions"]
        return kept

    def file(self, name: str, text: str) -> str:
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_prompts_of_a_mapping_jsonl_csv_and_a_table_are_the_same(self) -> None:
        want = prompt_rows(PROMPTS)
        rows = [{"key": key, "prompt": text} for key, text in PROMPTS.items()]
        self.assertEqual(prompt_rows(Table(rows)), want)
        self.assertEqual(prompt_rows(self.file("a.jsonl", "\n".join(map(json.dumps, rows)))), want)
        self.assertEqual(prompt_rows(self.file("a.json", json.dumps(rows))), want)
        self.assertEqual(prompt_rows(self.file("a.csv", "key,prompt\r\n" + "".join(f'{key},"{text}"\r\n' for key, text in PROMPTS.items()))), want)

    def test_tags_and_groups_are_kept(self) -> None:
        rows = prompt_rows(self.file("a.csv", "id,prompt,tags,group\n7,Hi?,a; b,g\n8,Ho?,,\n"))
        self.assertEqual(rows, [{"key": "7", "prompt": "Hi?", "tags": ["a", "b"], "group": "g"}, {"key": "8", "prompt": "Ho?"}])

    def test_a_trl_data_set_is_prompts_references_and_completions_at_once(self) -> None:
        texts = Table([{"prompt": "Who?", "completion": "Me."}, {"prompt": "Why?", "completion": "So."}])
        chats = Table([{"prompt": QUESTION, "completion": ANSWER}, {"prompt": QUESTION[1:], "completion": ANSWER}])
        whole = Table([{"messages": [*QUESTION, *ANSWER]}, {"messages": [*QUESTION[1:], *ANSWER]}])
        for number, table in enumerate((texts, chats, whole)):
            with self.subTest(number):
                with self.init(run=f"r{number}", prompt_set=f"s{number}", prompts=table, references=table) as run:
                    run.log_checkpoint(1, table)
                prompts = self.server.store.prompt_sets[f"s{number}"]
                stored = self.server.store.checkpoints[(f"chat/r{number}", "main", 1)]["completions"]
                self.assertEqual(stored, self.server.store.references[(f"s{number}", "reference")])
                self.assertEqual([item["key"] for item in stored], [prompt["key"] for prompt in prompts])
                self.assertEqual([item["completion"] for item in stored], ["Me.", "So."] if number == 0 else ["Me.", "Me."])
        self.assertEqual(self.server.store.prompt_sets["s1"], self.server.store.prompt_sets["s2"])
        self.assertEqual(self.server.store.prompt_sets["s2"][0]["messages"], QUESTION)

    def test_a_data_frame_is_prompts_references_and_completions_too(self) -> None:
        prompts = Frame([{"key": key, "prompt": text} for key, text in PROMPTS.items()])
        rows = [{"key": key, "completion": f"answer {key}", "finish_reason": "stop" if key == "p0" else float("nan")} for key in PROMPTS]
        want = [{"key": row["key"], "completion": row["completion"]} for row in rows]
        for number, references in enumerate((Frame(rows), {"reference": Frame(rows)})):
            with self.init(run=f"r{number}", prompt_set=f"s{number}", prompts=prompts, references=references) as run:
                run.log_checkpoint(1, Frame(rows))  # type: ignore[arg-type]
            self.assertEqual(self.server.store.prompt_sets[f"s{number}"], prompt_rows(PROMPTS))
            self.assertEqual(self.server.store.references[(f"s{number}", "reference")], want)
            stored = self.server.store.checkpoints[(f"chat/r{number}", "main", 1)]["completions"]
            self.assertEqual(stored, [{**want[0], "finishReason": "stop"}, *want[1:]])

    def test_a_prompt_without_a_key_is_called_after_its_content_as_the_commands_of_the_server_do(self) -> None:
        golden = os.path.join(os.path.dirname(os.path.abspath(__file__)), "derived-keys.json")
        with open(golden, encoding="utf-8") as file:
            for case in json.load(file)["cases"]:
                self.assertEqual(prompt_rows([{"messages": case["messages"]}])[0]["key"], case["key"])

    def test_completions_may_be_texts_in_the_order_of_the_prompts(self) -> None:
        with self.init() as run:
            run.log_checkpoint(1, [f"text {number}" for number in range(5)])
            run.log_checkpoint(2, ["one too few"] * 4)
        self.assertEqual(self.stored(1), [{"key": f"p{number}", "completion": f"text {number}"} for number in range(5)])
        self.assertEqual(self.steps(), [1])
        self.assertIn("4 of them and 5 prompts", self.log.messages[0])

    def test_completions_may_be_the_path_of_a_file(self) -> None:
        path = self.file("c.csv", 'id,output,finish_reason\np0,"a,\n""b""",length\np1,c,\n')
        with self.init() as run:
            run.log_checkpoint(1, path)
        self.assertEqual(self.stored(1), [{"key": "p0", "completion": 'a,\n"b"', "finishReason": "length"}, {"key": "p1", "completion": "c"}])

    def test_harness_files_are_read_too(self) -> None:
        lm_eval = {"doc_id": 3, "arguments": [["Who?", {}]], "resps": [["Me."]], "filtered_resps": ["Me."]}
        alpaca = {"instruction": "Who?", "output": "Me.", "generator": "m", "dataset": "helpful"}
        self.assertEqual(prompt_rows([lm_eval, lm_eval]), [{"key": "3", "prompt": "Who?"}])
        prompts = prompt_rows([alpaca])
        self.assertEqual((prompts[0]["prompt"], prompts[0]["tags"]), ("Who?", ["helpful"]))
        self.assertEqual(reference_sets([alpaca])[0][1], [{"key": prompts[0]["key"], "completion": "Me."}])

    def test_references_are_named_after_their_file_and_numbered_like_the_prompts(self) -> None:
        path = self.file("human.v2.jsonl", "".join(json.dumps({"completion": text}) + "\n" for text in REFERENCES.values()))
        self.assertTrue(self.init(references=path).finish(20))
        self.assertEqual(self.server.store.references[("core", "human")], [{"key": key, "completion": text} for key, text in REFERENCES.items()])

    def test_what_cannot_be_used_is_said_with_its_place(self) -> None:
        self.init(prompts=self.file("a.jsonl", '{"key": "a", "prompt": "x"}\n{"key": "b", "prompt": 5}\n'))
        self.assertIn("line 2: prompt b has no text", self.log.messages[0])
