/** What is put to the vote, how many have voted, and the result. */

import { html } from "lit";
import { Follower } from "./follower.js";

class ConsoleVote extends Follower {
  static properties = { stage: { type: Number } };

  constructor() {
    super();
    this.stage = 0;
  }

  render() {
    return html``;
  }
}

customElements.define("console-vote", ConsoleVote);
