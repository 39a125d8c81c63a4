/** The one script of the staff site: registers the islands, then starts. */
import { mountIslands } from "./islands";
import { startNavigation } from "./navigate";

startNavigation();
const rail = document.querySelector(".rail");
if (rail !== null) mountIslands(rail);
