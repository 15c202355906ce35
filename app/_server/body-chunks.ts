import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { DomainError } from "@/lib/errors";

const tooLarge = (maxBytes: number, what: string) =>
  new DomainError("body-too-large", `The ${what} is larger than ${maxBytes} bytes (TIDEMARK_MAX_BODY_MB). Send less at once, or raise the limit.`, { maxBytes });
const torn = () => new DomainError("malformed-body", "The body ended before it was complete. Nothing was stored; send it again.");

/**
 * The body's bytes, unpacked if it is gzip.
 * @param maxBytes limit of what is sent and of what it unpacks to
 * @throws DomainError body-too-large, malformed-body (torn, or not gzip), unsupported-media-type (another encoding)
 */
export async function* bodyChunks(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "x-gzip") {
    throw new DomainError("unsupported-media-type", "Content-Encoding may be gzip, or left out.", {
      errors: [{ path: "/headers/content-encoding", message: "use gzip or leave it out" }],
    });
  }
  const chunks = sentChunks(request, maxBytes);
  yield* encoding === "identity" ? chunks : gunzipped(chunks, maxBytes);
}

async function* sentChunks(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  const announced = request.headers.get("content-length");
  const reader = request.body?.getReader();
  let ended = reader === undefined;
  let nBytes = 0;
  try {
    if (announced !== null && Number(announced) > maxBytes) throw tooLarge(maxBytes, "body");
    while (reader) {
      const { done, value } = await reader.read().catch(() => {
        ended = true;
        throw torn();
      });
      if (done) break;
      nBytes += value.byteLength;
      if (nBytes > maxBytes) throw tooLarge(maxBytes, "body");
      yield value;
    }
    ended = true;
    if (announced !== null && Number(announced) !== nBytes) throw torn();
  } finally {
    if (reader && !ended) void discardRest(reader);
  }
}

/** A client that is still sending reads its answer only afterwards, so the rest is taken and thrown away, for a while. */
async function discardRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const until = Date.now() + 20_000;
  try {
    while (Date.now() < until && !(await reader.read()).done);
    await reader.cancel();
  } catch {
    // The client went away; nobody waits for this body.
  }
}

async function* gunzipped(chunks: AsyncGenerator<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  pipeline(Readable.from(chunks), gunzip, () => {});
  let nBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      nBytes += chunk.byteLength;
      if (nBytes > maxBytes) throw tooLarge(maxBytes, "unpacked body");
      yield chunk;
    }
  } catch (error) {
    const isZlib = String((error as NodeJS.ErrnoException).code ?? "").startsWith("Z_");
    throw isZlib
      ? new DomainError("malformed-body", "The body is not whole gzip: it is torn, damaged or not compressed. Nothing was stored; send it again.", {
          errors: [{ path: "/headers/content-encoding", message: "says gzip, but the body cannot be unpacked" }],
        })
      : error;
  }
}
