"""
Register checkpoints of a training run with Tidemark, and learn which one to keep and when the run has started to get worse.

    run = tidemark.init(run="sft-7b", project="chat", prompt_set="core-v1")
    run.log_checkpoint(step=400, completions={"explain-01": "..."}, path="out/ckpt-400")
    run.verdict(wait=True).should_stop
"""
from ._init import init
from ._run import Run, RunCounts
from ._version import VERSION as __version__
from .results import Best, Estimate, Regression, Verdict

__all__ = ["Best", "Estimate", "Regression", "Run", "RunCounts", "Verdict", "__version__", "init"]
