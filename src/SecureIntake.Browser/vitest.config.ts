import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts", "submit/**/*.test.ts", "portal/**/*.test.ts"],
    // Sealing is pure script at some 40 MB/s and two cores are shared with the .NET builds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
