/**
 * The one Trusted Types policy of the staff site (the server's Content-Security-Policy names it). Markup enters the document only as whole pages of
 * our own server, parsed into an inert document; scripts only as Workers out of /assets/.
 */

interface Policy {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}

const rules: Policy = {
  createHTML: text => text,
  createScriptURL: url => {
    if (!/^\/assets\/[\w.-]+\.js$/.test(url)) throw new TypeError("not one of our scripts");
    return url;
  },
};

const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const policy = factory?.createPolicy("portal-page", rules) ?? rules;

/** A page of our server as a document in which nothing runs. */
export function parsePage(text: string): Document {
  return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

/** Starts a Worker of the staff site. */
export function startWorker(url: string): Worker {
  return new Worker(policy.createScriptURL(url), { type: "module" });
}
