import { startContractServer, type Answer, type ContractOptions, type ContractServer } from "./contract-server";
import { breaksServer, isRefused, nWords, rewardOf, sigmoid, softmax } from "./reward-of";

export interface VllmOptions extends ContractOptions {
  model?: string;
  nLabels?: number;
  /** /pooling answers a row for each token. */
  perToken?: boolean;
  maxWords?: number;
  /** Entries of `data` come in any order, as their indices say. */
  reorder?: boolean;
}

type Turn = { role: string; content: string };
/** The template of the server's model. */
export const vllmTemplate = (messages: readonly Turn[]): string => `<bos>${messages.map(({ role, content }) => `<${role}>${content}</${role}>`).join("")}`;

/** vLLM with `--runner pooling`: activation unless `use_activation: false`, special tokens added to strings unless told otherwise, 400 for what is too long. */
export function startVllmServer({ model = "rm", nLabels = 1, perToken = false, maxWords = 4096, reorder = false, ...options }: VllmOptions = {}): Promise<ContractServer> {
  const logits = (text: string) => Array.from({ length: nLabels }, (_, seed) => rewardOf(text, seed));
  const activated = (values: number[], body: any) => (body.use_activation === false ? values : values.length === 1 ? values.map(sigmoid) : softmax(values));
  const shuffled = <T>(list: T[]): T[] => (reorder ? [...list].reverse() : list);

  function texts(body: any): string[] {
    if (body.messages) return [(body.add_special_tokens === true ? "<bos>" : "") + vllmTemplate(body.messages) + (body.add_generation_prompt === true ? "<assistant>" : "")];
    const inputs: string[] = typeof body.input === "string" ? [body.input] : body.input;
    return inputs.map((text) => (body.add_special_tokens === false ? text : `<bos>${text}`));
  }

  return startContractServer((path, body): Answer => {
    if (!["/classify", "/pooling", "/score"].includes(path)) return { status: 404, json: { detail: "Not Found" } };
    if (body.model !== undefined && body.model !== model) return { status: 404, json: { error: { message: `The model \`${body.model}\` does not exist.`, type: "NotFoundError", code: 404 } } };
    const inputs: string[] = path === "/score" ? body.queries.map((query: string, i: number) => `<bos>${query}<sep>${body.documents[i]}`) : texts(body);
    if (inputs.some(breaksServer)) return { status: 500, json: { error: { message: "Internal Server Error", code: 500 } } };
    const long = inputs.find((text) => nWords(text) > maxWords);
    if (long || inputs.some(isRefused)) return { status: 400, json: { error: { message: `This model's maximum context length is ${maxWords} tokens.`, type: "BadRequestError", code: 400 } } };
    const usage = { prompt_tokens: inputs.reduce((sum, text) => sum + nWords(text), 0) };
    const data = inputs.map((text, index) => {
      const values = activated(logits(text), body);
      if (path === "/score") return { index, object: "score", score: values[0] };
      if (path === "/classify") return { index, label: `LABEL_${values.indexOf(Math.max(...values))}`, probs: values, num_classes: nLabels };
      return { index, object: "pooling", data: perToken ? [values.map(() => -9), values.map(() => 9), values] : values };
    });
    return { status: 200, json: { id: "x", object: "list", model, data: shuffled(data), usage } };
  }, options);
}
