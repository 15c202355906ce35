import { describe, expect, test } from "vitest";
import { describeTarget } from "@/lib/alert/describe-target";
import { renderMessage, type AlertFacts } from "@/lib/alert/render-message";
import { showControls } from "@/lib/formats/show-controls";
import { slackText } from "@/lib/alert/slack-text";

const facts: AlertFacts = {
  kind: "regression", run: { id: "0r", project: "chat", name: "sft-7b" }, branch: "main", step: 1800,
  evidence: { sentence: "Win probability fell by 4.2 pp (at least 1.6) against steps 1 000-1 300.", sure: "Run-wide error at most 5 %." },
};

describe("a message", () => {
  test("says what happened, how sure, what to do, and where", () => {
    const message = renderMessage(facts, "https://tidemark.example");
    expect(message.subject).toBe("Regressed: chat/sft-7b at step 1\u202f800");
    expect(message.happened).toContain("fell by 4.2 pp");
    expect(message.sure).toBe("Run-wide error at most 5 %.");
    expect(message.remedy).toContain("Acknowledge the alert");
    expect(message.url).toBe("https://tidemark.example/runs/0r");
  });

  test("names the branch where it is not main, and no step where there is none", () => {
    const message = renderMessage({ ...facts, branch: "main.2", step: null }, "http://h");
    expect(message.subject).toBe("Regressed: chat/sft-7b (main.2)");
  });

  test("takes the remedy of the evidence before the general one, and says nothing of certainty where nothing is known", () => {
    const message = renderMessage({ ...facts, evidence: { sentence: "x", remedy: "Keep step 1 200." } }, "http://h");
    expect([message.remedy, message.sure]).toEqual(["Keep step 1 200.", null]);
  });

  test("is one line a part, however hostile the text", () => {
    const message = renderMessage({ ...facts, evidence: { sentence: "a\nBcc: b\r\u001b[2J\u0000\u202eevil\u200b\ud800" } }, "http://h");
    expect(message.happened).toBe("a␊Bcc: b␍␛[2J␀[U+202E]evil[U+200B]\ufffd");
  });

  test("does not grow without limit, and is never cut within a character", () => {
    const { happened } = renderMessage({ ...facts, evidence: { sentence: `a${"😀".repeat(5000)}` } }, "http://h");
    expect(happened.length).toBeLessThanOrEqual(2001);
    expect(happened.isWellFormed()).toBe(true);
  });

  test("leaves ordinary text of every script as it is", () => {
    for (const text of ["grüße — 你好 عربى 1\u202f800 😀", ""]) expect(showControls(text)).toBe(text);
  });
});

describe("text for Slack", () => {
  test("holds no markup, mention or link that a name could spell", () => {
    const text = slackText("<!channel> <@U1> @here & <https://evil.example|click> http://evil.example evil.example/x");
    expect(text).not.toMatch(/[<>]|@here|https?:\/\/|evil\.example|&(?!amp;|lt;|gt;)/);
    expect(text).toContain("&lt;!channel&gt;");
    expect(text).toContain("&amp;");
  });

  test("keeps numbers and sentences as they are", () => {
    expect(slackText("Fell by 4.2 pp. Keep step 1 200.")).toBe("Fell by 4.2 pp. Keep step 1 200.");
  });
});

describe("what is shown of a channel", () => {
  test("is the host and the last four characters of an address", () => {
    expect(describeTarget({ kind: "slack", url: "https://hooks.slack.com/services/T000/B000/abcdefghWXYZ" })).toEqual({ target: "hooks.slack.com …WXYZ", signed: false });
  });

  test("is the host alone where four characters would be much of the secret", () => {
    expect(describeTarget({ kind: "webhook", url: "https://h.example:8443/t0ken", secret: "0123456789abcdef" })).toEqual({ target: "h.example:8443", signed: true });
  });
});
