import { openCold } from "./load-times.mjs";
import { spread } from "./spread.mjs";

/**
 * Opens the pairs of a checkpoint and scrolls the list to its end and back, `n` times afresh.
 * @returns spread of the longest task of each pass in ms (0: none over 50 ms), and tasks over 50 ms in all
 */
export async function scrollTimes(browser, { url, cookie, path, n }) {
  const longest = [];
  let nLong = 0;
  for (let i = 0; i < n; i++) {
    const { context, page } = await openCold(browser, { url, cookie });
    await page.goto(url + path);
    const list = page.getByRole("listbox", { name: "Pairs" });
    await list.getByRole("option").first().waitFor();
    await page.waitForTimeout(1500);
    const box = await list.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.evaluate(() => { globalThis.bench.tasks.length = 0; });
    for (const by of [500, -500]) {
      for (let still = 0, before = -1; still < 10;) {
        await page.mouse.wheel(0, by);
        const now = await list.evaluate((element) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(element.scrollTop)))));
        still = now === before ? still + 1 : 0;
        before = now;
      }
    }
    await page.waitForTimeout(300);
    const tasks = await page.evaluate(() => globalThis.bench.tasks);
    await context.close();
    longest.push(Math.max(0, ...tasks));
    nLong += tasks.length;
  }
  return { ...spread(longest), nLong };
}
