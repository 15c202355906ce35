import type { ServerType } from "@/lib/contracts";
import type { Adapter } from "./adapter";
import { httpProtocol } from "./http-protocol";
import { nim } from "./nim";
import { openaiJudge } from "./openai-judge";
import { openrlhf } from "./openrlhf";
import { sglang } from "./sglang";
import { tei } from "./tei";
import { vllmClassify } from "./vllm-classify";
import { vllmPooling } from "./vllm-pooling";
import { vllmScore } from "./vllm-score";

/** One line for each type of model server. */
export const adapters: Record<ServerType, Adapter> = {
  "vllm-classify": vllmClassify,
  "vllm-pooling": vllmPooling,
  "vllm-score": vllmScore,
  tei,
  sglang,
  openrlhf,
  nim,
  "openai-judge": openaiJudge,
  http: httpProtocol,
};
