"""Logs curves to a new trackio project in TRACKIO_DIR and shows its dashboard until stdin is closed.

    python trackio-show.py < curves.json       # {"project": str, "runs": {name: [[step, value], ...]}}

Prints one line of JSON: {"version", "url"}. One run for each curve, as several curves are laid over each other there.
"""
import json
import sys

import trackio

given = json.loads(sys.stdin.readline())
for name, points in given["runs"].items():
    trackio.init(project=given["project"], name=name)
    for step, value in points:
        trackio.log({"win_probability": value}, step=step)
    trackio.finish()
_, url, *_ = trackio.show(given["project"], open_browser=False, block_thread=False)
print(json.dumps({"version": trackio.__version__, "url": url}), flush=True)
sys.stdin.read()
