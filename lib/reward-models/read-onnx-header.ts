import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { RewardModelError } from "./reward-model-error";

export interface OnnxHeader {
  /** Version of the standard operator set, null when the model does not say. */
  opset: number | null;
  /** It computes with integers (operators that quantised models consist of). */
  quantised: boolean;
  /** Files beside the model that hold weights, as the model names them, each once. */
  externalFiles: string[];
  outputs: { name: string; /** TensorProto.DataType, 0 when unknown. */ elementType: number }[];
}

export const ONNX_BFLOAT16 = 16;
const integerOperators = new Set(["MatMulInteger", "ConvInteger", "QLinearMatMul", "QLinearConv", "DynamicQuantizeLinear", "DequantizeLinear", "QAttention", "QGemm", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulNBits"]);

type Visit = (field: number, start: number, end: number) => void;

/**
 * Walks the protobuf structure of an .onnx file without reading its weights. A file that is damaged or cut short is found here,
 * before native code opens it. Field numbers: onnx/onnx.proto (ModelProto.graph 7, opset_import 8, GraphProto.initializer 5, NodeProto.op_type 4, TensorProto.external_data 13).
 * @throws RewardModelError naming the file
 */
export function readOnnxHeader(file: string, shownName: string): OnnxHeader {
  const fd = openSync(file, "r");
  try {
    const { size } = fstatSync(fd);
    const damaged = (): RewardModelError => new RewardModelError(`${shownName} is damaged or cut short (${size} bytes): copy it again or export it again.`);
    const reader = new FileReader(fd, size, damaged);
    if (reader.text(0, Math.min(size, 40)).startsWith("version https://git-lfs")) {
      throw new RewardModelError(`${shownName} is a Git LFS pointer, not the model: run "git lfs pull" in its folder.`);
    }
    const external = new Set<string>();
    const outputs: OnnxHeader["outputs"] = [];
    let graphs = 0;
    let opset: number | null = null;
    let quantised = false;

    const tensor: Visit = (field, start, end) => {
      if (field !== 13) return;
      let key = "", value = "";
      reader.walk(start, end, (f, s, e) => { if (f === 1) key = reader.text(s, e); else if (f === 2) value = reader.text(s, e); });
      if (key === "location") external.add(value);
    };
    const attribute: Visit = (field, start, end) => {
      if (field === 5 || field === 10) reader.walk(start, end, tensor);
      else if (field === 6 || field === 11) reader.walk(start, end, graph);
    };
    const node: Visit = (field, start, end) => {
      if (field === 5) reader.walk(start, end, attribute);
      else if (field === 4 && !quantised) quantised = integerOperators.has(reader.text(start, end));
    };
    const graph: Visit = (field, start, end) => {
      if (field === 1) reader.walk(start, end, node);
      else if (field === 5) reader.walk(start, end, tensor);
      else if (field === 15) reader.walk(start, end, (f, s, e) => { if (f === 1 || f === 2) reader.walk(s, e, tensor); });
    };
    const output: Visit = (field, start, end) => {
      if (field !== 12) return;
      const found = { name: "", elementType: 0 };
      reader.walk(start, end, (f, s, e) => {
        if (f === 1) found.name = reader.text(s, e);
        else if (f === 2) reader.walk(s, e, (g, t, u) => { if (g === 1) reader.walk(t, u, (h, v) => { if (h === 1) found.elementType = reader.varint(v).value; }); });
      });
      outputs.push(found);
    };
    reader.walk(0, size, (field, start, end) => {
      if (field === 8) {
        let domain = "", version = 1;
        reader.walk(start, end, (f, s, e) => { if (f === 1) domain = reader.text(s, e); else if (f === 2) version = reader.varint(s).value; });
        if (domain === "" || domain === "ai.onnx") opset = version;
      }
      if (field !== 7) return;
      graphs++;
      reader.walk(start, end, graph);
      reader.walk(start, end, output);
    });
    if (graphs !== 1 || outputs.length === 0) throw new RewardModelError(`${shownName} is not an ONNX model: export the model with "optimum-cli export onnx --task text-classification".`);
    return { externalFiles: [...external], outputs, opset, quantised };
  } finally {
    closeSync(fd);
  }
}

/** Reads small pieces at any position through one window, and walks protobuf fields. */
class FileReader {
  private readonly window = Buffer.alloc(8192);
  private windowStart = 0;
  private windowEnd = 0;
  constructor(private readonly fd: number, private readonly size: number, private readonly damaged: () => RewardModelError) {}

  private byte(position: number): number {
    if (position >= this.size) throw this.damaged();
    if (position < this.windowStart || position >= this.windowEnd) {
      this.windowStart = position;
      this.windowEnd = position + readSync(this.fd, this.window, 0, this.window.length, position);
      if (this.windowEnd <= position) throw this.damaged();
    }
    return this.window[position - this.windowStart]!;
  }

  varint(position: number): { value: number; next: number } {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.byte(position + i);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return { value, next: position + i + 1 };
    }
    throw this.damaged();
  }

  text(start: number, end: number): string {
    if (end - start > 65_536) throw this.damaged();
    const bytes = Buffer.alloc(end - start);
    for (let i = start; i < end; i++) bytes[i - start] = this.byte(i);
    return bytes.toString("utf8");
  }

  /** Calls `visit` for every field between start and end; for a varint, start is where its value begins. */
  walk(start: number, end: number, visit: Visit): void {
    for (let position = start; position < end;) {
      const tag = this.varint(position);
      const field = Math.floor(tag.value / 8);
      let bodyStart = tag.next;
      let bodyEnd: number;
      switch (tag.value % 8) {
        case 0: bodyEnd = this.varint(bodyStart).next; break;
        case 1: bodyEnd = bodyStart + 8; break;
        case 2: { const length = this.varint(bodyStart); bodyStart = length.next; bodyEnd = bodyStart + length.value; break; }
        case 5: bodyEnd = bodyStart + 4; break;
        default: throw this.damaged();
      }
      if (field === 0 || bodyEnd > end) throw this.damaged();
      visit(field, bodyStart, bodyEnd);
      position = bodyEnd;
    }
  }
}
