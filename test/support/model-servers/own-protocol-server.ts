import { judged } from "./chat-servers";
import { startContractServer, type Answer, type ContractOptions, type ContractServer } from "./contract-server";
import { breaksServer, isRefused, rewardOf } from "./reward-of";
import { vllmTemplate } from "./vllm-server";

export interface OwnProtocolOptions extends ContractOptions {
  pairwise?: boolean;
  /** Names of attributes to answer with, beside the scores. */
  names?: string[];
  /** Changes what is answered. */
  spoil?: (json: any, body: any) => unknown;
}

type Pair = { messages: { role: string; content: string }[]; completion: string; reference?: string };
/** The text that these servers score. */
export const ownText = ({ messages, completion }: Pair): string => vllmTemplate([...messages, { role: "assistant", content: completion }]);

/** Tidemark's own protocol, at any path. */
export function startOwnProtocolServer({ pairwise = false, names, spoil = (json) => json, ...options }: OwnProtocolOptions = {}): Promise<ContractServer> {
  return startContractServer((_path, body): Answer => {
    const pairs: Pair[] = body.pairs;
    const texts = pairs.map(ownText);
    for (const fault of ["reset", "hang"] as const) if (texts.some((text) => text.includes(`[${fault}]`))) return { status: 200, json: null, fault };
    if (texts.some(breaksServer)) return { status: 500, json: { detail: "Internal Server Error" } };
    if (texts.some(isRefused)) return { status: 422, json: { detail: "one pair is refused" } };
    const json = pairwise
      ? { probabilities: pairs.map(({ completion, reference }) => ({ ab: judged(completion, reference!), ba: judged(completion, reference!) })) }
      : { scores: texts.map((text) => rewardOf(text)), ...(names ? { names, attributes: texts.map((text) => names.map((_, seed) => rewardOf(text, seed + 1))) } : {}) };
    return { status: 200, json: spoil(json, body) };
  }, options);
}
