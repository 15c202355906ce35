"""
What `log_checkpoint` costs the training loop: 1,000 completions of 2,000 characters, while a sender thread of the same process gzips
and sends them to a server in another process (the one of the client's tests, which keeps the contract and stores in memory: the caller
never waits for it, so which server it is shows only in how long the sender is busy). Then the same with a server that is away, with a
disk that is full, and with a busy loop beside it, as a training's data loading is.

    python bench/client/run.py [--calls 200] [--pause 0.1] [--json FILE]
"""
from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from typing import Callable, Dict, List, Tuple

CLIENT = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "clients", "python")
sys.path.insert(0, CLIENT)

import tidemark  # noqa: E402

N_COMPLETIONS, N_CHARACTERS = 1000, 2000
KEYS = [f"p{number:04d}" for number in range(N_COMPLETIONS)]
SERVER = "import time\nfrom tests.contract_server import ContractServer\nprint(ContractServer().url, flush=True)\ntime.sleep(3600)"


def completions(step: int, wide_every: int) -> Dict[str, str]:
    """Texts as models write them, different in every call. @param wide_every one text in so many has characters beyond ASCII"""
    rng = random.Random(step)
    plain = ["the", "a", "model", "answer", "because", "of", "however,", "step", "12.5", "\n\n-", "\"quoted\""]
    wide = [*plain, "na\u00efve", "\u4f60\u597d"]
    texts = {}
    for number, key in enumerate(KEYS):
        text = " ".join(rng.choices(wide if number % wide_every == 0 else plain, k=N_CHARACTERS // 4))
        texts[key] = (text * 2)[:N_CHARACTERS]
    return texts


Taken = List[Tuple[float, float]]
"""Milliseconds of each call: by the clock, and of processor time of the calling thread."""


def measure(run: tidemark.Run, n_calls: int, pause_s: float, wide_every: int = 10) -> Taken:
    """The training's own work between two calls is not counted."""
    took = []
    for step in range(n_calls):
        given = completions(step, wide_every)
        took.append(timed(lambda: run.log_checkpoint(step, given, path=CLIENT)))
        time.sleep(pause_s)
    return took


def yardstick(n_calls: int, pause_s: float) -> Taken:
    """A fixed piece of work: how far clock and processor time lie apart on this machine just now."""
    block = b"x" * 20_000_000
    took = []
    for _ in range(n_calls):
        took.append(timed(lambda: zlib.crc32(block)))
        time.sleep(pause_s)
    return took


def timed(call: Callable[[], object]) -> Tuple[float, float]:
    began, began_cpu = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - began_cpu) * 1000


def summary(took: Taken) -> Dict[str, float]:
    found: Dict[str, float] = {"calls": len(took)}
    for name, column in (("clock", 0), ("processor", 1)):
        ordered = sorted(one[column] for one in took)
        at = {"p50": ordered[len(ordered) // 2], "p99": ordered[int(0.99 * len(ordered))], "max": ordered[-1]}
        found.update({f"{name} {share}": round(value, 2) for share, value in at.items()})
    return found


def begin(folder: str, url: str) -> tidemark.Run:
    return tidemark.init(
        "bench", prompt_set="bench", prompts={key: "?" for key in KEYS}, references={key: "." for key in KEYS}, spool_dir=folder, url=url, api_key="tdm_test"
    )


def full_disk() -> None:
    """No file may grow beyond what a checkpoint takes, which a write finds as it finds a full disk: an error and fewer bytes than asked."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def busy(stop: threading.Event) -> None:
    """Pure Python that never lets go of the interpreter by itself."""
    while not stop.is_set():
        sum(range(2000))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.1)
    parser.add_argument("--json")
    options = parser.parse_args()
    logging.getLogger("tidemark").addHandler(logging.NullHandler())
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=CLIENT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    results: Dict[str, Dict[str, float]] = {"yardstick": summary(yardstick(options.calls, options.pause / 4))}
    try:
        for name, address, wide_every in (("sending", url, 10), ("sending, every text beyond ASCII", url, 1), ("server away", "http://127.0.0.1:9", 10)):
            with tempfile.TemporaryDirectory() as folder:
                run = begin(folder, address)
                results[name] = summary(measure(run, options.calls, options.pause, wide_every))
                began = time.perf_counter()
                sent = run.finish(120 if address == url else 0)
                results[name].update({"dropped": run.counts.dropped, "all_sent": sent, "finish_s": round(time.perf_counter() - began, 1)})
        with tempfile.TemporaryDirectory() as folder:
            run, stop = begin(folder, url), threading.Event()
            threading.Thread(target=busy, args=(stop,), daemon=True).start()
            results["busy thread beside it"] = summary(measure(run, options.calls // 4, options.pause))
            stop.set()
            run.finish(120)
        with tempfile.TemporaryDirectory() as folder:
            run = begin(folder, url)
            full_disk()
            results["disk full"] = {**summary(measure(run, options.calls // 4, options.pause)), "dropped": run.counts.dropped}
            run.finish(5)
    finally:
        server.kill()
    report = {"python": platform.python_version(), "cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "milliseconds": results}
    print(json.dumps(report, indent=1))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file)


if __name__ == "__main__":
    main()
