import { expect, test } from "vitest";
import { formatCheckpointAt, readCheckpointAt } from "@/lib/chart/checkpoint-at";

test.each([
  ["400", { run: null, branch: null, step: 400 }], ["main.2:400", { run: null, branch: "main.2", step: 400 }],
  ["chat/sft-7b@0", { run: "chat/sft-7b", branch: null, step: 0 }], ["chat/sft-7b@main.2:12000", { run: "chat/sft-7b", branch: "main.2", step: 12000 }],
])("%s is read and written back as it is", (text, at) => {
  expect(readCheckpointAt(text)).toEqual(at);
  expect(formatCheckpointAt(at)).toBe(text);
});
test("the branch main is left out", () => expect(formatCheckpointAt({ run: "a/b", branch: "main", step: 1 })).toBe("a/b@1"));
test.each([undefined, "", "latest", "-1", "01", "a@b@1", "a/b@", "@1", "-x:1", "9007199254740992"])("%s is no checkpoint", (text) => expect(readCheckpointAt(text)).toBeNull());
