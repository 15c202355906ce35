"""What the processes of one training job must do together."""
from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, List, TypeVar

import torch
import torch.distributed as dist

_T = TypeVar("_T")


@dataclass(frozen=True)
class Ranks:
    """This process among those of the job. Every method is called by all ranks, or by none."""

    rank: int
    world: int

    @classmethod
    def current(cls) -> "Ranks":
        if dist.is_available() and dist.is_initialized():
            return cls(dist.get_rank(), dist.get_world_size())
        return cls(0, 1)

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def from_first(self, value: _T) -> _T:
        """The value that the first rank has."""
        if self.world == 1:
            return value
        box: List[Any] = [value]
        dist.broadcast_object_list(box, src=0)
        return box[0]  # type: ignore[no-any-return]

    def from_all(self, value: _T) -> List[_T]:
        """The values of all ranks in their order."""
        if self.world == 1:
            return [value]
        values: List[Any] = [None] * self.world
        dist.all_gather_object(values, value)
        return values


def is_sharded(model: Any) -> bool:
    """Whether a forward pass needs all ranks: FSDP, or DeepSpeed ZeRO-3."""
    return any(_is_fsdp(module) for module in model.modules()) or any(hasattr(one, "ds_id") for one in model.parameters())


def shares_forward_pass(model: Any, args: Any) -> bool:
    """Whether ranks compute parts of one forward pass (tensor, context or sequence parallel), so that all need the same prompts."""
    if (getattr(model, "_tp_size", None) or 1) > 1:
        return True
    parallel = getattr(args, "parallelism_config", None)
    return any((getattr(parallel, name, None) or 1) > 1 for name in ("tp_size", "cp_size", "sp_size"))


def whole_root(model: Any) -> Any:
    """
    A context in which `generate` may be called. The first FSDP wraps the model in a module whose own parameters are gathered only
    by its forward pass, which `generate` goes around; its inner units gather theirs by themselves, as the second FSDP and ZeRO-3 do.
    """
    wrapped = _first_fsdp()
    if wrapped is not None and isinstance(model, wrapped):
        return wrapped.summon_full_params(model, writeback=False, recurse=False)
    return contextlib.nullcontext()


def _is_fsdp(module: Any) -> bool:
    wrapped = _first_fsdp()
    second = getattr(getattr(torch.distributed, "fsdp", None), "FSDPModule", None)
    return (wrapped is not None and isinstance(module, wrapped)) or (second is not None and isinstance(module, second))


def _first_fsdp() -> Any:
    """The class, where something has imported it: only then can a model be one."""
    return getattr(getattr(torch.distributed, "fsdp", None), "FullyShardedDataParallel", None)
