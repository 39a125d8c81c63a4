/** The work on a case: opening its parts, papers and their stages, and each step that a lead takes. */
export const caseTexts = {
  // Opening
  'open.account': 'Open the account',
  'open.results': 'Open findings and safe copy',
  'open.again': 'Open again',
  'open.signing': 'Signing the entry for the log…',
  'open.logging': 'Waiting until the log holds it…',
  'open.witnessing': 'The log holds it. Waiting until enough of its witnesses have cosigned it…',
  'open.entry.later': 'Its witnesses cosign it in their own time.',
  'open.checking': 'Checking the log’s proof in this browser…',
  'open.fetching': 'Fetching the sealed part, {percent} %',
  'open.cancel': 'Cancel',
  'open.cancelled': 'Cancelled. What the log holds by now stays there. Load the page again to see how the case stands.',
  'open.entry': 'Entry {index} of the log, signed by you on {time}.',
  'open.entry.checked': 'This browser checked that the log holds it.',
  'open.entry.show': 'Show the entry and its proof',

  // Findings
  'findings.count': { one: '{n} finding', other: '{n} findings' },
  'findings.supports.none': 'No finding supports it yet.',
  'findings.against.none': 'No finding speaks against it.',
  'findings.unknown': 'A finding that this page does not know: {check}.',

  // Papers and stages
  'paper.desk': 'It can be examined when the case is taken.',
  'paper.notgiven': 'Its findings were not given to you. The lead can give you the case again.',
  'paper.name': 'Paper {n}',
  'paper.copy': 'Safe copy, page {page} of {total}',
  'paper.copy.some': 'The safe copy shows {shown} of {total} pages.',
  'paper.copy.none': 'There is no safe copy.',
  'stage.none': 'Not examined',
  'stage.waiting': 'Waiting for the bench',
  'stage.running': 'Being examined',
  'stage.done': 'Examined',
  'stage.failed': 'Not examined: {reason}',
  'stage.failed.bench.gone': 'the bench stopped and took its key with it. The paper is safe. Lease it again.',
  'stage.failed.gate.refused': 'the gate did not lend it. Lease it again; if it happens twice, tell the auditor.',
  'stage.failed.gate.shredded': 'the key by which it was held has been destroyed. Nobody can open it any more.',
  'stage.failed.other': 'the bench could not do it ({code}). The paper is safe. Lease it again, or read the runbook.',
  'stage.watching': 'This page looks again every few seconds.',

  'consent.no': 'The source has not allowed this testimony to be kept and checked. It is neither leased nor given until they do.',

  // What to do next
  'next.lease': 'Lease the papers to the bench, which examines them in a sandbox',
  'next.read': 'Read what the bench found',
  'next.assign': 'Give the case to a verifier',

  // Triage
  'triage.action': 'Take the case',
  'triage.deputy': 'Deputy',
  'triage.deputy.hint': 'A second lead who can also read this case, so that it does not hang on one person.',
  'triage.explain': 'This browser writes new headers, so that only you and your deputy can read the parts. The desk’s own headers are then deleted.',
  'triage.working': 'Re-addressing part {n} of {total}…',
  'triage.done': 'The case is yours and your deputy’s.',
  'triage.nodeputy': 'There is no second lead in the directory. An administrator must invite one before a case can be taken.',

  // Assignment
  'assign.action': 'Give it to a verifier',
  'assign.give': 'Give the case',
  'assign.verifier': 'Verifier',
  'assign.days': 'For how long',
  'assign.days.one': { one: '{n} day', other: '{n} days' },
  'assign.explain': 'They will read the account, the findings and the safe copies. Never the originals, the mailbox or the source.',
  'assign.done': '{member} can read this case now.',
  'assign.none': 'The directory lists no verifier.',

  // Keying
  'keyed.action': 'Type the machine-readable lines',
  'keyed.title': 'Machine-readable lines of {paper}',
  'keyed.hint': 'The two or three lines at the foot of a passport or identity card, exactly as they stand. {fill} is the filler.',
  'keyed.line': 'Line {n}',
  'keyed.third': 'Line 3 (identity cards only)',
  'keyed.length': { one: '{n} character', other: '{n} characters' },
  'keyed.nopicture': 'No safe copy is open. Open the findings first if you want to see the picture beside the lines.',
  'keyed.save': 'Seal the lines',
  'keyed.close': 'Close without sealing',
  'keyed.done': 'Sealed. Lease the paper again, and the bench computes the check digits.',

  // Lease
  'lease.action': 'Lease to the bench',
  'lease.again': 'Lease again',
  'lease.explain': 'The bench opens this one paper in memory, examines it in a sandbox without network, seals what it finds to this case’s readers, and forgets it.',
} as const;
