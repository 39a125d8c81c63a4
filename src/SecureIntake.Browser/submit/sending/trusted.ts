/** Under `require-trusted-types-for 'script'` a Worker's address must come from a policy; each thread has one that knows a single address. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** A maker of Workers from the one address. Called once in each thread: a policy's name can be taken only once. */
export function workersFrom(address: string): () => Worker {
  const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
    ?.createPolicy("secureintake-worker", { createScriptURL: () => address });
  return () => new Worker(policy?.createScriptURL("") ?? address, { type: "module" });
}
