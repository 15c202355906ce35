"""A server that keeps the contract of the HTTP interface in memory, and fails on demand. For tests of the client alone."""
from __future__ import annotations

import gzip
import json
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from tidemark._version import VERSION

KEY = "tdm_test"


@dataclass
class Answer:
    """What is sent back; `raw` replaces the JSON body."""

    status: int
    body: Any = None
    headers: Dict[str, str] = field(default_factory=dict)
    raw: Optional[bytes] = None


class Problem(Exception):
    """An answer of the kind application/problem+json."""

    def __init__(self, status: int, code: str, detail: str, paths: Tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.answer = Answer(status, {
            "type": f"/problems/{code}", "title": code, "status": status, "detail": detail, "code": code, "requestId": "r",
            "errors": [{"path": path, "message": "differs"} for path in paths],
        })


class Store:
    """Prompt sets, reference sets, runs, checkpoints and metrics, with the rules that decide an answer."""

    def __init__(self) -> None:
        self.prompt_sets: Dict[str, List[Any]] = {}
        self.references: Dict[Tuple[str, str], List[Any]] = {}
        self.runs: Dict[str, Dict[str, Any]] = {}
        self.checkpoints: Dict[Tuple[str, str, int], Dict[str, Any]] = {}
        self.metrics: List[Dict[str, Any]] = []
        self.order: List[Tuple[str, str, int]] = []
        self.n_scored = 0
        """Registrations that asked for scoring: one for each new content."""
        self.scored: Dict[int, float] = {}
        """Win rate of the steps that are scored."""
        self.verdict: Dict[str, Any] = {
            "verdict": "healthy", "reason": "No drop was found.", "code": "healthy", "shouldStop": False, "adjustedP": 0.6, "regression": None,
            "smallestDetectableDrop": 0.03, "best": None, "keep": [], "safeToDelete": [], "nLooks": 0, "nPending": 0,
        }

    def add_prompt_set(self, body: Dict[str, Any]) -> Answer:
        known = self.prompt_sets.setdefault(body["name"], body["prompts"])
        if known != body["prompts"]:
            raise Problem(409, "prompt-set-conflict", "another prompt set has this name")
        return Answer(201, {"id": body["name"], "name": body["name"], "hash": "h", "nPrompts": len(known)})

    def add_references(self, prompt_set: str, body: Dict[str, Any]) -> Answer:
        if prompt_set not in self.prompt_sets:
            raise Problem(404, "not-found", f"there is no prompt set {prompt_set}")
        known = self.references.setdefault((prompt_set, body["name"]), body["completions"])
        if known != body["completions"]:
            raise Problem(409, "reference-set-conflict", "another reference set has this name")
        return Answer(201, {"id": body["name"], "name": body["name"], "hash": "h", "nCompletions": len(known)})

    def add_run(self, body: Dict[str, Any]) -> Answer:
        if body["promptSet"] not in self.prompt_sets:
            raise Problem(404, "not-found", f"there is no prompt set {body['promptSet']}")
        ref = f"{body.get('project', 'default')}/{body['name']}"
        known = self.runs.setdefault(ref, body)
        differing = [name for name in body if known.get(name) != body[name]]
        if differing:
            raise Problem(409, "run-conflict", f"{ref} is another run", tuple(f"/{name}" for name in differing))
        return Answer(201, {"id": ref, "name": body["name"]})

    def add_checkpoint(self, run: str, body: Dict[str, Any], on_conflict: str) -> Answer:
        self._known_run(run)
        keys = {prompt["key"] for prompt in self.prompt_sets[self.runs[run]["promptSet"]]}
        unknown = [item["key"] for item in body["completions"] if item["key"] not in keys]
        if unknown:
            raise Problem(422, "invalid-request", f"unknown keys: {unknown[:3]}", ("/completions/0/key",))
        if any(0xD800 <= ord(c) <= 0xDFFF for item in body["completions"] for c in item["completion"]):
            raise Problem(422, "invalid-request", "holds a lone surrogate")
        base, n = body.get("branch", "main"), 1
        while True:
            place = (run, base if n == 1 else f"{base}.{n}", body["step"])
            known = self.checkpoints.get(place)
            if known is None or known["completions"] == body["completions"]:
                break
            if on_conflict == "reject":
                raise Problem(409, "checkpoint-conflict", f"step {body['step']} already has other completions")
            n += 1
        self.checkpoints[place] = body
        if known is None:
            self.n_scored += 1
            self.order.append(place)
        n_missing = len(keys - {item["key"] for item in body["completions"]})
        return Answer(202 if known is None else 200, {
            "id": "c", "step": body["step"], "branch": place[1], "status": "received", "path": body.get("path"),
            "nCompletions": len(body["completions"]), "nMissing": n_missing,
        })

    def add_metrics(self, run: str, body: Dict[str, Any]) -> Answer:
        self._known_run(run)
        self.metrics.append({"run": run, **body})
        return Answer(202, {"step": body["step"], "branch": body["branch"], "nValues": len(body["values"])})

    def read_verdict(self, run: str) -> Answer:
        self._known_run(run)
        return Answer(200, self.verdict)

    def read_best(self, run: str) -> Answer:
        self._known_run(run)
        steps = sorted(step for ref, _, step in self.checkpoints if ref == run)
        known = {"value": 0.5, "low": 0.4, "high": 0.6}
        chosen = {"step": steps[0], "checkpointId": "c", "path": "out/x", "winProbability": known, "shrunk": known} if steps else None
        return Answer(200, {
            "chosen": chosen, "bestSet": steps, "provisional": False, "explanation": "The only one.", "metric": "winProbability", "keep": steps, "safeToDelete": [],
        })

    def read_run(self, ref: str) -> Answer:
        self._known_run(ref)
        body = self.runs[ref]
        steps = [step for run, _, step in self.checkpoints if run == ref]
        branches = sorted({branch for run, branch, _ in self.checkpoints if run == ref})
        return Answer(200, {
            "id": ref, "name": body["name"], "project": body.get("project", "default"), "nCheckpoints": len(steps), "nScored": len(steps), "nFailed": 0,
            "lastStep": max(steps, default=None), "promptSet": {"id": "p", "name": body["promptSet"], "nPrompts": len(self.prompt_sets[body["promptSet"]])},
            "branches": [{"name": name, "parent": None} for name in branches],
        })

    def list_checkpoints(self, run: str, branch: str) -> Answer:
        self._known_run(run)
        steps = sorted(step for ref, on, step in self.checkpoints if (ref, on) == (run, branch))
        return Answer(200, {"items": [{"step": step, "branch": branch} for step in steps], "nextCursor": None})

    def list_runs(self, name: str) -> Answer:
        return Answer(200, {"items": [self.read_run(ref).body for ref, run in self.runs.items() if run["name"] == name], "nextCursor": None})

    def read_curve(self, run: str) -> Answer:
        """A point for each checkpoint; those of `scored` have values, the others are provisional."""
        self._known_run(run)
        points = [
            {
                "step": step, "checkpointId": f"c{step}", "identity": "i", "provisional": step not in self.scored,
                "winRate": {"value": self.scored.get(step, 0.5), "low": 0.1, "high": 0.9}, "winProbability": {"value": 0.5, "low": 0.4, "high": 0.6},
                "meanScore": {"value": None, "low": None, "high": None, "reason": "too-few-prompts"},
            }
            for step in sorted(step for ref, branch, step in self.checkpoints if ref == run and branch == "main")
        ]
        return Answer(200, {"points": points, "breaks": [], "waiting": []})

    def _known_run(self, run: str) -> None:
        if run not in self.runs:
            raise Problem(404, "not-found", f"there is no run {run}")


class ContractServer:
    """Listens on a free port of 127.0.0.1; `faults` are answers to give instead, one a request, in order."""

    def __init__(self, port: int = 0) -> None:
        self.store = Store()
        self.faults: List[Answer] = []
        self.always: Optional[Answer] = None
        """Given to every request while it is set."""
        self.delay_s = 0.0
        self.requests: List[Tuple[str, str]] = []
        self.times: List[float] = []
        self.version = VERSION
        self.agents: Set[str] = set()
        """What clients called themselves."""
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_GET(self) -> None:
                outer.handle(self, None)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.handle(self, gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            """A client that was killed in the middle is no news."""

            daemon_threads = True

            def handle_error(self, *_args: object) -> None:
                """Says nothing."""

        self._server = Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def handle(self, request: BaseHTTPRequestHandler, body: Optional[bytes]) -> None:
        time.sleep(self.delay_s)
        with self.lock:
            if request.path == "/api/v1/health":
                self._reply(request, Answer(200, {"status": "ok", "version": self.version, "database": "ok", "queue": "postgres", "workers": 1}))
                return
            self.agents.add(request.headers.get("User-Agent", ""))
            self.requests.append((request.command, request.path))
            self.times.append(time.monotonic())
            answer = self.always or (self.faults.pop(0) if self.faults else self._route(request, body))
        self._reply(request, answer)

    def _reply(self, request: BaseHTTPRequestHandler, answer: Answer) -> None:
        data = answer.raw if answer.raw is not None else json.dumps(answer.body).encode()
        request.send_response(answer.status)
        for name, value in {"Content-Length": str(len(data)), **answer.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def _route(self, request: BaseHTTPRequestHandler, body: Optional[bytes]) -> Answer:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return Problem(401, "unauthorized", "The key is not known.").answer
        path, query = urllib.parse.urlsplit(request.path).path, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.path).query))
        parts = [urllib.parse.unquote(part) for part in path.split("/")[3:]]
        data = None if body is None else json.loads(body)
        store = self.store
        writes: Dict[Tuple[int, str], Callable[[], Answer]] = {
            (1, "prompt-sets"): lambda: store.add_prompt_set(data), (1, "runs"): lambda: store.add_run(data),
            (3, "reference-sets"): lambda: store.add_references(parts[1], data), (3, "checkpoints"): lambda: store.add_checkpoint(parts[1], data, query.get("onConflict", "reject")),
            (3, "metrics"): lambda: store.add_metrics(parts[1], data),
        }
        reads: Dict[Tuple[int, str], Callable[[], Answer]] = {
            (3, "verdict"): lambda: store.read_verdict(parts[1]), (3, "best"): lambda: store.read_best(parts[1]),
            (3, "checkpoints"): lambda: store.list_checkpoints(parts[1], query.get("branch", "main")),
            (3, "curve"): lambda: store.read_curve(parts[1]), (1, "runs"): lambda: store.list_runs(query["name"]),
            (2, parts[-1]): lambda: store.read_run(parts[1]) if parts[0] == "runs" else Answer(200, {"id": parts[1], "prompts": store.prompt_sets[parts[1]]}),
        }
        try:
            return (reads if body is None else writes)[(len(parts), parts[-1])]()
        except Problem as problem:
            return problem.answer


def too_many(seconds: float) -> Answer:
    """429 with Retry-After."""
    problem = Problem(429, "too-many-requests", "Too many requests.").answer
    problem.headers["Retry-After"] = str(seconds)
    return problem
