/** Each phone lists the options in an order of its own, always the same one, so that no place wins votes. */

import { store } from "../../store.js";

/** @param {any[]} options */
export function inOwnOrder(options) {
  const seed = store.you.person ?? 0;
  return [...options].sort((a, b) => scattered(seed, a.target) - scattered(seed, b.target));
}

/** A number that looks like chance and is not. @param {number} seed @param {number} n */
function scattered(seed, n) {
  let x = Math.imul(seed + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) >>> 0;
}
