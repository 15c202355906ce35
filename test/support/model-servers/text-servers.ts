import { startContractServer, type Answer, type ContractOptions, type ContractServer } from "./contract-server";
import { breaksServer, isRefused, nWords, rewardOf } from "./reward-of";

/** SGLang with `--is-embedding`: a list for a list. */
export function startSglangServer({ nValues = 1, ...options }: ContractOptions & { nValues?: number } = {}): Promise<ContractServer> {
  return startContractServer((path, body): Answer => {
    if (path !== "/classify") return { status: 404, json: { detail: "Not Found" } };
    const texts: string[] = body.text;
    if (texts.some(breaksServer)) return { status: 500, json: null };
    const refused = texts.some((text) => isRefused(text) || nWords(text) > 4096);
    if (refused) return { status: 400, json: { error: { message: "Input length exceeds the maximum allowed length" } } };
    return { status: 200, json: texts.map((text) => ({ embedding: Array.from({ length: nValues }, (_, seed) => rewardOf(text, seed)), meta_info: { id: "x", prompt_tokens: nWords(text) } })) };
  }, options);
}

/** OpenRLHF's serve_rm: keeps the first 2048 tokens and says nothing. */
export function startOpenrlhfServer(options: ContractOptions = {}): Promise<ContractServer> {
  return startContractServer((path, body): Answer => {
    if (path !== "/get_reward") return { status: 404, json: { detail: "Not Found" } };
    const texts: string[] = body.query;
    return { status: 200, json: { rewards: texts.map((text) => rewardOf(text.split(/\s+/).slice(0, 2048).join(" "))) } };
  }, options);
}
