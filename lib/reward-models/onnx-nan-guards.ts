interface Field { number: number; /** Place of the field's tag. */ at: number; start: number; end: number }
interface Node { at: number; start: number; end: number; op: string; inputs: string[]; outputs: string[]; hasGraph: boolean }

/**
 * Takes the guards out of attention that exporters put behind a softmax, `Where(IsNaN(p), 0, p)`: they touch every weight of every pair of tokens, which costs
 * a fifth of the time of 512 tokens, and change nothing unless a row of the mask hides all tokens. The bytes are changed in place and keep their length: IsNaN
 * becomes a field that no reader knows, Where becomes Identity(p). Only guards whose result goes into a product, as weights, are taken out.
 * Field numbers: onnx/onnx.proto (ModelProto.graph 7; GraphProto.node 1, initializer 5, output 12, reserved 3; TensorProto.dims 1, name 8; NodeProto.input 1, output 2, op_type 4, attribute 5, doc_string 6; AttributeProto.g 6, graphs 11).
 * @param model a well-formed .onnx file, changed @returns guards taken out
 */
export function removeNanGuards(model: Buffer): number {
  const graph = fields(model, 0, model.length).find(({ number }) => number === 7);
  if (!graph) return 0;
  const parts = fields(model, graph.start, graph.end);
  const nodes = parts.filter(({ number }) => number === 1).map((part) => readNode(model, part));
  // A graph inside a node may read any name of this one.
  if (nodes.some(({ hasGraph }) => hasGraph)) return 0;
  const readers = new Map<string, Node[]>();
  for (const node of nodes) for (const name of new Set(node.inputs)) readers.set(name, [...(readers.get(name) ?? []), node]);
  const outputs = new Set(parts.filter(({ number }) => number === 12).flatMap((part) => texts(model, part, 1)));
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const numbers = new Set(parts.filter((part) => part.number === 5 && isOneNumber(model, part)).flatMap((part) => texts(model, part, 8)));
  let removed = 0;
  for (const test of nodes) {
    const [weights, verdict] = [test.inputs[0], test.outputs[0]];
    if (test.op !== "IsNaN" || weights === undefined || verdict === undefined || makers.get(weights)?.op !== "Softmax") continue;
    const [choice, ...others] = readers.get(verdict) ?? [];
    const [guarded] = choice?.outputs ?? [];
    if (!choice || others.length > 0 || choice.op !== "Where" || choice.inputs[0] !== verdict || choice.inputs[2] !== weights || guarded === undefined) continue;
    if (outputs.has(verdict) || outputs.has(guarded) || !(numbers.has(choice.inputs[1]!) || makers.get(choice.inputs[1]!)?.op === "Constant")) continue;
    const uses = readers.get(guarded) ?? [];
    if (uses.length === 0 || !uses.every(({ op, inputs }) => op === "MatMul" && inputs[0] === guarded && inputs[1] !== guarded)) continue;
    const identity = Buffer.concat([text(1, weights), text(2, guarded), text(4, "Identity")]);
    const filling = padding(choice.end - choice.start - identity.length);
    if (!filling) continue;
    Buffer.concat([identity, filling]).copy(model, choice.start);
    model[test.at] = UNKNOWN_FIELD;
    removed++;
  }
  return removed;
}

/** Tag of field 3 of a graph, bytes: reserved, so it is skipped. */
const UNKNOWN_FIELD = 0x1a;

function readNode(model: Buffer, { at, start, end }: Field): Node {
  const own = fields(model, start, end);
  const all = (number: number): string[] => own.filter((field) => field.number === number).map((field) => model.toString("utf8", field.start, field.end));
  const hasGraph = own.some((field) => field.number === 5 && fields(model, field.start, field.end).some(({ number }) => number === 6 || number === 11));
  return { at, start, end, op: all(4)[0] ?? "", inputs: all(1), outputs: all(2), hasGraph };
}

const texts = (model: Buffer, { start, end }: Field, number: number): string[] => fields(model, start, end).filter((field) => field.number === number).map((field) => model.toString("utf8", field.start, field.end));

/** Whether a tensor has one value: no dimension is longer than 1. */
const isOneNumber = (model: Buffer, tensor: Field): boolean => fields(model, tensor.start, tensor.end).every(({ number, start, end }) => {
  for (let at = start; number === 1 && at < end;) {
    const length = varint(model, at);
    if (length.value !== 1) return false;
    at = length.next;
  }
  return true;
});

function fields(model: Buffer, from: number, to: number): Field[] {
  const found: Field[] = [];
  for (let at = from; at < to;) {
    const tag = varint(model, at);
    let { next: start } = tag, end: number;
    switch (tag.value % 8) {
      case 0: end = varint(model, start).next; break;
      case 1: end = start + 8; break;
      case 2: { const length = varint(model, start); start = length.next; end = start + length.value; break; }
      case 5: end = start + 4; break;
      default: return [];
    }
    found.push({ number: Math.floor(tag.value / 8), at, start, end });
    at = end;
  }
  return found;
}

function varint(model: Buffer, at: number): { value: number; next: number } {
  for (let value = 0, scale = 1; ; scale *= 128, at++) {
    const byte = model[at] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: at + 1 };
  }
}

/** A field of bytes shorter than 16,384; a length of 128 or more takes two bytes. */
function bytes(number: number, body: Buffer): Buffer {
  const { length } = body;
  return Buffer.concat([Buffer.from(length < 128 ? [number * 8 + 2, length] : [number * 8 + 2, (length & 127) | 128, length >> 7]), body]);
}

const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value));

/** A comment that takes `size` bytes; null where none does. */
function padding(size: number): Buffer | null {
  if (size === 0) return Buffer.alloc(0);
  if (size < 2 || size > 16_000) return null;
  const short = size - 2 < 128;
  // A body of 127 bytes falls one short and one of 128 one over: a second, empty comment fills it.
  if (!short && size - 3 < 128) return Buffer.concat([bytes(6, Buffer.alloc(size - 4, " ")), bytes(6, Buffer.alloc(0))]);
  return bytes(6, Buffer.alloc(short ? size - 2 : size - 3, " "));
}
