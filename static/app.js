/** The pages that are read: home, joining, the organiser's. All of them work without this. */

import "./copy.js";
import "./typed.js";
import "./waiting.js";
