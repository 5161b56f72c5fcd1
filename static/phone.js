/** A participant's phone; also what an observer and a facilitator's preview see, without the means to write. */

import "./phone/keyboard.js";
import { here } from "./phone/here.js";
import { PhonePage } from "./phone/phone-page.js";
import { sayWhatBecomesOf } from "./phone/sending-aloud.js";
import { connect } from "./socket.js";

sayWhatBecomesOf(connect(here.code, here.looking).outbox);
document.getElementById("phone")?.replaceWith(new PhonePage());
