/**
 * A line to the server that is open all the time: Socket.IO's protocol, as much of it as we speak.
 *
 * It begins with a WebSocket. Where a network lets none through, or says nothing at all for a while,
 * the server is asked again and again instead (long polling), and first of all the next time.
 *
 * @typedef {{connect: () => void, lost: (isOverByServer: boolean) => void,
 *   refused: (reason: string, sentence: string) => void, heard: (event: string, payload: any) => void}} Ear
 * @typedef {{send: (text: string) => void, close: () => void}} Transport
 * @typedef {{first: number, longest: number}} Patience
 */

/** Packets of Engine.IO, and those of Socket.IO inside a message. */
const [OPEN, CLOSE, PING, PONG] = ["0", "1", "2", "3"];
const [CONNECT, DISCONNECT, EVENT, ACK, REFUSED] = ["40", "41", "42", "43", "44"];
const BETWEEN = "\x1e";

const OPEN_WITHIN = 4000;
/** A server that was only slow to answer, or just back, is not taken for a network without sockets for ever. */
const BELIEVED_FOR = 600_000;
const POLLED = "line/polled";

/** How unlike the waits of two phones are, so that they do not all come back at once. */
const SPREAD = 0.75;

export class Line {
  isOpen = false;
  #query;
  #patience;
  #ear;
  /** @type {Transport | null} */
  #transport = null;
  /** Who waits for an answer; nothing says that the line is gone. @type {Map<number, (answer?: any) => void>} */
  #asked = new Map();
  #count = 0;
  #tries = 0;
  #retry = 0;
  #watch = 0;
  /** Milliseconds after which a line on which nothing comes is dead. */
  #silence = OPEN_WITHIN;

  /** @param {Record<string, string>} query @param {Patience} patience @param {Ear} ear */
  constructor(query, patience, ear) {
    this.#query = query;
    this.#patience = patience;
    this.#ear = ear;
    addEventListener("offline", () => this.#transport && this.#lose());
  }

  /** Open it, and again after each loss until it is closed. */
  connect() {
    this.close();
    this.#begin("WebSocket" in window && !polledLately() ? socket : poll);
  }

  close() {
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Ask, and hear the answer. Throws where none comes. @param {string} event @param {any} data @param {number} within */
  ask(event, data, within) {
    const number = this.#count++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#answer(number), within);
      this.#asked.set(number, (answer) => {
        clearTimeout(timer);
        if (answer === undefined) reject(new Error("no answer"));
        else resolve(answer);
      });
      this.#transport?.send(`${EVENT}${number}${JSON.stringify([event, data])}`);
    });
  }

  /** @param {number} number @param {any} [answer] */
  #answer(number, answer) {
    this.#asked.get(number)?.(answer);
    this.#asked.delete(number);
  }

  /** @param {typeof socket | typeof poll} kind */
  #begin(kind) {
    this.#silence = OPEN_WITHIN;
    const query = new URLSearchParams({ EIO: "4", ...this.#query });
    /** @type {Transport} */
    const transport = kind(
      query,
      (packet) => transport === this.#transport && this.#take(packet, kind),
      () => transport === this.#transport && this.#fail(kind),
    );
    this.#transport = transport;
    this.#listen(kind);
  }

  /** Nothing comes for too long: it is over. @param {typeof socket | typeof poll} kind */
  #listen(kind) {
    clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => this.#fail(kind), this.#silence);
  }

  /** @param {string} packet @param {typeof socket | typeof poll} kind */
  #take(packet, kind) {
    this.#listen(kind);
    if (packet[0] === OPEN) {
      const { pingInterval, pingTimeout } = JSON.parse(packet.slice(1));
      this.#silence = pingInterval + pingTimeout;
      this.#transport?.send(CONNECT);
    } else if (packet === PING) this.#transport?.send(PONG);
    else if (packet === CLOSE) this.#lose();
    else this.#hear(packet.slice(0, 2), packet.slice(2), kind);
  }

  /** @param {string} type @param {string} body @param {typeof socket | typeof poll} kind */
  #hear(type, body, kind) {
    if (type === CONNECT) {
      this.isOpen = true;
      this.#tries = 0;
      remember(kind === poll);
      this.#ear.connect();
    } else if (type === EVENT) {
      const [event, payload] = JSON.parse(body);
      this.#ear.heard(event, payload);
    } else if (type === ACK) {
      const start = body.indexOf("[");
      this.#answer(Number(body.slice(0, start)), JSON.parse(body.slice(start))[0]);
    } else if (type === REFUSED) {
      const { message, data } = JSON.parse(body);
      this.close();
      this.#ear.refused(data?.reason ?? "", message ?? "");
    } else if (type === DISCONNECT) {
      this.close();
      this.#ear.lost(true);
    }
  }

  /** A network that lets no socket through is asked over and over instead. @param {typeof socket | typeof poll} kind */
  #fail(kind) {
    if (this.isOpen || kind === poll) return this.#lose();
    this.#drop();
    this.#begin(poll);
  }

  #lose() {
    this.#drop();
    this.#retry = window.setTimeout(() => this.connect(), pause(this.#patience, this.#tries++));
    this.#ear.lost(false);
  }

  #drop() {
    clearTimeout(this.#watch);
    const transport = this.#transport;
    this.#transport = null;
    this.isOpen = false;
    transport?.close();
    for (const number of [...this.#asked.keys()]) this.#answer(number);
  }
}

/** Milliseconds to wait, different on every phone. @param {Patience} patience @param {number} tries */
export function pause({ first, longest }, tries = 0) {
  return Math.min(first * 2 ** tries * (1 - SPREAD + 2 * SPREAD * Math.random()), longest);
}

/** @param {URLSearchParams} query @param {(packet: string) => void} hear @param {() => void} fail @returns {Transport} */
function socket(query, hear, fail) {
  query.set("transport", "websocket");
  const own = new WebSocket(`${location.origin.replace("http", "ws")}/socket.io/?${query}`);
  own.onmessage = ({ data }) => hear(data);
  own.onclose = fail;
  return {
    send: (text) => own.readyState === WebSocket.OPEN && own.send(text),
    close: () => own.close(),
  };
}

/** @param {URLSearchParams} query @param {(packet: string) => void} hear @param {() => void} fail @returns {Transport} */
function poll(query, hear, fail) {
  query.set("transport", "polling");
  const stop = new AbortController();
  /** @type {string[]} */
  let waiting = [];
  let isSending = false;

  /** @param {RequestInit} [how] */
  async function call(how) {
    const answer = await fetch(`/socket.io/?${query}`, {
      cache: "no-store",
      referrerPolicy: "no-referrer",
      ...how,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  async function listen() {
    try {
      while (!stop.signal.aborted) {
        for (const packet of (await call({ signal: stop.signal })).split(BETWEEN)) {
          if (packet[0] === OPEN) query.set("sid", JSON.parse(packet.slice(1)).sid);
          hear(packet);
        }
      }
    } catch {
      fail();
    }
  }

  async function send() {
    if (isSending) return;
    isSending = true;
    try {
      while (waiting.length && !stop.signal.aborted) {
        const body = waiting.join(BETWEEN);
        waiting = [];
        await call({ method: "POST", body, signal: stop.signal });
      }
    } catch {
      fail();
    }
    isSending = false;
  }

  listen();
  return {
    send: (text) => {
      waiting.push(text);
      send();
    },
    close: () => {
      stop.abort();
      if (query.has("sid")) call({ method: "POST", body: CLOSE, keepalive: true }).catch(() => {});
    },
  };
}

/** Did asking again and again work in this tab a while ago, where a socket did not? */
function polledLately() {
  try {
    return Date.now() - Number(sessionStorage.getItem(POLLED)) < BELIEVED_FOR;
  } catch {
    return false;
  }
}

/** @param {boolean} isPolled */
function remember(isPolled) {
  try {
    if (!isPolled) sessionStorage.removeItem(POLLED);
    else if (!polledLately()) sessionStorage.setItem(POLLED, String(Date.now()));
  } catch {
    // Then the next page finds it out by itself.
  }
}
