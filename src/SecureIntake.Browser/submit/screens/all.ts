import type { Drawn, Place, Site } from "../site.js";
import { codeScreen } from "./code.js";
import { doneScreen } from "./done.js";
import { languageScreen } from "./language.js";
import { questionScreen } from "./question.js";
import { receiptScreen } from "./receipt.js";
import { reviewScreen } from "./review.js";
import { sendScreen } from "./send.js";
import { welcomeScreen } from "./welcome.js";

type Screens = { readonly [S in Place["screen"]]: (site: Site, place: Extract<Place, { screen: S }>) => Drawn };

export const screens: Screens = {
  language: languageScreen,
  welcome: welcomeScreen,
  question: questionScreen,
  review: reviewScreen,
  send: sendScreen,
  receipt: receiptScreen,
  done: doneScreen,
  code: codeScreen,
};
