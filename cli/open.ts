import { spawn } from "node:child_process";
import { Command } from "commander";
import { childEnv, readEnv } from "@/lib/env";
import { findApi } from "./find-api";
import { packageDir } from "./package-dir";
import { signInLink } from "./sign-in-link";

export function openCommand(): Command {
  return new Command("open")
    .description("print a new sign-in link and open it in the browser")
    .option("--no-browser", "print it only")
    .addHelpText("after", "\nExamples:\n  $ tidemark open\n  $ TIDEMARK_URL=https://tidemark.example TIDEMARK_API_KEY=tdm_... tidemark open --no-browser\n")
    .action(async (options: { browser: boolean }) => {
      const env = readEnv(packageDir);
      const link = await signInLink(findApi(env), env.publicUrl);
      process.stdout.write(`${link}\n`);
      if (options.browser && process.stdout.isTTY) openBrowser(link);
    });
}

/** Best effort: the link has been printed anyway. */
function openBrowser(link: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = childEnv();
  if (process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY) return;
  const [program, ...args] = process.platform === "darwin" ? ["open", link] : process.platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler", link] : ["xdg-open", link];
  const child = spawn(program ?? "xdg-open", args, { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
}
