/** The projector: read-only, one view at a time, chosen by the facilitator or by the run sheet. */

import { place } from "./screen/place.js";
import { TheScreen } from "./screen/the-screen.js";
import { connect, FEW } from "./socket.js";

connect(place.code, "screen", FEW);
document.getElementById("screen")?.replaceWith(new TheScreen());
