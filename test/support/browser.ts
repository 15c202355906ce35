import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

export interface TestBrowser {
  browser: Browser;
  close(): Promise<void>;
}

const installed = [
  "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];
const packed = path.resolve("node_modules/@sparticuz/chromium/bin");

/** Why no browser can be started here; null where one can. */
export function noBrowserBecause(): string | null {
  if (bringsItsOwn() || findInstalled() !== null) return null;
  return "no browser: the packed Chromium is for Linux x64, and no installed Chrome was found (CHROME_PATH names one)";
}

const bringsItsOwn = () => process.platform === "linux" && process.arch === "x64" && existsSync(path.join(packed, "chromium.br"));

function findInstalled(): string | null {
  return [process.env.CHROME_PATH, ...installed].find((file) => file !== undefined && existsSync(file)) ?? null;
}

/**
 * A real Chromium. Its own arguments, not those of the package: they run everything in one process, where closing a
 * context kills the browser, and they switch web security off, so that a policy would prove nothing.
 */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(path.join(tmpdir(), "tidemark-browser-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const own = bringsItsOwn() && process.env.CHROME_PATH === undefined;
    const browser = await chromium.launch({
      executablePath: own ? unpack(folder) : findInstalled()!,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"],
      env: { ...definedEnv(), TMPDIR: folder, ...(own && { LD_LIBRARY_PATH: libraries(folder), FONTCONFIG_PATH: path.join(folder, "fonts"), HOME: folder }) },
    });
    return {
      browser,
      async close() {
        await browser.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Binary, fonts and the libraries that a bare machine lacks, in a folder that only this process uses. */
function unpack(folder: string): string {
  const binary = path.join(folder, "chromium");
  writeFileSync(binary, brotliDecompressSync(readFileSync(path.join(packed, "chromium.br"))), { mode: 0o700 });
  for (const [name, into] of [["al2023", "al2023"], ["fonts", "fonts"]] as const) {
    const to = path.join(folder, into);
    mkdirSync(to);
    execFileSync("tar", ["-xf", "-", "-C", to], { input: brotliDecompressSync(readFileSync(path.join(packed, `${name}.tar.br`))) });
  }
  // The packed configuration names a folder that is not ours.
  const dirs = [path.join(folder, "fonts"), "/usr/share/fonts"].map((dir) => `<dir>${dir}</dir>`).join("");
  writeFileSync(path.join(folder, "fonts", "fonts.conf"), `<?xml version="1.0"?><fontconfig>${dirs}<cachedir>${path.join(folder, "font-cache")}</cachedir></fontconfig>`);
  return binary;
}

const libraries = (folder: string) => [path.join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
const definedEnv = () => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
