/** Opens the connection, before the elements that draw what it brings. */

import { connect, FEW } from "../socket.js";

connect(document.querySelector("console-bar")?.getAttribute("data-code") ?? "", "", FEW);
