export const tokens = [
  "ground", "raised", "line", "line-strong", "ink", "muted", "tide", "best", "regressed", "healthy", "unknown", "tie",
  "series-2", "series-3", "series-4", "series-5", "series-6",
] as const;
export type Token = (typeof tokens)[number];
export type Colours = Record<Token, string>;

/** The tokens as the canvas can use them. A probe is asked because a custom property keeps light-dark() unresolved. */
export function readColours(host: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.style.display = "none";
  host.append(probe);
  const colours = {} as Colours;
  for (const token of tokens) {
    probe.style.color = `var(--${token})`;
    colours[token] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}

/** The colour with an opacity in [0, 1]. */
export function withAlpha(colour: string, alpha: number): string {
  const rgb = /^rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(colour);
  return rgb ? `rgba(${rgb[1]}, ${rgb[2]}, ${rgb[3]}, ${alpha})` : colour;
}
