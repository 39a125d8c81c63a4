/** Verifying the log in this browser. */
export const audit = {
  'audit.entry.show': 'Show the entry',
  'audit.proof.show': 'Show its proof',
  'audit.verify': 'Verify in this browser',
  'audit.verify.log': 'Verify the whole log in this browser',
  'audit.verifying': 'Verified {done} of {total} entries…',
  'audit.verified': 'Verified: entry {index} stands in a log of {size} entries that the log’s key signed.',
  'audit.verified.log': 'Verified: {size} entries, root {root}.',
  'audit.tampered': 'The log is not what it must be, first at entry {index}. Keep this page open, save the files of the log and tell everyone who runs a witness.',
} as const;
