import { ShellCompDirective, type RootCommand } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { knownNames, type NamedThing } from "./known-names";

/** What an argument or option of this name is completed with. */
const thingOf: Record<string, NamedThing | "file"> = {
  run: "run", "prompt-set": "promptSet", "reward-model": "rewardModel", model: "rewardModel",
  file: "file", dir: "file", pairs: "file", path: "file", state: "file",
};

/** Adds `complete`, which prints the shell's script, and answers that script with commands, options, names that the server knows, and files. */
export function addCompletion(program: Command): void {
  const completion = tab(program);
  const command = program.commands.find((one) => one.name() === "complete");
  command
    ?.helpGroup("The server:")
    .description("print the script that completes commands, options and run names in your shell")
    .addHelpText("after", `
Examples:
  $ source <(tidemark complete bash)                     in this shell
  $ tidemark complete bash >> ~/.bashrc                  from now on
  $ tidemark complete zsh > "\${fpath[1]}/_tidemark"
  $ tidemark complete fish > ~/.config/fish/completions/tidemark.fish
  > tidemark complete powershell | Out-String | Invoke-Expression

Names of runs are completed when the server answers within 0.8 s. In bash the package bash-completion must be there.
`);
  program.hook("preAction", async (_, action) => {
    const words = action === command && process.argv[3] === "--" ? process.argv.slice(4) : [];
    const word = words.at(-1) ?? "";
    if (words.length > 1 && !word.startsWith("-")) await complete(completion, words);
  });
}

async function complete(completion: RootCommand, words: readonly string[]): Promise<void> {
  let isFile = false;
  const wanted = wantedThings(completion, words);
  const names = new Map(await Promise.all(wanted.map(async (thing) => [thing, await knownNames(thing)] as const)));
  const handlerOf = (name: string) => {
    const thing = thingOf[name];
    if (thing === "file") return () => void (isFile = true);
    return thing && ((offer: (value: string, description: string) => void) => names.get(thing)?.forEach((value) => offer(value, "")));
  };
  for (const { options, arguments: given } of completion.commands.values()) {
    for (const [name, part] of [...options, ...given]) {
      const handler = handlerOf(name);
      if (handler) part.handler = handler;
    }
  }
  // Where a file is wanted the shell completes it: it knows how.
  Object.defineProperty(completion, "directive", { get: () => (isFile ? ShellCompDirective.ShellCompDirectiveDefault : ShellCompDirective.ShellCompDirectiveNoFileComp), set: () => {} });
}

/** What the option before the last word takes, or else the command's arguments: only that is asked for. */
function wantedThings(completion: RootCommand, words: readonly string[]): NamedThing[] {
  const option = thingOf[(words.at(-2) ?? "").replace(/^--/, "")];
  const command = completion.commands.get(words.slice(0, 2).join(" ")) ?? completion.commands.get(words[0] ?? "");
  const things = words.at(-2)?.startsWith("--") && option ? [option] : [...(command?.arguments.keys() ?? [])].map((name) => thingOf[name]);
  return [...new Set(things)].filter((thing) => thing !== undefined && thing !== "file");
}
