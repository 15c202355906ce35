"""A server with the part of vLLM's interface that is used: adapters that are loaded, and chat completions that say which model answered."""
from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict


class ModelServer:
    """Listens on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.adapters: Dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_POST(self) -> None:
                data = outer.answer(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, path: str, body: Dict[str, Any]) -> bytes:
        if path == "/v1/load_lora_adapter":
            self.adapters[body["lora_name"]] = body["lora_path"]
            return b"Success: LoRA adapter added successfully."
        text = f"{body['model']}: {body['messages'][-1]['content']}"
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
