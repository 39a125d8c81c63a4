import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { buildSmall, launch, serve } from "./chromium.mjs";

/* In real Chromium, under the policies that Intake sends: they could forbid the lock. */

let page: Page;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const built = await buildSmall("awake");
  const site = await serve(built.folder);
  const browser = await launch();
  closing.push(() => browser.close(), site.close, built.remove);
  page = await browser.newPage();
  await page.goto(site.address);
}, 120_000);

afterAll(async () => {
  for (const close of closing) await close();
});

const held = (count: number): Promise<void> => vi.waitFor(async () => expect(await page.evaluate(() => window.held())).toBe(count));

test("The screen stays on from the first byte to the last, by one lock, and no longer", async () => {
  await held(0);
  await page.evaluate(() => window.awake.begin());
  await held(1);
  await page.evaluate(() => { window.awake.begin(); });
  await held(1);
  await page.evaluate(() => window.awake.end());
  await held(0);
});

test("What ended before the browser had answered keeps nothing on", async () => {
  await page.evaluate(() => {
    window.awake.begin();
    window.awake.end();
  });
  await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 200)));
  await held(0);
});
