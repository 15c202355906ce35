import type { RewardModel } from "@/lib/contracts";

type Option = [name: string, value: string | number | undefined];

/** The command that registers a model again with another temperature, and what of it no option can say. */
export function registrationCommand(model: RewardModel, temperature: number): { line: string; note: string | null } {
  const t = String(Number(temperature.toPrecision(4)));
  const { spec } = model;
  const { backend } = spec;
  const place: Option[] = backend.type === "onnx"
    ? [["path", backend.path], ["file", backend.file], ["provider", backend.provider]]
    : backend.type === "imported" ? [] : [["server", backend.type], ["url", backend.url], ["model", backend.model], ["api-key-env", backend.apiKeyEnv], ["timeout-ms", backend.timeoutMs], ["concurrency", backend.concurrency]];
  const options: Option[] = [
    ["kind", spec.kind], ["input", spec.input], ...place, ["max-tokens", spec.maxTokens], ["overlong", spec.overlong], ["precision", spec.precision],
    ...(spec.attributes ?? []).map(({ name, weight }): Option => ["attribute", `${name}=${weight}`]),
    ...Object.entries(spec.outputs ?? {}).map(([use, name]): Option => ["output", `${use}=${name}`]),
    ["label", spec.label], ["scale", spec.scale], ["template", spec.template && "template.json"], ["temperature", t],
  ];
  const words = options.flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${quoted(String(value))}`]));
  if (spec.bos === false) words.push("--no-bos");
  return {
    line: `tidemark models add ${model.name.slice(0, 80)}-t${t.replace("+", "")} ${words.join(" ")}`,
    note: spec.template ? `(template.json holds ${JSON.stringify(spec.template)})` : null,
  };
}

const quoted = (text: string): string => (/^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
