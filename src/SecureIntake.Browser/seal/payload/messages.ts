import type { HandFailure, Piece, SealedPiece } from "./hand.js";

/** What a Worker's hand is told; each is answered once by `did` or `failed`, a `digest` before that by any number of `at`. */
export type Order =
  | { readonly id: number; readonly do: "seal"; readonly piece: Piece }
  | { readonly id: number; readonly do: "hash"; readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number; readonly total: number }
  | { readonly id: number; readonly do: "hashed" }
  | { readonly id: number; readonly do: "digest"; readonly blob: Blob };

export type Answer =
  | { readonly id: number; readonly is: "did"; readonly result: SealedPiece | ArrayBuffer | Uint8Array }
  | { readonly id: number; readonly is: "at"; readonly done: number }
  | { readonly id: number; readonly is: "failed"; readonly why: HandFailure };
