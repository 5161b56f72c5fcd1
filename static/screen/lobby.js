/** Before it begins: how to join, as large as it goes, and who is here already. */

import { html, nothing } from "lit";
import { sectorMark } from "../parts/sector-mark.js";
import { connection } from "../socket.js";
import { _, number } from "../words.js";
import { both, bothOf } from "./both.js";
import { place, qr, way } from "./place.js";

/** @param {import("../store.js").Store} store @returns {import("./sheets.js").Sheet} */
export function lobby(store) {
  return {
    name: "lobby",
    alone: true,
    head: store.workshop.purpose || _("Dialogue"),
    main: html`
      <div class="lobby">
        <div>
          <h1 dir="auto">${store.workshop.title}</h1>
          <p class="lobby-ask">
            <span class="rubric">${both("Join with your phone.")}</span>
            ${both("Open {host} and enter", { host: html`<b>${place.host}</b>` })}
          </p>
          <strong class="lobby-code">${place.codeShown}</strong>
          <p class="lobby-free">${both("No account, no e-mail, no app.")}</p>
          <p class="lobby-way">${way()}</p>
        </div>
        ${qr()}
      </div>
      <div class="lobby-foot">${present(store)}</div>`,
  };
}

/** Who is connected now, and where they stand. @param {import("../store.js").Store} store */
export function present(store) {
  if (!connection.isCounted) return nothing;
  const { online, by_sector } = connection.presence;
  const sectors = store.workshop.sectors.filter((/** @type {string} */ name) => by_sector[name]);
  return html`<span class="here">${online ? bothOf("{n} is here", "{n} are here", online) : both("Nobody is here yet.")}</span>
    ${
      sectors.length
        ? html`<ul>
            ${sectors.map(
              (/** @type {string} */ name) =>
                html`<li>${sectorMark(name, true)} <bdi>${name}</bdi> <span class="amount">${number(by_sector[name])}</span></li>`,
            )}
          </ul>`
        : nothing
    }`;
}
