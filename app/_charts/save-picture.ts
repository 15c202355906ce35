import { saveFile } from "./save-file";

/** Saves the chart of a panel as it looks, on the panel's own ground. */
export async function savePicture(panel: HTMLElement, fileName: string): Promise<void> {
  const canvas = panel.querySelector("canvas");
  if (!canvas) return;
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = canvas.height;
  const ctx = picture.getContext("2d")!;
  ctx.fillStyle = getComputedStyle(panel).backgroundColor;
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(canvas, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, "image/png"));
  if (blob) saveFile(blob, fileName);
}
