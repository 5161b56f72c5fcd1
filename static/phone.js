/** A participant's phone; also what an observer and a facilitator's preview see, without the means to write. */

import { sayWhatHappens } from "./aloud/phone.js";
import { keepPlace } from "./focus.js";
import { keepInPlace } from "./phone/anchor.js";
import { stayAwake } from "./phone/awake.js";
import "./phone/keyboard.js";
import { here } from "./phone/here.js";
import { watchNetwork } from "./phone/light.js";
import { keepForLater, recall } from "./phone/offline.js";
import { PhonePage } from "./phone/phone-page.js";
import { sayWhatBecomesOf } from "./phone/sending-aloud.js";
import { connect } from "./socket.js";

sayWhatBecomesOf(connect(here.code, here.looking, undefined, recall).outbox);
sayWhatHappens();
watchNetwork();
keepPlace();
document.getElementById("phone")?.replaceWith(new PhonePage());
keepInPlace();
stayAwake();
keepForLater();
