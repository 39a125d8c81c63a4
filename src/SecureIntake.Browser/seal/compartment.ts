/** The closed set of FORMAT.md §2. A part's first tar entry is always named after its compartment. */
export const COMPARTMENTS = ["account", "evidence", "mailbox", "source", "share", "keyed", "finding", "copy"] as const;

export type Compartment = (typeof COMPARTMENTS)[number];

/** Name of the first entry: the compartment is bound inside the sealed content and checked on opening. */
export function firstEntry(compartment: Compartment): string {
  return `${compartment}.json`;
}
