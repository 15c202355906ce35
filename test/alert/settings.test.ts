import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { ConfigError } from "@/lib/errors";

const alerts = (variables: Record<string, string>) => readEnv("/", { NODE_ENV: "test", ...variables }).alerts;
const from = { TIDEMARK_SMTP_FROM: "Tidemark <alerts@example.org>" };

describe("the settings of alerts", () => {
  test("are closed by default: no private addresses, no mail, links to this machine", () => {
    expect(alerts({})).toEqual({ allowPrivate: false, baseUrl: "http://127.0.0.1:7400", mail: null });
  });

  test("make links of the address that people use", () => {
    expect(alerts({ TIDEMARK_PUBLIC_URL: "https://tidemark.example.org/" }).baseUrl).toBe("https://tidemark.example.org");
    expect(alerts({ TIDEMARK_HOST: "::1", TIDEMARK_PORT: "8000" }).baseUrl).toBe("http://[::1]:8000");
  });

  test("name the mail server; a password of its own goes before the one in the address", () => {
    const mail = (url: string, more = {}) => alerts({ TIDEMARK_SMTP_URL: url, ...from, ...more }).mail;
    expect(mail("smtp://mail.example.org")).toEqual({ host: "mail.example.org", port: 587, secure: false, user: undefined, password: undefined, from: from.TIDEMARK_SMTP_FROM });
    expect(mail("smtps://me%40x:p%2Fw@mail.example.org")).toMatchObject({ port: 465, secure: true, user: "me@x", password: "p/w" });
    expect(mail("smtp://me:old@[::1]:2525", { TIDEMARK_SECRET_SMTP_PASSWORD: "new" })).toMatchObject({ host: "::1", port: 2525, password: "new" });
  });

  test("that cannot be used are refused with the variable's name", () => {
    for (const variables of [
      { TIDEMARK_SMTP_URL: "https://mail.example.org", ...from }, { TIDEMARK_SMTP_URL: "mail.example.org", ...from }, { TIDEMARK_SMTP_URL: "smtp://mail.example.org" },
      { TIDEMARK_SMTP_URL: "smtp://mail.example.org", TIDEMARK_SMTP_FROM: "a@b\r\nBcc: c@d" }, { TIDEMARK_ALERT_ALLOW_PRIVATE: "maybe" },
    ] as Record<string, string>[]) {
      expect(() => alerts(variables), JSON.stringify(variables)).toThrow(ConfigError);
      expect(() => alerts(variables)).toThrow(/TIDEMARK_(SMTP_(URL|FROM)|ALERT_ALLOW_PRIVATE)/);
    }
  });
});
