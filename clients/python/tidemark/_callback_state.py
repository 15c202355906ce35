"""Everything about a training process that generation may touch, put back exactly as it was."""
from __future__ import annotations

import copy
import random
import sys
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List, Tuple

import torch

_ACCELERATORS = ("cuda", "xpu", "npu", "mlu", "musa", "hpu")
_TOKENIZER_FIELDS = ("padding_side", "truncation_side", "pad_token", "chat_template", "model_max_length")


@contextmanager
def training_state_kept(model: Any, tokenizer: Any) -> Iterator[None]:
    """
    Inside, the model is in evaluation mode without gradient checkpointing. Afterwards, also after an error, everything is as before:
    each module's training mode and gradient checkpointing flag, `use_cache`, the generation config, the tokenizer's settings, and
    the random state of Python, numpy, torch and every device, so that training goes on bit for bit as if nothing had been generated.
    """
    restore: List[Callable[[], None]] = [*_random_states(), *_modules(model), *_configs(model), *_tokenizer(tokenizer)]
    try:
        for module in model.modules():
            # Flags are set one by one: a module's own train() may do more than that, such as merging adapters.
            module.training = False
            if getattr(module, "gradient_checkpointing", False) is True:
                module.gradient_checkpointing = False
        yield
    finally:
        for put_back in restore:
            put_back()


def _random_states() -> Iterator[Callable[[], None]]:
    python_state, torch_state = random.getstate(), torch.get_rng_state()
    yield lambda: random.setstate(python_state)
    yield lambda: torch.set_rng_state(torch_state)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy_state = numpy.random.get_state()
        yield lambda: numpy.random.set_state(numpy_state)
    for name in _ACCELERATORS:
        device = getattr(torch, name, None)
        # A device that nobody has used has no state yet, and asking for one would take memory on it.
        if device is not None and hasattr(device, "get_rng_state_all") and _in_use(device):
            yield _put_back_devices(device, device.get_rng_state_all())
    if getattr(torch.backends, "mps", None) is not None and torch.backends.mps.is_available():
        mps_state = torch.mps.get_rng_state()
        yield lambda: torch.mps.set_rng_state(mps_state)


def _in_use(device: Any) -> bool:
    return bool(device.is_available()) and bool(getattr(device, "is_initialized", lambda: True)())


def _put_back_devices(device: Any, states: List[Any]) -> Callable[[], None]:
    return lambda: device.set_rng_state_all(states)


def _modules(model: Any) -> Iterator[Callable[[], None]]:
    before: List[Tuple[Any, bool, Any]] = [(one, one.training, one.__dict__.get("gradient_checkpointing")) for one in model.modules()]

    def put_back() -> None:
        for module, training, checkpointing in before:
            module.training = training
            if checkpointing is not None:
                module.gradient_checkpointing = checkpointing

    yield put_back


def _configs(model: Any) -> Iterator[Callable[[], None]]:
    """`use_cache` of every config, and every generation config: which object it is, and what it says."""
    caches: Dict[int, Tuple[Any, Any]] = {}
    generation: List[Tuple[Any, Any, Dict[str, Any]]] = []
    for module in model.modules():
        config = module.__dict__.get("config")
        if config is not None and hasattr(config, "use_cache"):
            caches[id(config)] = (config, config.use_cache)
        own = module.__dict__.get("generation_config")
        if own is not None:
            generation.append((module, own, copy.deepcopy(own.__dict__)))

    def put_back() -> None:
        for config, use_cache in caches.values():
            config.use_cache = use_cache
        for module, own, fields in generation:
            own.__dict__ = fields
            module.generation_config = own

    yield put_back


def _tokenizer(tokenizer: Any) -> Iterator[Callable[[], None]]:
    before = {name: getattr(tokenizer, name) for name in _TOKENIZER_FIELDS if hasattr(tokenizer, name)}

    def put_back() -> None:
        for name, value in before.items():
            if getattr(tokenizer, name) != value:
                setattr(tokenizer, name, value)

    yield put_back
