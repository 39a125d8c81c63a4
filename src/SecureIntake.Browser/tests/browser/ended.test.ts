import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSmall, launch, serve } from "./chromium.mjs";

let page: Page;
/** What the portal answers to a page that asks whether its session still is. */
let session: 204 | 401 | 503 = 204;
let asked = 0;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const built = await buildSmall("ended");
  const site = await serve(built.folder, (_, response, path) => {
    if (path === "/sign-in") response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Sign in</title>");
    else if (path === "/session") {
      asked++;
      response.writeHead(session).end();
    } else return false;
    return true;
  });
  const browser = await launch();
  closing.push(() => browser.close(), site.close, built.remove);
  page = await browser.newPage();
  await page.goto(site.address);
}, 120_000);

afterAll(async () => {
  for (const close of closing) await close();
});

const twice = async (): Promise<void> => {
  const before = asked;
  while (asked < before + 2) await new Promise(resolve => setTimeout(resolve, 20));
};

test("While the session lasts, or nobody answers, what was opened stays and the key with it", async () => {
  await twice();
  session = 503;
  await twice();
  expect(await page.textContent("body")).toContain("SPECIMEN testimony");
  expect(await page.evaluate(() => window.unlocked())).toBe(true);
});

test("When it has ended, what was opened is gone, also from the browser's history", async () => {
  session = 401;
  await page.waitForURL("**/sign-in#ended");
  expect(await page.textContent("body")).not.toContain("SPECIMEN");
  await page.goBack();
  expect(await page.textContent("body")).not.toContain("SPECIMEN");
});
