/**
 * The words of the page: every language has every key, plural form and blank; every key is used somewhere, and none of the
 * house's care by pages that come without its words.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const source = new URL("../src/", import.meta.url).pathname;
const read = async (name) => flat(JSON.parse(await readFile(join(source, "i18n", `${name}.json`), "utf8")));

/** What the server itself says in English, and other languages in their own words. */
const OF_SERVER = /^(?:faults|findings|news|shipped)\./;
/** Keys that are made at run time from a code of the server. */
const MADE = [/^errors\./, /^hints\./, /^stage\./, /^unit\./, /^language\.name$/];
const FORM = /_(?:ordinal_)?(zero|one|two|few|many|other)$/;
const SPECIAL_FORMS = { en: { cardinal: ["one", "other"], ordinal: ["one", "two", "few", "other"] }, ru: { cardinal: ["one", "few", "many", "other"], ordinal: ["other"] } };

const flat = (words, path = "") =>
  Object.entries(words).flatMap(([name, value]) => (typeof value === "string" ? [[path + name, value]] : flat(value, `${path}${name}.`)));
/** A plural form has its `_other` beside it; without that the ending is a word like any other. */
const isForm = (key, words) => FORM.test(key) && words.has(key.replace(/_[a-z]+$/, "_other"));
const stem = (key, words) => (isForm(key, words) ? key.replace(FORM, "") : key);
const blanks = (text) => [...text.matchAll(/{{\s*(\w+)|<(\w+)>/g)].map((found) => found[1] ?? found[2]).sort().join(" ");

const files = (await readdir(source, { recursive: true })).filter((name) => /\.tsx?$/.test(name) && !name.includes("schema.gen"));
const code = (await Promise.all(files.map((name) => readFile(join(source, name), "utf8")))).join("\n");
const startsIn = (code) => [...code.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/g)].map((found) => found[1]);
const templates = startsIn(code);
/** Pages of the house's care, and not what leads to them; tests have all words. */
const OF_CARE = /^features\/admin\/(?!room\.tsx)|^testing\/|\.test\.tsx?$/;

const faults = [];
const care = { en: await read("en.care"), ru: await read("ru.care") };
const languages = { en: new Map([...(await read("en")), ...care.en]), ru: new Map([...(await read("ru")), ...care.ru]) };

for (const [language, words] of Object.entries(languages)) {
  const forms = new Map();
  for (const key of words.keys()) {
    if (!isForm(key, words)) continue;
    const kind = key.includes("_ordinal_") ? "ordinal" : "cardinal";
    const group = `${stem(key, words)} ${kind}`;
    forms.set(group, [...(forms.get(group) ?? []), FORM.exec(key)[1]]);
  }
  for (const [group, found] of forms) {
    const kind = group.split(" ")[1];
    for (const form of SPECIAL_FORMS[language][kind]) {
      if (!found.includes(form)) faults.push(`${language}: ${group} lacks the form "${form}"`);
    }
  }
}

const [en, ru] = [languages.en, languages.ru];
const stems = (words) => new Set([...words.keys()].map((key) => stem(key, words)));
for (const key of stems(en)) if (!stems(ru).has(key)) faults.push(`ru: missing ${key}`);
for (const key of stems(ru)) if (!stems(en).has(key) && !OF_SERVER.test(key)) faults.push(`ru: ${key} is not in English`);
for (const [key, text] of en) {
  const other = ru.get(key);
  if (other !== undefined && blanks(other) !== blanks(text)) faults.push(`ru: ${key} has other blanks than English`);
}
for (const key of stems(en)) {
  const isUsed = code.includes(`"${key}"`) || MADE.some((made) => made.test(key)) || templates.some((start) => key.startsWith(start));
  if (!isUsed) faults.push(`unused: ${key}`);
}

const others = (await Promise.all(files.filter((name) => !OF_CARE.test(name)).map((name) => readFile(join(source, name), "utf8")))).join("\n");
const starts = startsIn(others);
for (const [language, words] of Object.entries(care)) {
  for (const [key] of words) {
    const name = stem(key, languages[language]);
    const isElsewhere = others.includes(`"${name}"`) || starts.some((start) => name.startsWith(start));
    if (isElsewhere) faults.push(`${language}.care: ${key} is used by pages that come without it`);
    if (!care.en.some(([other]) => stem(other, en) === name) && !OF_SERVER.test(key)) faults.push(`${language}.care: ${key} comes with the first page in English`);
  }
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`${en.size} English and ${ru.size} Russian texts fit.`);
