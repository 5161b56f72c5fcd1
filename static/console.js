/** The facilitator's console: the bar, the run sheet, the stage and the people around one connection. */

import "./console/start.js";
import "./console/all.js";
