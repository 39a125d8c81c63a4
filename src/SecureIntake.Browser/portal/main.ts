/** The one script of the staff site: registers the islands, then starts. */
import "./case.js";
import { mountIslands } from "./islands.js";
import { startNavigation } from "./navigate.js";

startNavigation();
const rail = document.querySelector(".rail");
if (rail !== null) mountIslands(rail);
