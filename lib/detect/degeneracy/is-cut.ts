/** What servers and libraries call a completion that ran into its length limit. */
const limits = new Set(["length", "max_tokens", "max_new_tokens", "max_length", "max_output_tokens", "model_length", "token_limit"]);

/** Whether a finish reason says that the completion was cut at its length limit. */
export const isCut = (finishReason: string): boolean => limits.has(finishReason.trim().toLowerCase().replaceAll("-", "_"));
