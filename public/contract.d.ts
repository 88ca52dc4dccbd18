// What the scripts and the program know of each other; the program's side is src/platform/src/contract.rs.

declare interface Window {
  /** boot.js runs: said to opening.js, which tells a browser that is too old. */
  mingbaiBoot?: true;
  /** embed.js ran: nothing is kept in this browser. */
  mingbaiEmbed?: true;
  /** opening.js: has the program draw the page of the address into an element, once nothing can be lost by it. */
  mingbaiTake?: (mount: (host: Element) => void) => void;
  /** look.js: gives the page its look, in words. */
  mingbaiLook?: (words: string) => void;
  /** boot.js: where the files of the worker are; none without a worker's file. */
  mingbaiFiles?: { month: string; script: string; wasm: string; integrity?: string };
}

/** The program's loader, as wasm-bindgen writes it. */
declare function wasm_bindgen(from: { module_or_path: Promise<Response> | Uint8Array }): Promise<unknown>;
