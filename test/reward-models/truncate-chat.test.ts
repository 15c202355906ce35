import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "@/lib/contracts";
import { keepEnd, truncateChat } from "@/lib/reward-models/truncate-chat";

const say = (role: Message["role"], content: string): Message => ({ role, content });
/** One token a character, two for the frame of each message. */
const sizes = {
  rendered: (messages: readonly Message[], completion: string) => messages.reduce((n, message) => n + 2 + [...message.content].length, 2 + [...completion].length),
  text: (text: string) => [...text].length,
};
const talk = [say("system", "rule"), say("user", "first"), say("assistant", "reply"), say("user", "second")];

test("leaves a conversation alone that fits", () => {
  expect(truncateChat(talk, "done", 100, "fail", sizes)).toEqual({ messages: talk, completion: "done", cut: "none" });
});

test("takes the oldest text first and lets go of a turn that lost all of it, never of the system prompt", () => {
  expect(keepEnd(talk, 13)).toEqual([say("system", "rule"), say("user", "st"), say("assistant", "reply"), say("user", "second")]);
  expect(keepEnd(talk, 8)).toEqual([say("system", "rule"), say("user", ""), say("assistant", "ly"), say("user", "second")]);
  expect(keepEnd(talk, 6)).toEqual([say("system", "rule"), say("user", "second")]);
  expect(keepEnd(talk, 0)).toEqual([say("system", "rule"), say("user", "")]);
});

test("counts code points, so that a character is never torn", () => {
  expect(keepEnd([say("user", "👩‍💻🎉")], 1)).toEqual([say("user", "🎉")]);
});

test("cuts the completion at its end only when the prompt is down to its floor, and says so", () => {
  const plan = truncateChat([say("user", "p".repeat(50))], "c".repeat(50), 40, "cut-end", sizes)!;
  expect(plan).toEqual({ messages: [say("user", "p".repeat(5))], completion: "c".repeat(31), cut: "completion" });
  expect(truncateChat([say("user", "p".repeat(50))], "c".repeat(50), 40, "fail", sizes)).toBeNull();
});

test("gives up where system prompt and template alone are too long", () => {
  expect(truncateChat([say("system", "s".repeat(50)), say("user", "hi")], "c", 40, "cut-end", sizes)).toBeNull();
});

test("whatever the conversation: it fits, keeps system messages whole and in place, and keeps a tail of what was said", () => {
  const role = fc.constantFrom("system", "user", "assistant") as fc.Arbitrary<Message["role"]>;
  const message = fc.record({ role, content: fc.string({ maxLength: 60, unit: "grapheme" }) });
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), fc.string({ maxLength: 120 }), fc.integer({ min: 16, max: 200 }), (messages, completion, maxTokens) => {
    const plan = truncateChat(messages, completion, maxTokens, "cut-end", sizes);
    if (plan === null) return;
    expect(sizes.rendered(plan.messages, plan.completion)).toBeLessThanOrEqual(maxTokens);
    expect(completion.startsWith(plan.completion)).toBe(true);
    expect(plan.messages.filter((m) => m.role === "system")).toEqual(messages.filter((m) => m.role === "system"));
    const spoken = (of: readonly Message[]): string => of.filter((m) => m.role !== "system").map((m) => m.content).join("");
    expect(spoken(messages).endsWith(spoken(plan.messages))).toBe(true);
    if (plan.cut !== "completion") expect(plan.completion).toBe(completion);
    if (plan.cut === "none") expect(plan.messages).toEqual(messages);
  }), { numRuns: 500 });
});
