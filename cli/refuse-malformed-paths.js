// Loaded into the app's process before Next, which answers a path that cannot be decoded (/runs/%ff) with a bare 500.
import { randomUUID } from "node:crypto";
import { Server } from "node:http";

const emit = Server.prototype.emit;

Server.prototype.emit = function emitUnlessMalformed(event, request, response, ...rest) {
  if (event !== "request" || isDecodable(request.url)) return emit.call(this, event, request, response, ...rest);
  const requestId = randomUUID();
  const detail = "The path holds a percent sign that begins no UTF-8 character. Encode names with encodeURIComponent.";
  response.writeHead(400, { "content-type": "application/problem+json", "x-request-id": requestId, "cache-control": "no-store" });
  response.end(JSON.stringify({ type: "/problems/malformed-path", title: "The path cannot be read", status: 400, detail, code: "malformed-path", requestId }));
  return true;
};

function isDecodable(url = "/") {
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return true;
  } catch {
    return false;
  }
}
