import type { Browser } from "playwright-core";
import type { IncomingMessage, ServerResponse } from "node:http";

export const CHROMIUM: string;
export function launch(more?: readonly string[]): Promise<Browser>;
export function policies(): Promise<{ page: string; hand: string }>;
export function serve(
  folder: string, answer?: (request: IncomingMessage, response: ServerResponse, path: string) => boolean,
): Promise<{ address: string; close(): Promise<void> }>;
export function buildPage(): Promise<{ folder: string; remove(): Promise<void> }>;
export function buildSmall(script: string): Promise<{ folder: string; remove(): Promise<void> }>;
