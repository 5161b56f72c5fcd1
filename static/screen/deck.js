/**
 * How much goes on one slide. Pure: groups in, slides out.
 *
 * @typedef {{text: string, body: unknown}} Item  its words, to guess how much room it takes
 * @typedef {{key: string | number, title: string, about?: string, items: Item[]}} Group
 * @typedef {{key: string, title: string, about: string, groups: Group[]}} Slide
 */

/** About as many letters as a screen of notes holds at a size the back row reads. */
const ROOM = 2000;
/** What a note costs besides its letters: its edges, its last half line. */
const EDGE = 40;

/** @param {Group} group */
function weight(group) {
  return group.items.reduce((sum, item) => sum + item.text.length + EDGE, group.title.length + EDGE);
}

/**
 * Everything on one slide where it fits; otherwise one group a slide, or as many as fit. What
 * is empty then has no slide of its own.
 * @param {Group[]} groups
 * @param {{title: string, about?: string, packs?: boolean, room?: number}} options
 * @returns {Slide[]}
 */
export function slidesOf(groups, { title, about = "", packs = false, room = ROOM }) {
  /** @type {Group[][]} */
  const piles = [];
  const total = groups.reduce((sum, group) => sum + weight(group), 0);
  if (total <= room || groups.length === 1) piles.push(groups);
  else if (packs) piles.push(...packed(groups, room));
  else piles.push(...groups.filter((group) => group.items.length).map((group) => [group]));
  return piles.map((pile) => ({ key: pile.map((group) => group.key).join("+"), title, about, groups: pile }));
}

/** Neighbours together as long as they fit. @param {Group[]} groups @param {number} room */
function packed(groups, room) {
  /** @type {Group[][]} */
  const piles = [];
  let left = 0;
  for (const group of groups) {
    const needs = weight(group);
    if (needs > left || piles.length === 0) {
      piles.push([]);
      left = room;
    }
    piles[piles.length - 1].push(group);
    left -= needs;
  }
  return piles;
}
