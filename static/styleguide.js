/** The style guide: the elements of the product, fed with records, in every state. For development only. */

import "./look.js";
import "./styleguide/tokens.js";
import "./styleguide/samples.js";

// Mirrored as in Arabic, with words that can be read by whoever looks after the layout.
if (document.querySelector("[data-mirrored]")) document.documentElement.dir = "rtl";
