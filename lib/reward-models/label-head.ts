import type { OnnxSpec } from "@/lib/contracts";
import { readElement } from "./read-output";
import { RewardModelError } from "./reward-model-error";
import { unpadded, type Row, type RunRows } from "./run-rows";
import type { ScoreHead } from "./score-head";

/**
 * Reads a causal language model that answers with one of two tokens: the score is how far the next-token logit of the first stands above that of the second,
 * that is, the log odds of a softmax over the two.
 * @throws RewardModelError where the output is not [batch, tokens, vocabulary]
 */
export async function createLabelHead(run: RunRows, probe: Row, output: string, labelIds: readonly [number, number], spec: OnnxSpec, file: string): Promise<ScoreHead> {
  const dims = await run([probe], unpadded, [output], (found) => found[output]!.dims);
  if (dims.length !== 3 || dims[0] !== 1 || (dims[1] !== probe.ids.length && dims[1] !== 1)) {
    throw new RewardModelError(`Output "${output}" of ${file} has the shape [${dims.join(", ")}] for ${probe.ids.length} tokens where a causal language model gives [1, tokens, vocabulary]: export it with --task text-generation, or register input "text-pair".`);
  }
  if (Math.max(...labelIds) >= dims[2]!) {
    throw new RewardModelError(`Output "${output}" of ${file} knows ${dims[2]} tokens, but an answer token (${spec.template?.labels.join(", ") ?? "A, B"}) has the id ${Math.max(...labelIds)}: tokenizer.json and the model do not belong together.`);
  }
  return {
    outputNames: [output], attributes: [],
    read: (found, lastTokens) => {
      const { dims: [, tokens, vocabulary], type, data } = found[output]!;
      return lastTokens.map((last, i) => {
        const start = (i * tokens! + (tokens === 1 ? 0 : last)) * vocabulary!;
        return { score: Math.fround(readElement(type, data, start + labelIds[0]) - readElement(type, data, start + labelIds[1])) };
      });
    },
  };
}
