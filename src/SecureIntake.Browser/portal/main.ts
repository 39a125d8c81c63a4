/** The one script of the staff site: registers the islands, then starts. */
import "./audit.js";
import "./case.js";
import "./custody/island.js";
import "./deskKeys/island.js";
import "./lockdown/island.js";
import "./staff/copy.js";
import "./staff/enrol.js";
import "./staff/keyState.js";
import "./staff/makeKey.js";
import "./staff/ownFingerprint.js";
import "./staff/publish.js";
import "./staff/signIn.js";
import "./staff/unlock.js";
import { watchSession } from "./ended.js";
import { mountIslands } from "./islands.js";
import { startNavigation } from "./navigate.js";

startNavigation();
// The frame stays while pages change, and what it shows of the key with it.
const frame = document.querySelector(".member-bar");
if (frame !== null) {
  mountIslands(frame);
  watchSession();
}
