import { expect, it } from "vitest";
import { MOST_EVIDENCE } from "../../seal/submission.js";
import { blankAnswers, blankEvent } from "../answers/answers.js";
import { draftOf, saysSomething, scriptOf } from "../answers/draft.js";
import { kindOf, MOST_FILES } from "../questions/files.js";

const TODAY = "2026-11-24";

it("A blank form gives an empty, anonymous draft in which every use is refused", () => {
  const draft = draftOf(blankAnswers(), "en", TODAY);
  expect(draft).toEqual({
    account: {
      language: "en", mode: "self", subject: { names: [] }, events: [], narrative: "", knowledge: [],
      consent: {
        version: 1, language: "en", mode: "read",
        uses: { keep: "no", verify: "no", ngo: "no", un: "no", "un-government": "no", courts: "no", press: "no" },
      },
      unsaid: {},
    },
    evidence: [],
    source: {
      anonymous: true, name: "", contact: "", safeContact: { channel: "", hours: "", question: "", never: "" },
      relation: "other", country: "", helper: "",
    },
    papers: [],
  });
  expect(saysSomething(blankAnswers(), TODAY)).toBe(false);
});

it("Answers become the members of account.json, dates with their precision, names with their script", () => {
  const answers = blankAnswers();
  answers.who = "helper";
  answers.subject.names = [{ text: " Specimen Person ", kind: "official" }, { text: "Үлгі", kind: "short" }, { text: "  ", kind: "father" }];
  answers.subject.birth = "about 45";
  answers.subject.ids = [{ kind: "passport", value: " L898902C3 " }, { kind: "other", value: "" }];
  Object.assign(answers.events[0]!, { type: "detained", from: "autumn 2017", place: "SPECIMEN town", ongoing: "yes" });
  answers.knowledge = [{ how: "phone", detail: "", when: "03.2018" }, { how: "", detail: "", when: "" }];
  answers.consent.keepAndVerify = true;
  answers.consent.uses.un = { choice: "after", day: "2027-05-01" };
  answers.consent.uses.press = { choice: "after", day: "" };
  const { account } = draftOf(answers, "kk", TODAY);
  expect(account).toMatchObject({
    language: "kk",
    mode: "helper",
    subject: {
      names: [{ text: "Specimen Person", script: "Latn", kind: "official" }, { text: "Үлгі", script: "Cyrl", kind: "short" }],
      birth: { date: "about 45", precision: "age" },
      ids: [{ kind: "passport", value: "L898902C3" }],
    },
    events: [{ type: "detained", from: { date: "autumn 2017", precision: "text" }, place: "SPECIMEN town", ongoing: "yes" }],
    knowledge: [{ how: "phone", when: { date: "2018-03", precision: "month" } }],
  });
  expect(account.consent.uses).toMatchObject({ keep: "yes", verify: "yes", un: "after:2027-05-01", press: "no" });
  expect(Object.keys(account.events[0]!)).toEqual(["type", "from", "place", "ongoing"]);
});

it("An answer left unsaid is named and its typed text stays out", () => {
  const answers = blankAnswers();
  answers.subject.profession = "SPECIMEN trade";
  answers.subject.unsaid.profession = "withheld";
  answers.events[0]!.place = "SPECIMEN town";
  answers.events[0]!.unsaid.place = "unknown";
  answers.narrative = "SPECIMEN words";
  answers.unsaid.narrative = "withheld";
  const draft = draftOf(answers, "en", TODAY);
  expect(draft.account.unsaid).toEqual({ "subject.profession": "withheld", "events.0.place": "unknown", narrative: "withheld" });
  expect(JSON.stringify(draft)).not.toContain("SPECIMEN");
});

it("A blank event between two others is dropped, and what is unsaid keeps pointing at the right one", () => {
  const answers = blankAnswers();
  answers.events = [{ ...blankEvent(), type: "detained" }, blankEvent(), { ...blankEvent(), type: "prison", unsaid: { from: "unknown" } }];
  const { events, unsaid } = draftOf(answers, "en", TODAY).account;
  expect(events.map(({ type }) => type)).toEqual(["detained", "prison"]);
  expect(unsaid).toEqual({ "events.1.from": "unknown" });
});

it("Who chose to stay anonymous after typing a name leaves no trace of it", () => {
  const answers = blankAnswers();
  answers.who = "helper";
  Object.assign(answers.source, { anonymous: true, name: "SPECIMEN", contact: "SPECIMEN", relation: "close", helper: "SPECIMEN", papers: [new Blob(["x"])] });
  const { source, papers } = draftOf(answers, "en", TODAY);
  expect(source).toEqual(draftOf(blankAnswers(), "en", TODAY).source);
  expect(papers).toEqual([]);
});

it("A named source is sealed in the source part and nowhere in the account", () => {
  const answers = blankAnswers();
  Object.assign(answers.source, { anonymous: false, name: "Relative Specimenova", contact: "+00", channel: "message", relation: "close", helper: "nobody" });
  const draft = draftOf(answers, "en", TODAY);
  expect(draft.source).toMatchObject({ anonymous: false, name: "Relative Specimenova", safeContact: { channel: "message" }, relation: "close", helper: "" });
  expect(JSON.stringify(draft.account)).not.toContain("Specimenova");
});

it.each<[string, (a: ReturnType<typeof blankAnswers>) => void]>([
  ["a name", (a) => { a.subject.names[0]!.text = "Specimen"; }],
  ["an event", (a) => { a.events[0]!.type = "detained"; }],
  ["a place", (a) => { a.events[0]!.place = "SPECIMEN"; }],
  ["a sentence", (a) => { a.narrative = "SPECIMEN"; }],
  ["a file", (a) => { a.evidence.push({ file: new Blob(["x"]), name: "x", kind: "other", note: "" }); }],
])("One fact is enough: %s", (_, answer) => {
  const answers = blankAnswers();
  answer(answers);
  expect(saysSomething(answers, TODAY)).toBe(true);
});

it("Only saying what one does not know is no fact", () => {
  const answers = blankAnswers();
  answers.subject.unsaid.names = "unknown";
  answers.events[0]!.unsaid.type = "unknown";
  expect(saysSomething(answers, TODAY)).toBe(false);
});

it.each([["Specimen", "Latn"], ["Үлгі", "Cyrl"], ["ئۈلگە", "Arab"], ["样本", "Hans"], ["123", "Zyyy"], ["样本 Specimen", "Latn"]])("%s is written in %s", (text, script) => {
  expect(scriptOf(text)).toBe(script);
});

it("A file's kind is guessed from its media type", () => {
  expect(["image/jpeg", "audio/ogg", "video/mp4", "application/pdf", ""].map(kindOf)).toEqual(["photo", "voice", "video", "document", "other"]);
});

it("The form takes as many files as a submission may hold", () => {
  expect(MOST_FILES).toBe(MOST_EVIDENCE);
});
