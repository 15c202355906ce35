import type { RewardModelSpec, ServerSpec } from "@/lib/contracts";
import { createOnnxPool, type OnnxPoolOptions } from "./onnx-pool";
import type { RewardModelPool } from "./reward-model";
import { createServerPool, type ServerPoolOptions } from "./servers/server-pool";

/** Opens every kind of reward model: in the worker's own threads, or behind a model server. */
export function createRewardModelPool(options: OnnxPoolOptions & ServerPoolOptions): RewardModelPool {
  const onnx = createOnnxPool(options);
  const servers = createServerPool(options);
  return {
    nThreads: onnx.nThreads,
    open: (spec, recorded) => (isServer(spec) ? servers.open(spec, recorded) : onnx.open(spec, recorded)),
    check: (spec, recorded) => (isServer(spec) ? servers.check(spec, recorded) : onnx.check(spec, recorded)),
    async close() {
      servers.close();
      await onnx.close();
    },
  };
}

function isServer(spec: RewardModelSpec): spec is ServerSpec {
  return spec.backend.type !== "onnx" && spec.backend.type !== "imported";
}
