/** The data of a replay: from an address, or packed into the page itself. */

/**
 * @typedef {object} Replay
 * @property {number} offset seconds by which the server's clock is ahead of UTC
 * @property {string[]} audiences
 * @property {import("./timeline.js").Moment[]} moments
 * @property {{[audience: string]: import("./recording.js").Frame[] | string}} frames
 * @property {[number, number, string, string][]} history
 * @property {import("./timeline.js").Jump[]} stages
 */

/** @param {string} address @returns {Promise<Replay>} */
export async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** What stands in an element as gzip in base64. @param {string} id @returns {Promise<Replay>} */
export async function unpacked(id) {
  const packed = document.getElementById(id)?.textContent?.trim() ?? "";
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** The frames of an audience; a name stands for another that saw the same. @param {Replay} replay @param {string} audience */
export function framesOf(replay, audience) {
  const found = replay.frames[audience];
  return typeof found === "string"
    ? /** @type {import("./recording.js").Frame[]} */ (replay.frames[found])
    : found;
}
