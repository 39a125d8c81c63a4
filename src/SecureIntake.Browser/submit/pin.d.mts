export function pin(site: string, fingerprint: string, organisation?: string): Promise<void>;
