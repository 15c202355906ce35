import type { RewardModel } from "@/lib/contracts";

/** The command that registers a model again with another temperature, and what it cannot know of the first registration. */
export function registrationCommand(model: RewardModel, temperature: number): { line: string; note: string | null } {
  const t = String(Number(temperature.toPrecision(4)));
  const { backend } = model;
  const place: [string, string | number | undefined | null][] = backend.type === "onnx"
    ? [["path", backend.path], ["file", backend.file], ["provider", backend.provider]]
    : [["server", backend.type], ["url", backend.url], ["model", backend.model], ["api-key-env", backend.apiKeyEnv], ["timeout-ms", backend.timeoutMs], ["concurrency", backend.concurrency]];
  const options: typeof place = [
    ["kind", model.kind], ["input", model.input], ...place, ["max-tokens", model.maxTokens], ["overlong", model.overlong === "fail" ? "fail" : null],
    ["precision", backend.type === "onnx" ? model.precision : null], ["temperature", t],
  ];
  const words = options.flatMap(([option, value]) => (value === undefined || value === null ? [] : [`--${option} ${quoted(String(value))}`]));
  return {
    line: `tidemark models add ${model.name.slice(0, 80)}-t${t.replace("+", "")} ${words.join(" ")}`,
    note: "(and --attribute, --output, --label, --scale, --template, --no-bos as you gave them the first time)",
  };
}

const quoted = (text: string): string => (/^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
