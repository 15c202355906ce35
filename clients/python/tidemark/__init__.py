"""
Register checkpoints of a training run with Tidemark, and learn which one to keep and when the run has started to get worse.

    run = tidemark.init(run="sft-7b", project="chat", prompt_set="core-v1")
    run.log_checkpoint(step=400, completions={"explain-01": "..."}, path="out/ckpt-400")
    run.verdict(wait=True).should_stop
"""
from typing import TYPE_CHECKING, Any

from ._init import init
from ._run import Run, RunCounts
from ._version import VERSION as __version__
from .forwarding import forward
from .results import Best, Estimate, Regression, Verdict

if TYPE_CHECKING:
    from .callback import TidemarkCallback as TidemarkCallback


def __getattr__(name: str) -> Any:
    """`tidemark.TidemarkCallback` needs transformers, which nothing else here does: it is imported when it is asked for."""
    if name == "TidemarkCallback":
        from .callback import TidemarkCallback

        return TidemarkCallback
    raise AttributeError(f"module 'tidemark' has no attribute {name!r}")


__all__ = ["Best", "Estimate", "Regression", "Run", "RunCounts", "Verdict", "__version__", "forward", "init"]
