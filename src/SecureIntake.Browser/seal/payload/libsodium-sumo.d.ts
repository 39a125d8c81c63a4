/** The package brings no types; what is used of it stands in sodium.ts. */
declare module "libsodium-sumo" {
  const make: (options: object) => Promise<import("./sodium.js").Sodium>;
  export default make;
}
