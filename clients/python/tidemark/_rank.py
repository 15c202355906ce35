"""Which of a job's processes this is."""
from __future__ import annotations

import os
from typing import Mapping, Optional


def process_rank(env: Optional[Mapping[str, str]] = None) -> int:
    """
    Rank of this process in its job, 0 outside of one. torchrun, accelerate and DeepSpeed set RANK; Slurm and MPI have names of
    their own; LOCAL_RANK alone (with the node's rank where there are several) is what remains for other launchers.
    """
    source = os.environ if env is None else env
    for name in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"):
        rank = _number(source.get(name))
        if rank is not None:
            return rank
    local = _number(source.get("LOCAL_RANK")) or 0
    node = _number(source.get("NODE_RANK")) or _number(source.get("GROUP_RANK")) or 0
    # Only whether it is 0 matters; 1 stands for "not the first process of the first node".
    return local or min(node, 1)


def _number(text: Optional[str]) -> Optional[int]:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
