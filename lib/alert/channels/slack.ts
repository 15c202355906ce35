import type { Channel } from "@/lib/alert/channels/channel";
import { outcomeOf } from "@/lib/alert/delivery-outcome";
import { postJson } from "@/lib/alert/post-json";
import { slackText } from "@/lib/alert/slack-text";

/** An incoming webhook of Slack, or of what speaks the same. */
export const slack: Channel<{ url: string }> = async ({ url }, { message }, { allowPrivate, timeoutMs, now, signal }) => {
  const { subject, happened, sure, remedy } = message;
  const lines = [`*${slackText(subject)}*`, ...[happened, sure, remedy].filter((text) => text !== null).map(slackText), `<${message.url}|Open in Tidemark>`];
  const body = JSON.stringify({ text: lines.join("\n"), parse: "none", link_names: false, unfurl_links: false, unfurl_media: false });
  return outcomeOf(await postJson({ url, body, allowPrivate, timeoutMs, signal }), new URL(url).host, now());
};
