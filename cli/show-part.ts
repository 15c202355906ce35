/** Names each part of long work on one line of a terminal as it goes by; elsewhere nothing. @param word what happened to it, e.g. kept */
export function showPart(word: string): { show(name: string, nRows: number | null): void; end(): void } {
  const { stderr } = process;
  return {
    show: (name, nRows) => void (stderr.isTTY && stderr.write(`\r\u001b[K${name}${nRows === null ? "" : `: ${nRows} rows`} ${word}`)),
    end: () => void (stderr.isTTY && stderr.write("\r\u001b[K")),
  };
}
