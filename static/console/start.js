/** Opens the connection, before the elements that draw what it brings. */

import { sayWhatHappens } from "../aloud/console.js";
import { keepPlace } from "../focus.js";
import { connect, FEW } from "../socket.js";

connect(document.querySelector("console-bar")?.getAttribute("data-code") ?? "", "", FEW);
sayWhatHappens();
keepPlace();
