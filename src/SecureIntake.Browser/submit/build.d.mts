export function build(outdir: string, options?: { pseudo?: boolean }): Promise<void>;
export function writeManifest(site: string): Promise<void>;
