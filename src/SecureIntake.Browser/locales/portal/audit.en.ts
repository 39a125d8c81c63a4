/** Verifying the log in this browser. */
export const audit = {
  'audit.entry.show': 'Show the entry',
  'audit.proof.show': 'Show its proof',
  'audit.verify': 'Verify in this browser',
  'audit.verify.log': 'Verify the whole log in this browser',
  'audit.verifying': 'Verified {done} of {total} entries…',
  'audit.verified': 'Verified: entry {index} stands in a log of {size} entries that the log’s key signed.',
  'audit.verified.log': 'Verified: {size} entries, root {root}.',
  'dispute.open': 'This was not me',
  'dispute.explain': 'You sign an entry that says so. It stands beside this one for ever, and auditors see it at once. Nothing is undone by it.',
  'dispute.action': 'Say “not me” in the log',
  'dispute.signing': 'Signing the entry for the log…',
  'dispute.logging': 'Waiting until the log holds it…',
  'dispute.done': 'The log holds it, as entry {index}. If someone else may have your key, tell an administrator now, by voice: you must get a new one, and the root must strike the old.',
  'audit.tampered': 'The log is not what it must be, first at entry {index}. Keep this page open, save the files of the log and tell everyone who runs a witness.',
} as const;
