export declare const SITES: Readonly<Record<"site" | "portal", string>>;
export declare function build(dist: string): Promise<void>;
