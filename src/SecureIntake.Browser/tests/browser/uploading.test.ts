import type { IncomingMessage, ServerResponse } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildSmall, launch, serve } from "./chromium.mjs";

/*
 * The submit client's requests in real Chromium against another side that fails in every way a server, a proxy or a line can. tus-js-client
 * has another transport outside of browsers, so what is held here can be held nowhere else.
 */

const KIB = 1024;
const LENGTH = 1024 * KIB;

/** Takes uploads in as Intake does; a test may answer a request itself. */
class OtherSide {
  readonly uploads: { length: number; offset: number }[] = [];
  /** `true`: it has answered, or never will. */
  fault: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;

  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (path !== "/card.json" && !path.startsWith("/uploads/")) return false;
    if (this.fault(request, response)) {
      request.resume();
      return true;
    }
    const upload = this.uploads[Number.parseInt(path.slice(-8), 16)];
    response.setHeader("Tus-Resumable", "1.0.0");
    switch (request.method) {
      case "POST":
        this.uploads.push({ length: Number(request.headers["upload-length"]), offset: 0 });
        response.setHeader("Location", `/uploads/${(this.uploads.length - 1).toString(16).padStart(32, "0")}`).writeHead(201).end();
        return true;
      case "HEAD":
        response.setHeader("Upload-Offset", upload!.offset).setHeader("Upload-Length", upload!.length).writeHead(200).end();
        return true;
      case "PATCH":
        if (Number(request.headers["upload-offset"]) !== upload!.offset) {
          request.resume();
          response.writeHead(409).end();
          return true;
        }
        request.on("data", (piece: Buffer) => { upload!.offset += piece.length; });
        request.on("end", () => response.setHeader("Upload-Offset", upload!.offset).writeHead(204).end());
        return true;
      default:
        return false;
    }
  }
}

/** Does `act` to the `nth` request of a method, and to `times` of them in a row. */
function at(method: string, nth: number, act: (response: ServerResponse, request: IncomingMessage) => void, times = 1): OtherSide["fault"] {
  let seen = 0;
  return (request, response) => {
    if (request.method !== method) return false;
    seen++;
    if (seen < nth || seen >= nth + times) return false;
    act(response, request);
    return true;
  };
}

const both = (...faults: OtherSide["fault"][]): OtherSide["fault"] => (request, response) => faults.some(fault => fault(request, response));
const status = (code: number) => (response: ServerResponse): void => void response.writeHead(code).end();
const never = (): void => undefined;

let browser: Browser;
let page: Page;
let side: OtherSide;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const built = await buildSmall("uploading");
  const site = await serve(built.folder, (request, response, path) => side.answer(request, response, path));
  browser = await launch();
  closing.push(() => browser.close(), site.close, built.remove);
  page = await browser.newPage();
  side = new OtherSide();
  await page.goto(site.address);
}, 120_000);

afterAll(async () => {
  for (const close of closing) await close();
});

beforeEach(() => { side = new OtherSide(); });

const upload = (silence = 60_000) => page.evaluate(([length, ms]) => window.upload(length, ms), [LENGTH, silence] as const);
const card = (silence = 60_000) => page.evaluate(ms => window.card(ms), silence);

describe("An upload", () => {
  test("arrives in pieces, whole", async () => {
    expect(await upload()).toEqual({ id: "0".repeat(32), failures: [] });
    expect(side.uploads).toEqual([{ length: LENGTH, offset: LENGTH }]);
  });

  test.each([502, 503, 500, 429])("goes on where it stopped after the other side was away for a while (%i)", async code => {
    side.fault = both(at("PATCH", 3, status(code)), at("HEAD", 1, status(code), 3));
    expect(await upload()).toEqual({ id: "0".repeat(32), failures: ["busy", "busy", "busy", "busy"] });
    expect(side.uploads).toEqual([{ length: LENGTH, offset: LENGTH }]);
  });

  test("goes on where it stopped after the line broke in the middle of a piece", async () => {
    // Where the connection was kept open a browser tries once more by itself, so that we see two failures, one, or none.
    side.fault = at("PATCH", 2, response => void response.destroy(), 2);
    const { id, failures } = await upload();
    expect(id).toBe("0".repeat(32));
    expect(failures.filter(failure => failure !== "offline")).toEqual([]);
    expect(side.uploads).toEqual([{ length: LENGTH, offset: LENGTH }]);
  });

  test("does not wait for ever for an answer that never comes", async () => {
    side.fault = both(at("PATCH", 2, never), at("HEAD", 1, never));
    expect(await upload(600)).toEqual({ id: "0".repeat(32), failures: ["offline", "offline"] });
    expect(side.uploads).toEqual([{ length: LENGTH, offset: LENGTH }]);
  });

  test("that the other side has forgotten begins anew", async () => {
    side.fault = both(at("PATCH", 3, status(503)), at("HEAD", 1, status(404)));
    expect(await upload()).toEqual({ id: "1".padStart(32, "0"), failures: ["busy"] });
    expect(side.uploads[1]).toEqual({ length: LENGTH, offset: LENGTH });
  });

  test("that stands elsewhere than we thought asks where, and sends the rest", async () => {
    // What another answer, lost on the way, had already brought there.
    side.fault = at("PATCH", 2, response => {
      side.uploads[0]!.offset += 100 * KIB;
      response.writeHead(409).end();
    });
    expect(await upload()).toEqual({ id: "0".repeat(32), failures: ["busy"] });
    expect(side.uploads).toEqual([{ length: LENGTH, offset: LENGTH }]);
  });

  test.each([["stands still", 0], ["lies behind its end", 2 * LENGTH]])("ends with a code where the offset that is told %s", async (_, offset) => {
    side.fault = at("PATCH", 1, response => void response.setHeader("Upload-Offset", offset).writeHead(204).end(), 1000);
    expect(await upload()).toEqual({ failures: ["upload.offset"] });
  });
});

describe("A card", () => {
  test("that breaks off half-way is a broken line, and nobody's forgery", async () => {
    side.fault = at("GET", 1, response => {
      response.writeHead(200, { "Content-Length": 1000 }).write("{");
      setTimeout(() => response.destroy(), 100);
    });
    expect(await card()).toEqual({ failures: ["offline"] });
  });

  test("that never comes is a broken line", async () => {
    side.fault = at("GET", 1, never);
    expect(await card(600)).toEqual({ failures: ["offline"] });
  });

  test("that is none is malformed", async () => {
    side.fault = at("GET", 1, response => void response.end("<!doctype html>"));
    expect(await card()).toEqual({ failures: ["card.malformed"] });
  });
});
