declare module "asciichart" {
  /** Lines of text, joined by line feeds: one a row, from the largest value down. */
  export function plot(series: readonly number[], settings: { min: number; max: number; height: number; offset: number; format: (value: number) => string }): string;
}
