import { spread } from "./spread.mjs";
import { watchPage } from "./watch-page.mjs";

/** A page in a browser profile of its own, with nothing in its cache. */
export async function openCold(browser, { url, cookie }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  if (cookie) {
    const [name, ...value] = cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url }]);
  }
  await context.addInitScript(watchPage);
  return { context, page: await context.newPage() };
}

/**
 * Opens an address `n` times from an empty cache. Times are ms from the start of the navigation.
 * @param data part of the address of the request whose answer is drawn; null where the page itself carries it
 * @returns content: largest contentful paint; drawn: the frame with the first drawing on a canvas; afterData: the same from the last byte of the data
 */
export async function loadTimes(browser, { url, cookie, path, data = null, n }) {
  const found = { content: [], drawn: [], afterData: [] };
  for (let i = -1; i < n; i++) {
    const { context, page } = await openCold(browser, { url, cookie });
    await page.goto(url + path);
    await page.waitForFunction(() => globalThis.bench.drawnMs !== null);
    await page.waitForTimeout(500);
    const { contentMs, drawnMs, dataMs } = await page.evaluate((part) => ({
      ...globalThis.bench, dataMs: part && performance.getEntriesByType("resource").find(({ name }) => name.includes(part))?.responseEnd,
    }), data);
    await context.close();
    if (i < 0) continue;
    found.content.push(contentMs);
    found.drawn.push(drawnMs);
    if (dataMs) found.afterData.push(drawnMs - dataMs);
  }
  return { content: spread(found.content), drawn: spread(found.drawn), afterData: found.afterData.length > 0 ? spread(found.afterData) : null };
}

/**
 * Bytes of script as transferred when an address is opened and left alone for some seconds.
 * @returns kB of what the page's own HTML names, and of what is fetched after it
 */
export async function scriptSizes(browser, { url, cookie, path }) {
  const { context, page } = await openCold(browser, { url, cookie });
  const finished = [];
  page.on("requestfinished", (request) => { if (request.resourceType() === "script") finished.push(request); });
  const html = await (await page.goto(url + path)).text();
  await page.waitForTimeout(6000);
  let first = 0, later = 0;
  for (const request of finished) {
    const { responseBodySize } = await request.sizes();
    if (html.includes(`src="${new URL(request.url()).pathname}`) || html.includes(`href="${new URL(request.url()).pathname}`)) first += responseBodySize;
    else later += responseBodySize;
  }
  await context.close();
  return { first: first / 1000, later: later / 1000 };
}
