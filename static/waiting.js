/** The waiting room: asks every few seconds whether somebody was let in, and goes on when they were. */

const EVERY = 4000;
const SPREAD = 1000;

if (document.getElementById("waiting")) again();

/** A room of three hundred does not ask in the same moment. */
function again() {
  window.setTimeout(ask, EVERY + Math.random() * SPREAD);
}

async function ask() {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    const { waiting } = await answer.json();
    if (waiting === false) return location.reload();
  } catch {
    // The network is away, or the server starts again. The next time tells.
  }
  again();
}
