import { setTimeout as sleep } from "node:timers/promises";
import { readVerdict, type Run, type Selection, type Verdict } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

/** Reasons that more checkpoints can remove; the others stay until somebody changes the run. */
const passing = new Set(["no-checkpoints", "one-checkpoint", "too-few-looks", "incomplete-look"]);
const firstPauseMs = 500, longestPauseMs = 10_000;
/** A server that is started anew in the meantime is waited for, about a minute. */
const patientAttempts = 20;

/**
 * The verdict, asked for again until it is healthy or regressed, or nothing that is awaited can change it, or the time is over.
 * @param timeoutMs 0 asks once
 */
export async function untilDecided(api: Api, run: Run, query: Partial<Selection>, timeoutMs: number): Promise<Verdict> {
  const deadline = Date.now() + timeoutMs;
  let shown = "";
  for (let pauseMs = firstPauseMs, asked = false; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5), asked = true) {
    const { data } = await callApi(api, readVerdict, { params: { run: run.id }, query, ...(asked && { nAttempts: patientAttempts }) });
    const leftMs = deadline - Date.now();
    if (!isOpen(data) || leftMs <= 0) return data;
    if (process.stderr.isTTY && data.reason !== shown) process.stderr.write(`${(shown = data.reason)}\n`);
    await sleep(Math.min(pauseMs, leftMs));
  }
}

const isOpen = ({ verdict, code }: Verdict): boolean => verdict === "pending" || (verdict === "insufficient" && passing.has(code));
