import type { Trust } from "./acting.js";
import type { Person } from "./facts.js";

/** Members of the verified directory with a role, by pseudonym, without those who are left out. */
export function choices(
    trust: Trust, names: Readonly<Record<string, string>>, role: "lead" | "verifier", without: readonly string[],
): Pick<Person, "member">[] {
  return trust.directory.members
    .filter(({ member, roles }) => roles.includes(role) && !without.includes(member))
    .sort((a, b) => nameOf(names, a.member).localeCompare(nameOf(names, b.member)));
}

/** A member's pseudonym; for one whom the portal does not name, the beginning of the id. */
export function nameOf(names: Readonly<Record<string, string>>, member: string): string {
  return names[member] ?? member.slice(0, 8);
}
