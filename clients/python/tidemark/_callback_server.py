"""Generation by a server with the OpenAI interface, such as vLLM."""
from __future__ import annotations

import http.client
import json
import os
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence

Row = Dict[str, Any]
_TIMEOUT_S = 600.0


@dataclass
class CompletionServer:
    """
    Asks a server for the completions of a checkpoint once it has the checkpoint's weights.

    `load(path, step)` makes the server use them and returns the name of the model to ask for. Left out, the checkpoint must be a LoRA
    adapter, which vLLM loads while it runs (`--enable-lora`, VLLM_ALLOW_RUNTIME_LORA_UPDATING=1); the server must see the path.
    """

    url: str
    """Address up to and including /v1."""
    load: Optional[Callable[[str, int], str]] = None
    api_key: Optional[str] = None
    max_new_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    concurrency: int = 16

    def __call__(self, path: str, step: int, rows: Sequence[Row]) -> List[Row]:
        """@raises ValueError what the server refuses, or a checkpoint that it cannot load; OSError"""
        model = (self.load or self._load_adapter)(path, step)
        with ThreadPoolExecutor(self.concurrency) as pool:
            return list(pool.map(lambda row: self._complete(model, row), rows))

    def _load_adapter(self, path: str, step: int) -> str:
        if not os.path.exists(os.path.join(path, "adapter_config.json")):
            raise ValueError(f"{path} is no LoRA adapter: give `load`, which makes the server use these weights, or a command")
        name = f"tidemark-step-{step}"
        self._post("/load_lora_adapter", {"lora_name": name, "lora_path": path})
        return name

    def _complete(self, model: str, row: Row) -> Row:
        messages = row.get("messages") or [{"role": "user", "content": row["prompt"]}]
        choice = json.loads(self._post("/chat/completions", {
            "model": model, "messages": messages, "max_tokens": self.max_new_tokens,
            "temperature": self.temperature, "top_p": self.top_p, "seed": self.seed,
        }))["choices"][0]
        return {"key": row["key"], "completion": choice["message"]["content"] or "", "finish_reason": choice.get("finish_reason")}

    def _post(self, path: str, body: Dict[str, Any]) -> bytes:
        address = urllib.parse.urlsplit(self.url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=_TIMEOUT_S)
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.api_key}"} if self.api_key else {})}
        try:
            connection.request("POST", address.path.rstrip("/") + path, json.dumps(body), headers)
            response = connection.getresponse()
            data = response.read()
        except http.client.HTTPException as error:
            raise ValueError(f"{self.url} does not answer like a server of models ({type(error).__name__})") from error
        finally:
            connection.close()
        if not 200 <= response.status < 300:
            raise ValueError(f"{self.url}{path} answers {response.status}: {data[:300].decode('utf-8', 'replace')}")
        return data
