/**
 * Walk from note to note of a board with keys. A question is one stop for Tab; it remembers where
 * one was. Whoever cannot see the board hears how far along it they are.
 */

import { _, number } from "../words.js";
import { letterOf } from "./letters.js";
import { typedTo } from "./typeahead.js";

/** @type {Record<string, string>} */
const LETTERS = { j: "ArrowDown", k: "ArrowUp" };

/** @param {KeyboardEvent} event */
export function walk(event) {
  const card = cardAt(event);
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const typed = typedTo(event, cardsOf(card.closest(".boards")), card);
  if (!typed && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    card.click();
    return;
  }
  const to = typed ?? neighbour(card, LETTERS[letterOf(event)] ?? event.key);
  if (to === undefined) return;
  event.preventDefault();
  if (to === null) return;
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

/** The note that has the keyboard is the one that Tab comes back to. @param {FocusEvent} event */
export function rest(event) {
  const card = cardAt(event);
  const board = card?.closest("section");
  if (!card || !board) return;
  for (const each of board.querySelectorAll("note-card[tabindex='0']")) each.setAttribute("tabindex", "-1");
  card.tabIndex = 0;
  const cards = cardsOf(board);
  card.setAttribute(
    "aria-description",
    _("Note {n} of {all} under “{question}”", {
      n: number(cards.indexOf(card) + 1),
      all: number(cards.length),
      question: board.querySelector(".board-question")?.getAttribute("title") ?? "",
    }),
  );
}

/** @param {Event} event @returns {HTMLElement | null} */
const cardAt = (event) => /** @type {HTMLElement} */ (event.target).closest("note-card");

/** @param {Element} card @param {string} key @returns {HTMLElement | null | undefined} null: nothing there; undefined: another key */
function neighbour(card, key) {
  const [board, cards] = [card.closest("section"), cardsOf(card.closest("section"))];
  const at = cards.indexOf(/** @type {HTMLElement} */ (card));
  const isLeftward = getComputedStyle(card).direction === "rtl";
  if (key === "ArrowDown") return cards[at + 1] ?? null;
  if (key === "ArrowUp") return cards[at - 1] ?? null;
  if (key === "Home") return cards[0];
  if (key === "End") return cards.at(-1);
  if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
  const isNext = (key === "ArrowRight") !== isLeftward;
  const boards = [...(board?.parentElement?.children ?? [])].filter((each) =>
    each.querySelector("note-card"),
  );
  const other = boards[boards.indexOf(/** @type {Element} */ (board)) + (isNext ? 1 : -1)];
  return other ? (cardsOf(other)[at] ?? cardsOf(other).at(-1) ?? null) : null;
}

/** @param {Element | null} board @returns {HTMLElement[]} */
function cardsOf(board) {
  return [...(board?.querySelectorAll("note-card") ?? [])].map((each) => /** @type {HTMLElement} */ (each));
}
