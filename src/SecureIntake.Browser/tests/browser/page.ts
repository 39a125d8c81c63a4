/**
 * What a browser runs in tests and in `ops/bench browser-seal`: the same sealing as in the submit client's Worker, at the word of the
 * test, and `age-encryption` by itself to compare it with. Answers one order, in a Worker, by `window.ask(order)`.
 */
import { workersFrom } from "../../submit/sending/trusted.js";
import type { Asked, Answered } from "./worker.js";

declare const WORKER_URL: string;

declare global {
  interface Window {
    /** Orders about the file that is chosen in the page's only input. */
    ask(order: Omit<Asked, "file">): Promise<Answered>;
    /** Longest task since the last call, in milliseconds; below 50 the browser does not tell, and it is 0. */
    longestTask(): number;
  }
}

const start = workersFrom(WORKER_URL);
const input = document.querySelector("input")!;
let longest = 0;
new PerformanceObserver(list => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); }).observe({ entryTypes: ["longtask"] });

window.longestTask = () => {
  const answer = longest;
  longest = 0;
  return answer;
};

window.ask = order => new Promise((resolve, reject) => {
  const worker = start();
  worker.onmessage = ({ data }: MessageEvent<Answered | { progress: number }>) => {
    if ("progress" in data) document.title = String(data.progress);
    else {
      worker.terminate();
      resolve(data);
    }
  };
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage({ ...order, file: input.files![0]! } satisfies Asked);
});
