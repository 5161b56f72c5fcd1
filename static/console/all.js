/** Everything the console is made of. */

import "../parts/connection-dot.js";
import "../parts/note-card.js";
import "../parts/stage-timer.js";
import "./bar.js";
import "./run.js";
import "./frame.js";
import "./people.js";
import "./panels.js";
import "./keys.js";
import "../copy.js";
