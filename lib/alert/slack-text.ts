/**
 * Text for Slack in which nothing is markup: `&`, `<` and `>` as entities; a word joiner after `@`, `#` and before `://` and
 * between the letters of a host's dot takes away mentions and links that a name might spell.
 * @see Slack, "Formatting text for app surfaces": escaping
 */
export function slackText(text: string): string {
  return text
    .replace(/[@#]/g, "$&\u2060")
    .replace(/:\/\//g, "\u2060://")
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, ".\u2060")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
