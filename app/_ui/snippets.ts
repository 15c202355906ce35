export type SnippetInput = { origin: string; key: string; name: string };

/** Everything that a first curve needs, with nothing but Python's standard library. Steps 1 to 3 may be repeated: the same content again changes nothing. */
export const pythonSnippet = ({ origin, key, name }: SnippetInput) => `import json, urllib.request

URL, KEY = ${JSON.stringify(origin)}, ${JSON.stringify(key)}

def post(path, body):
    request = urllib.request.Request(
        URL + "/api/v1" + path, json.dumps(body).encode(),
        {"Authorization": "Bearer " + KEY, "Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))

# 1  The prompts that every checkpoint answers, and one fixed reference for each.
post("/prompt-sets", {"name": ${JSON.stringify(`${name}-prompts`)}, "prompts": [
    {"key": "tide", "prompt": "Explain in two sentences why tides happen."},
    {"key": "tea", "prompt": "How do I make a pot of tea?"},
    {"key": "letter", "prompt": "Write a short note to thank a colleague."}]})
post("/prompt-sets/${name}-prompts/reference-sets", {"name": "handwritten", "completions": [
    {"key": "tide", "completion": "The moon pulls the oceans into two bulges. Each coast passes both of them every day."},
    {"key": "tea", "completion": "Warm the pot, add a spoon of leaves a cup, pour on boiling water, wait four minutes."},
    {"key": "letter", "completion": "Dear Sam, thank you for staying late on Friday. It made the difference."}]})

# 2  One run for one training run.
run = post("/runs", {"project": "default", "name": ${JSON.stringify(name)}, "promptSet": ${JSON.stringify(`${name}-prompts`)}})

# 3  In the training loop, at every checkpoint: what the model wrote for each prompt.
post("/runs/" + run["id"] + "/checkpoints", {"step": 100, "path": "out/ckpt-100", "completions": [
    {"key": "tide", "completion": "Tides happen because of the moon's gravity pulling the sea."},
    {"key": "tea", "completion": "Boil water, add tea, wait, and pour it into a cup."},
    {"key": "letter", "completion": "Thank you for your help this week, it was great."}]})
`;

export const curlSnippet = ({ origin, key, name }: SnippetInput) => `URL=${origin}/api/v1
AUTH="Authorization: Bearer ${key}"
JSON="Content-Type: application/json"

# 1  The prompts that every checkpoint answers, and one fixed reference for each.
curl -sS -H "$AUTH" -H "$JSON" $URL/prompt-sets -d '{"name": "${name}-prompts", "prompts": [
  {"key": "tide", "prompt": "Explain in two sentences why tides happen."},
  {"key": "tea", "prompt": "How do I make a pot of tea?"}]}'
curl -sS -H "$AUTH" -H "$JSON" $URL/prompt-sets/${name}-prompts/reference-sets -d '{"name": "handwritten", "completions": [
  {"key": "tide", "completion": "The moon pulls the oceans into two bulges. Each coast passes both of them every day."},
  {"key": "tea", "completion": "Warm the pot, add a spoon of leaves a cup, pour on boiling water, wait four minutes."}]}'

# 2  One run for one training run.
curl -sS -H "$AUTH" -H "$JSON" $URL/runs -d '{"project": "default", "name": "${name}", "promptSet": "${name}-prompts"}'

# 3  At every checkpoint: what the model wrote for each prompt.
curl -sS -H "$AUTH" -H "$JSON" $URL/runs/default%2F${name}/checkpoints -d '{"step": 100, "path": "out/ckpt-100", "completions": [
  {"key": "tide", "completion": "Tides happen because the moon pulls the sea."},
  {"key": "tea", "completion": "Boil water, add tea, wait, and pour it into a cup."}]}'
`;
