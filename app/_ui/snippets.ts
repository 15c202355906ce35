export type SnippetInput = { origin: string; key: string; name: string };
export type SnippetLanguage = "python" | "cli" | "curl";

const prompts = {
  tide: "Explain in two sentences why tides happen.",
  tea: "How do I make a pot of tea?",
  letter: "Write a short note to thank a colleague.",
};
const references = {
  tide: "The moon pulls the oceans into two bulges. Each coast passes both of them every day.",
  tea: "Warm the pot, add a spoon of leaves a cup, pour on boiling water, wait four minutes.",
  letter: "Dear Sam, thank you for staying late on Friday. It made the difference.",
};
const completions = {
  tide: "Tides happen because the moon pulls the sea.",
  tea: "Boil water, add tea, wait, and pour it into a cup.",
  letter: "Thank you for your help this week, it was great.",
};
type Texts = Record<string, string>;
const pairs = (texts: Texts, indent: string) => Object.entries(texts).map(([key, text]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(text)},`).join("\n");
const rows = (texts: Texts, name: string) => Object.entries(texts).map(([key, text]) => `{"key": ${JSON.stringify(key)}, "${name}": ${JSON.stringify(text)}}`);

/** Each works as it stands, and may be repeated: the same content again changes nothing. No text holds a quote that a shell would read. */
export const snippets: Record<SnippetLanguage, (input: SnippetInput) => string> = {
  python: ({ origin, key, name }) => `# pip install ./clients/python        in the folder of Tidemark; standard library only
import tidemark

# The prompts that every checkpoint answers, and one fixed reference for each: a JSONL file does, too.
PROMPTS = {
${pairs(prompts, "    ")}
}
REFERENCES = {
${pairs(references, "    ")}
}

# 1  Once, before the training loop.
run = tidemark.init(run=${JSON.stringify(name)}, prompts=PROMPTS, references={"handwritten": REFERENCES},
                    url=${JSON.stringify(origin)}, api_key=${JSON.stringify(key)})

# 2  At every checkpoint: what the model wrote for each prompt. Returns at once, never raises into training.
run.log_checkpoint(step=100, path="out/ckpt-100", completions={
${pairs(completions, "    ")}
})

# 3  At the end: waits until everything has been sent.
run.finish(timeout=60)
`,
  cli: ({ origin, key, name }) => `export TIDEMARK_URL=${origin}
export TIDEMARK_API_KEY=${key}

# 1  The prompts that every checkpoint answers, and one fixed reference for each.
cat > prompts.jsonl <<'END'
${rows(prompts, "prompt").join("\n")}
END
cat > references.jsonl <<'END'
${rows(references, "completion").join("\n")}
END
npx tidemark prompts add prompts.jsonl --name ${name}-prompts
npx tidemark references add ${name}-prompts references.jsonl --name handwritten

# 2  One run for one training run.
npx tidemark runs create ${name} --prompt-set ${name}-prompts

# 3  At every checkpoint: what the model wrote for each prompt.
cat > completions-100.jsonl <<'END'
${rows(completions, "completion").join("\n")}
END
npx tidemark register default/${name} completions-100.jsonl --step 100 --path out/ckpt-100 --no-path-check
`,
  curl: ({ origin, key, name }) => `URL=${origin}/api/v1
AUTH="Authorization: Bearer ${key}"
JSON="Content-Type: application/json"

# 1  The prompts that every checkpoint answers, and one fixed reference for each.
curl -sS -H "$AUTH" -H "$JSON" $URL/prompt-sets -d '{"name": "${name}-prompts", "prompts": [
  ${rows(prompts, "prompt").join(",\n  ")}]}'
curl -sS -H "$AUTH" -H "$JSON" $URL/prompt-sets/${name}-prompts/reference-sets -d '{"name": "handwritten", "completions": [
  ${rows(references, "completion").join(",\n  ")}]}'

# 2  One run for one training run.
curl -sS -H "$AUTH" -H "$JSON" $URL/runs -d '{"project": "default", "name": "${name}", "promptSet": "${name}-prompts"}'

# 3  At every checkpoint: what the model wrote for each prompt.
curl -sS -H "$AUTH" -H "$JSON" $URL/runs/default%2F${name}/checkpoints -d '{"step": 100, "path": "out/ckpt-100", "completions": [
  ${rows(completions, "completion").join(",\n  ")}]}'
`,
};
