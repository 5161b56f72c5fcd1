/** Walk from note to note with the arrow keys. A board is one stop for Tab; it remembers where one was. */

/** @param {KeyboardEvent} event */
export function walk(event) {
  const card = /** @type {HTMLElement} */ (event.target).closest("note-card");
  if (!card) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    /** @type {HTMLElement} */ (card).click();
    return;
  }
  const to = neighbour(card, event.key);
  if (to === undefined) return;
  event.preventDefault();
  if (to === null) return;
  card.setAttribute("tabindex", "-1");
  to.tabIndex = 0;
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

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
  const boards = [...(board?.parentElement?.children ?? [])].filter((each) => cardsOf(each).length);
  const other = boards[boards.indexOf(/** @type {Element} */ (board)) + (isNext ? 1 : -1)];
  return other ? (cardsOf(other)[at] ?? cardsOf(other).at(-1) ?? null) : null;
}

/** @param {Element | null} board @returns {HTMLElement[]} */
function cardsOf(board) {
  return [...(board?.querySelectorAll("note-card") ?? [])].map((each) => /** @type {HTMLElement} */ (each));
}
