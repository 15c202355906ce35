import { spread } from "./spread.mjs";

/**
 * Hovers over a chart, zooms into it by dragging, and resets by a double click.
 * @returns hover: ms from the pointer's event to the frame after it; interactions: durations of the Event Timing API (steps of 8 ms;
 *   16 where the browser reports none, since it was shorter); longest task in ms
 */
export async function chartTimes(page, chart, { nHovers, nZooms }) {
  const box = await chart.boundingBox();
  const at = (share) => box.x + box.width * (0.1 + 0.8 * share), middle = box.y + box.height / 2;
  const settle = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.mouse.move(at(0), middle);
  await settle();
  await page.evaluate(() => { globalThis.bench.events.length = 0; globalThis.bench.hovers.length = 0; globalThis.bench.tasks.length = 0; });
  for (let i = 0; i < nHovers; i++) {
    await page.mouse.move(at(((i * 37) % nHovers) / nHovers), middle);
    await settle();
  }
  const hovers = await page.evaluate(() => globalThis.bench.hovers.splice(0));
  for (let i = 0; i < nZooms; i++) {
    await page.mouse.move(at(0.2 + (i % 5) / 50), middle);
    await page.mouse.down();
    for (const share of [0.35, 0.5, 0.65]) await page.mouse.move(at(share), middle);
    await page.mouse.up();
    await settle();
    await page.mouse.dblclick(at(0.5), middle);
    await settle();
  }
  await page.waitForTimeout(300);
  const { events, tasks } = await page.evaluate(() => globalThis.bench);
  const longest = new Map();
  for (const { interactionId, duration } of events) if (interactionId) longest.set(interactionId, Math.max(duration, longest.get(interactionId) ?? 0));
  // A drag is one press, a double click two.
  const unreported = Math.max(0, 3 * nZooms - longest.size);
  return { hover: spread(hovers), interactions: spread([...longest.values(), ...Array(unreported).fill(16)]), longestTask: Math.max(0, ...tasks) };
}
