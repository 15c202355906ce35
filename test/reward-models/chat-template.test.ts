import { expect, test } from "vitest";
import type { Message } from "@/lib/contracts";
import { createChatTemplate } from "@/lib/reward-models/chat-template";

const exchange = (question: string, answer: string): Message[] => [{ role: "user", content: question }, { role: "assistant", content: answer }];
const plain = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}";

test("strip takes the characters it is told, and no others", () => {
  const template = createChatTemplate("{% for m in messages %}<{{ m.content.strip('\\n') }}|{{ m.content.lstrip('\\n') }}|{{ (m.content + 'x').rstrip('x') }}>{% endfor %}", {}, "m");
  expect(template.render(exchange("\n  a \n", "b"))).toBe("<  a |  a \n|\n  a \n><b|b|b>");
});

test("strip and trim without characters take what Python calls white space", () => {
  const template = createChatTemplate("{% for m in messages %}<{{ m.content.strip() }}|{{ m.content | trim }}>{% endfor %}", {}, "m");
  expect(template.render(exchange("\x1c\x85 a\ufeff", "b"))).toBe("<a\ufeff|a\ufeff><b|b>");
});

test("knows the tokeniser's tokens and shows no clock", () => {
  const template = createChatTemplate(`{{ bos_token }}{% if strftime_now is defined %}{{ strftime_now("%d") }}{% else %}fixed{% endif %}${plain}`, { bos_token: "<s>" }, "m");
  expect(template.render(exchange("q", "a"))).toBe("<s>fixed[user]q[assistant]a");
});

test("puts a system message in front of the first user message where the template refuses it", () => {
  const gemma = `{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}${plain}`;
  const template = createChatTemplate(gemma, {}, "m");
  expect(template.refusesSystem).toBe(true);
  expect(template.render([{ role: "system", content: "Be brief." }, ...exchange("q", "a")])).toBe("[user]Be brief.\n\nq[assistant]a");
  expect(createChatTemplate(plain, {}, "m").refusesSystem).toBe(false);
});

test("a template that never ends is stopped", () => {
  const endless = `{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% endfor %}{% endfor %}{% endfor %}${plain}`;
  expect(() => createChatTemplate(endless, {}, "my-model")).toThrow(/my-model cannot render .*took more than 2 seconds/);
});

test("a template that cannot be read, raises or leaves out the answer is refused with the file to look at", () => {
  expect(() => createChatTemplate("{% for %}", {}, "my-model")).toThrow(/The chat template of my-model cannot be read/);
  expect(() => createChatTemplate("{{ raise_exception('no way') }}", {}, "my-model")).toThrow(/no way/);
  expect(() => createChatTemplate("{{ messages[0].content }}", {}, "my-model")).toThrow(/leaves out/);
});
