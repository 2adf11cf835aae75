/** Counts up whenever what crosses a boundary changes shape. Both sides compare it when they meet. */
export const PROTOCOL_VERSION = 1
