/** The closed set of FORMAT.md §2. A part's first tar entry is always named after its compartment. */
export const COMPARTMENTS = ["account", "evidence", "mailbox", "source", "share", "keyed", "finding", "copy"] as const;

export type Compartment = (typeof COMPARTMENTS)[number];

/** Name of the first entry: the compartment is bound inside the sealed content and checked on opening. */
export function recordName(compartment: Compartment): string {
  return `${compartment}.json`;
}

/**
 * Whether a tar entry may stand at this position: the record first, then `evidence.EXT`, `paper-N.EXT` or `page-N.png`,
 * numbered from 1. An extension is one to five letters and digits, so no name climbs out of a folder.
 */
export function isEntryName(compartment: Compartment, position: number, name: string): boolean {
  if (position === 0) return name === recordName(compartment);
  switch (compartment) {
    case "evidence": return position === 1 && /^evidence\.[a-z0-9]{1,5}$/.test(name);
    case "source": return new RegExp(`^paper-${position}\\.[a-z0-9]{1,5}$`).test(name);
    case "copy": return name === `page-${position}.png`;
    case "account": case "mailbox": case "share": case "keyed": case "finding": return false;
  }
}
