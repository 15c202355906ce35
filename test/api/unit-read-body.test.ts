import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readBody } from "@/app/_server/read-body";
import { registerCheckpoint, createPromptSet } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";

const maxBytes = 1_000_000;
const schema = z.object({ name: z.string(), items: z.array(z.object({ key: z.string().min(1) })).min(1) });
const endpoint = { body: schema };

function request(body: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/x", {
    method: "POST", body: body as BodyInit, headers: { "content-type": "application/json", ...headers }, duplex: "half",
  } as RequestInit);
}

async function refusal(work: Promise<unknown>): Promise<DomainError> {
  const error = await work.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(DomainError);
  return error as DomainError;
}

const good = JSON.stringify({ name: "a", items: [{ key: "k" }] });

describe("a JSON body", () => {
  test("is read by its contract, plain or as gzip", async () => {
    const expected = { name: "a", items: [{ key: "k" }] };
    expect(await readBody(request(good), endpoint, maxBytes)).toEqual(expected);
    expect(await readBody(request(gzipSync(good), { "content-encoding": "gzip" }), endpoint, maxBytes)).toEqual(expected);
  });

  test("may arrive in pieces that cut characters in two", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ name: "\u{1F30A}é", items: [{ key: "ж" }] }));
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await readBody(request(stream), endpoint, maxBytes)).toMatchObject({ name: "\u{1F30A}é" });
  });

  test.each([
    ['{"name": "a", }', 15], ['{"name": "a"', 12], ["", null], ["   ", null], ["nope", 1], ['{"name": "a"} x', 15], ['{"a": "\u0001"}', 7], ['[1, 2', 5], ["{'a': 1}", 2], ["[01]", 3],
  ])("that is not JSON is refused with the place: %s", async (text, place) => {
    const error = await refusal(readBody(request(text), endpoint, maxBytes));
    expect(error.code).toBe("malformed-body");
    expect(error.message).toMatch(place === null ? /empty/ : new RegExp(`character ${place}\\b`));
  });

  test("that is not UTF-8 is refused as such, also where a surrogate is encoded by itself", async () => {
    for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc3]]) {
      const error = await refusal(readBody(request(Uint8Array.from(bytes)), endpoint, maxBytes));
      expect(error).toMatchObject({ code: "malformed-body", message: expect.stringContaining("UTF-8") });
    }
  });

  test("names the place of a lone surrogate, in values and in names", async () => {
    const value = await refusal(readBody(request('{"name": "a", "items": [{"key": "\\ud800"}]}'), endpoint, maxBytes));
    expect(value.details.errors).toEqual([{ path: "/items/0/key", message: expect.stringContaining("lone surrogate") }]);
    const name = await refusal(readBody(request('{"x": {"\\udfff": 1}}'), endpoint, maxBytes));
    expect(name.details.errors?.[0]?.message).toContain("lone surrogate");
  });

  test("nested a million levels deep is refused, and costs no stack", async () => {
    const deep = `{"name": ${"[".repeat(400_000)}${"]".repeat(400_000)}}`;
    expect(await refusal(readBody(request(deep), endpoint, 2_000_000))).toMatchObject({ code: "invalid-request", details: { errors: [{ message: expect.stringContaining("64 levels") }] } });
  });

  test("cannot reach the prototype of anything", async () => {
    const body = (await readBody(
      request('{"step": 1, "__proto__": {"polluted": 1}, "metadata": {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}, "completions": [{"key": "a", "completion": "b", "__proto__": {"polluted": 1}}]}'),
      registerCheckpoint, maxBytes,
    )) as Record<string, unknown>;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(body.polluted).toBeUndefined();
    expect((body.metadata as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("lists each problem at its place, in long lists too", async () => {
    const short = await refusal(readBody(request('{"items": [{"key": ""}, {"key": 7}, {}]}'), endpoint, maxBytes));
    expect(short.details.errors?.map((e) => e.path)).toEqual(["/name", "/items/0/key", "/items/1/key", "/items/2/key"]);
    expect(short.details.errors?.[0]?.message).toBe("is missing");
    const items = Array.from({ length: 2000 }, (_, i) => ({ key: i % 100 === 7 ? "" : "k" }));
    const long = await refusal(readBody(request(JSON.stringify({ items })), endpoint, maxBytes));
    expect(long.details.errors?.map((e) => e.path)).toEqual(["/name", ...Array.from({ length: 20 }, (_, i) => `/items/${i * 100 + 7}/key`)]);
    const body = await readBody(request(JSON.stringify({ name: "a", items: items.map(() => ({ key: "k", more: 1 })) })), endpoint, maxBytes);
    expect(body).toEqual({ name: "a", items: items.map(() => ({ key: "k" })) });
  });

  test("escapes names in pointers", async () => {
    const error = await refusal(readBody(request('{"a/b~c": {"d": "\\ud800"}}'), endpoint, maxBytes));
    expect(error.details.errors?.[0]?.path).toBe("/a~1b~0c/d");
  });

  test("of a prompt set says which prompt has neither prompt nor messages", async () => {
    const error = await refusal(readBody(request('{"name": "a", "prompts": [{"key": "k"}, {"key": "l", "prompt": "p", "messages": []}]}'), createPromptSet, maxBytes));
    expect(error.details.errors?.map((e) => e.path)).toEqual(expect.arrayContaining(["/prompts/0/prompt", "/prompts/1/messages"]));
  });
});

describe("a body's size", () => {
  test("is limited as announced, as sent, and as unpacked", async () => {
    const big = JSON.stringify({ name: "a".repeat(2 * maxBytes), items: [{ key: "k" }] });
    for (const sent of [
      request(good, { "content-length": String(maxBytes + 1) }),
      request(big),
      request(gzipSync(big), { "content-encoding": "gzip" }),
      request(gzipSync(Buffer.alloc(300_000_000)), { "content-encoding": "gzip" }),
    ]) {
      expect(await refusal(readBody(sent, endpoint, maxBytes))).toMatchObject({ code: "body-too-large", details: { maxBytes } });
    }
  });
});

describe("a gzip body", () => {
  const packed = gzipSync(good);
  test.each([
    ["cut off", packed.subarray(0, packed.length - 5)],
    ["cut off in its header", packed.subarray(0, 4)],
    ["not gzip at all", Buffer.from(good)],
    ["damaged", Buffer.concat([packed.subarray(0, 12), Buffer.from([packed[12]! ^ 0xff]), packed.subarray(13)])],
    ["with a wrong check sum", Buffer.concat([packed.subarray(0, -8), Buffer.from([1, 2, 3, 4]), packed.subarray(-4)])],
    ["empty", Buffer.alloc(0)],
  ])("%s is refused as malformed", async (_, bytes) => {
    expect((await refusal(readBody(request(bytes, { "content-encoding": "gzip" }), endpoint, maxBytes))).code).toBe("malformed-body");
  });

  test("is the only encoding", async () => {
    for (const encoding of ["br", "deflate", "gzip, gzip", "zstd"]) {
      expect((await refusal(readBody(request(packed, { "content-encoding": encoding }), endpoint, maxBytes))).code).toBe("unsupported-media-type");
    }
  });
});

describe("a body that is torn", () => {
  test("is refused when the connection breaks or when fewer bytes than announced arrive", async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(good));
        controller.error(new Error("aborted"));
      },
    });
    expect((await refusal(readBody(request(broken), endpoint, maxBytes))).code).toBe("malformed-body");
    expect((await refusal(readBody(request(good, { "content-length": String(good.length + 1) }), endpoint, maxBytes))).code).toBe("malformed-body");
  });
});

describe("a body's type", () => {
  test.each(["text/plain", "application/xml", "application/json; charset=latin1", "application/x-ndjson", "multipart/form-data", ""])("%s is refused", async (type) => {
    expect((await refusal(readBody(request(good, { "content-type": type }), endpoint, maxBytes))).code).toBe("unsupported-media-type");
  });
  test("may say its charset", async () => {
    expect(await readBody(request(good, { "content-type": 'Application/JSON; charset="UTF-8"' }), endpoint, maxBytes)).toBeTruthy();
  });
});

describe("an NDJSON body", () => {
  const read = (lines: string[] | string, headers: Record<string, string> = {}) =>
    readBody(request(typeof lines === "string" ? lines : lines.join("\n"), { "content-type": "application/x-ndjson", ...headers }), registerCheckpoint, maxBytes);
  const head = (nCompletions: unknown) => JSON.stringify({ step: 3, nCompletions });

  test("is the same body as its JSON", async () => {
    const completions = Array.from({ length: 700 }, (_, i) => ({ key: `k${i}`, completion: "line\n\u0000é" }));
    const ndjson = await read(`${[head(700), ...completions.map((c) => JSON.stringify(c))].join("\r\n")}\n\n`);
    expect(ndjson).toEqual(await readBody(request(JSON.stringify({ step: 3, completions })), registerCheckpoint, maxBytes));
  });

  test("with another number of completions is refused", async () => {
    for (const n of [1, 3]) {
      const error = await refusal(read([head(n), '{"key": "a", "completion": "x"}', '{"key": "b", "completion": "y"}']));
      expect(error).toMatchObject({ code: "invalid-request", details: { errors: [{ path: "/nCompletions" }] } });
    }
    expect((await refusal(read([head(0)]))).details.errors?.[0]?.path).toBe("/nCompletions");
    expect((await refusal(read([head(2)]))).code).toBe("invalid-request");
  });

  test("names the line of every problem", async () => {
    const error = await refusal(read([head(4), '{"key": "a", "completion": 1}', '{"key": "b", "completion": "ok"}', '{"completion": "x"}', '{"key": "c", "completion": "x"}']));
    expect(error.details.errors).toEqual([
      { path: "/completions/0/completion", message: expect.stringMatching(/^line 2: /) },
      { path: "/completions/2/key", message: expect.stringMatching(/^line 4: is missing/) },
    ]);
    expect((await refusal(read([head(1), "{oops"]))).message).toMatch(/^Line 2 /);
    expect((await refusal(read([head(1), '{"key": "a", "completion": "\\udc00"}']))).details.errors).toEqual([{ path: "/completions/0/completion", message: expect.stringMatching(/^line 2: .*surrogate/) }]);
    expect((await refusal(read(["", "not json"]))).message).toMatch(/^Line 2 /);
    expect((await refusal(read(""))).code).toBe("malformed-body");
    const bytes = Buffer.concat([Buffer.from(`${head(1)}\n{"key": "`), Buffer.from([0xff]), Buffer.from('"}')]);
    expect((await refusal(readBody(request(bytes, { "content-type": "application/x-ndjson" }), registerCheckpoint, maxBytes))).message).toMatch(/^Line 2 is not UTF-8/);
  });

  test("stops looking once it has found enough", async () => {
    const error = await refusal(read([head(9000), ...Array.from({ length: 9000 }, () => "{}")]));
    expect(error.details.errors!.length).toBeLessThan(30);
  });

  test("holds the event loop for short times only", async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => JSON.stringify({ key: `k${i}`, completion: "word ".repeat(20) }));
    // Of a turn that is long because another program has the machine, only the time that this process computes counts.
    const now = () => ({ ms: performance.now(), cpuMs: Object.values(process.cpuUsage()).reduce((sum, us) => sum + us / 1000, 0) });
    let longest = 0;
    let last = now();
    const timer = setInterval(() => {
      const at = now();
      longest = Math.max(longest, Math.min(at.ms - last.ms, at.cpuMs - last.cpuMs));
      last = at;
    }, 1);
    const body = (await readBody(
      request([head(60_000), ...lines].join("\n"), { "content-type": "application/x-ndjson" }), registerCheckpoint, 1e8,
    )) as { completions: unknown[] };
    clearInterval(timer);
    expect(body.completions).toHaveLength(60_000);
    expect(longest).toBeLessThan(200);
  });
});
