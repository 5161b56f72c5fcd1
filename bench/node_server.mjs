/**
 * The least a Socket.IO server can do: take a text, number it, send it to everybody, keep nothing.
 * It speaks enough of our protocol that the same crowd can talk to it. `node bench/node_server.mjs PORT`
 */

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((_, response) => response.end("ok"));
const io = new Server(http, { transports: ["websocket"], serveClient: false });
let seq = 0;

io.on("connection", (socket) => {
  socket.on("catch_up", ({ since }, answer) => answer({ seq: since, records: {} }));
  socket.on("command", ({ data }, answer) => {
    const from = seq++;
    io.emit("patch", { from, seq, records: { [`note/${seq}`]: { text: data.text } } });
    answer({ seq });
  });
  socket.on("only_answer", (_, answer) => answer({ seq }));
});

http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
