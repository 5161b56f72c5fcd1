/** Opens the connection, before the elements that draw what it brings. */

import { connect } from "../socket.js";

connect(document.querySelector("console-bar")?.getAttribute("data-code") ?? "");
