import { registerCheckpoint, type Checkpoint, type CompletionInput, type Run } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

export interface NewCheckpoint {
  step: number;
  branch: string;
  path?: string | undefined;
  metadata?: object | undefined;
  completions: readonly CompletionInput[];
}

/** Large bodies on slow lines. */
export const sendMs = 300_000;

/** Registers a checkpoint. @returns the checkpoint, and whether the server had this content already */
export async function sendCheckpoint(api: Api, run: Run, body: NewCheckpoint, onConflict: string): Promise<{ checkpoint: Checkpoint; known: boolean }> {
  const { status, data } = await callApi(api, registerCheckpoint, { params: { run: run.id }, query: { onConflict }, body, timeoutMs: sendMs });
  return { checkpoint: data, known: status === 200 };
}
