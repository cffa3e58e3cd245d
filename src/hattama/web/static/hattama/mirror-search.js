// The search of a copy without a server (web/operations/static_site/search_index.py): loads the few small files that a
// question needs and fills the page of results as the live site does. Files are scripts, since a page that was
// opened from a disk may load nothing else.
(function () {
  "use strict";

  const page = document.querySelector("[data-copy-search]");
  if (!page) return;
  const language = document.documentElement.lang;
  const said = page.dataset;
  const waiting = new Map();
  const ROWS = 50;
  const MOST_UNITS = 12;

  window.hattamaSearch = (name, value) => waiting.get(name)?.resolve(value);

  function load(name) {
    if (!waiting.has(name)) {
      const one = {};
      one.value = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
      waiting.set(name, one);
      const script = document.createElement("script");
      script.src = `${said.shards}${name}.js`;
      script.addEventListener("error", () => one.reject(new Error(name)));
      document.head.append(script);
    }
    return waiting.get(name).value;
  }

  // The keys of a question, as languages/search_text spells them.
  function spell(word, table) {
    const unmarked = (text) =>
      [...text].map((letter) => {
        const plain = letter.normalize("NFKD")[0];
        return plain.charCodeAt(0) < 128 ? plain : letter;
      }).join("");
    let latin;
    if ([...word].some((letter) => letter in table.letters)) {
      latin = [...word].map((letter) => table.alike[letter] ?? letter);
      latin = latin.map((letter) => table.letters[letter] ?? letter).join("");
    } else {
      latin = unmarked([...word].map((letter) => table.hushing[letter] ?? letter).join(""));
      for (const [pattern, letters] of table.latin) latin = latin.replace(new RegExp(pattern, "g"), letters);
    }
    return latin.replace(/n[ng]*/g, "n").replace(/([a-z])\1+/g, "$1");
  }

  function keys(question, table) {
    const text = question.replace(/['’ʼʻʹ`´]/g, "").replaceAll("№", " ").normalize("NFKC");
    const words = text.toLowerCase().replaceAll("ß", "ss").match(/[\p{L}\p{N}]+/gu) ?? [];
    const found = words.map((word) => {
      const key = spell(word, table).replace(/^0+(?=\p{Nd})/u, "").slice(0, table.longest);
      // A letter held down is no word: folded into one it would begin a third of all words.
      return key.length === 1 && word.length > 1 && !isNumber(key) && isHeld(word, table) ? key.repeat(word.length) : key;
    });
    return [...new Set(found.filter(Boolean))].slice(0, table.most);
  }

  const isHeld = (word, table) => new Set([...word].map((letter) => spell(letter, table))).size === 1;
  const isNumber = (key) => /^\p{Nd}+$/u.test(key);

  // The words under which precincts stand and their numbers: `key` itself where it is `whole`, else what begins so.
  async function termsOf(key, head, whole) {
    const last = whole ? key : `${key}\uffff`;
    const files = head.terms.flatMap(([first, end], number) => (first <= last && key <= end ? [number] : []));
    const terms = await Promise.all(files.map((number) => load(`terms-${number}`)));
    return terms.flat().filter(([term]) => (whole ? term === key : term.startsWith(key)));
  }

  // Numbers of the precincts in which any of these keys is found.
  async function precinctsOf(ways, head) {
    const found = new Set();
    for (const terms of await Promise.all(ways.map(({ key, whole }) => termsOf(key, head, whole)))) {
      for (const [, runs] of terms) addRuns(found, runs);
    }
    return found;
  }

  const asWritten = (key) => [{ key, whole: isNumber(key) }];

  // The words that differ from a key in one letter, as languages/search_text has it.
  async function closeTo(key, head, units) {
    const { least, close } = head.spelling;
    const letters = [...key];
    if (letters.length < least || !/^\p{L}+$/u.test(key)) return asWritten(key);
    const ways = letters.slice(1).flatMap((letter, place) => {
      const [before, after] = [letters.slice(0, place + 1).join(""), letters.slice(place + 2).join("")];
      const changed = after && `${before}${letters[place + 2]}${letter}${letters.slice(place + 3).join("")}`;
      return [`${before}[^ ]?${after}`, `${before}[^ ]${letter}${after}`, ...(changed ? [changed] : [])];
    });
    const pattern = new RegExp(`^(?:${ways.join("|")})`, "u");
    const known = [...(await termsOf(letters[0], head)).map(([term]) => term), ...units.flatMap((unit) => unit[4].trim().split(" "))];
    const words = [...new Set(known)].filter((word) => pattern.test(word)).sort();
    return words.slice(0, close).map((word) => ({ key: word, whole: true }));
  }

  function addRuns(found, runs) {
    let end = 0;
    for (const run of runs.split(" ")) {
      const [gap, count] = run.split("-");
      const first = end + parseInt(gap, 36);
      end = first + (count ? parseInt(count, 36) : 1);
      for (let number = first; number < end; number++) found.add(number);
    }
  }

  async function precinctsFor(terms, question, head) {
    const sets = await Promise.all(terms.map((ways) => precinctsOf(ways, head)));
    const all = [...sets[0]].filter((number) => sets.every((set) => set.has(number))).sort((a, b) => a - b);
    // Those whose own number was asked for come first.
    const numbers = question.replaceAll("№", " ").split(/\s+/u).filter((word) => /^[0-9]+$/.test(word));
    const asked = numbers.map((word) => [{ key: `#${BigInt(word)}`, whole: true }]);
    const own = await Promise.all(asked.map((key) => precinctsOf(key, head)));
    const isOwn = (number) => own.some((set) => set.has(number));
    return [...all.filter(isOwn), ...all.filter((number) => !isOwn(number))];
  }

  async function loadUnits(head) {
    return (await Promise.all(head.units[language].map((end, number) => load(`${language}/units-${number}`)))).flat();
  }

  function unitsFor(terms, units) {
    const holds = (text) => terms.every((ways) => ways.some(({ key, whole }) => text.includes(whole ? ` ${key} ` : ` ${key}`)));
    return units.map((unit, place) => ({ unit, place })).filter(({ unit }) => holds(unit[4]));
  }

  // Each found place as what narrows sees of it: its region, its level, whether something there does not add up.
  function placesFound(found, units, head, [ofPrecincts, ofUnits]) {
    const regions = head.regions[language];
    const region = (number) => regions.find(([, , first, after]) => first <= number && number < after)?.[0] ?? "";
    return [
      ...found.map((number) => ({ number, area: region(number), kind: "precinct", doubts: ofPrecincts[number] === "2" })),
      ...units.map(({ unit, place }) => ({ unit, area: unit[5], kind: unit[6], doubts: ofUnits[place] === "2" })),
    ];
  }

  const isLeft = (place, { area, kind, doubts }) =>
    (!area || place.area === area) && (!kind || place.kind === kind) && (!doubts || place.doubts);

  async function rowsOf(numbers, head) {
    const ends = head.rows[language];
    const place = (number) => {
      const file = ends.findIndex((end) => number < end);
      return [file, number - (file ? ends[file - 1] : 0)];
    };
    return Promise.all(numbers.map(async (number) => {
      const [file, inside] = place(number);
      return [number, (await load(`${language}/rows-${file}`))[inside]];
    }));
  }

  function element(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, said.thousand[1]);
  const sub = (text) => element("span", { class: "sub" }, text);
  // Of a station without a page of its own, `place` is that of its district's.
  const link = (id, name, place) =>
    element("a", { href: said.patternArea.replace("/0/", `/${place ?? id}/`) + (place ? `#${id}` : "") }, name);

  // Where a number was asked for and nothing else, the place is what tells one from the other.
  function asksNumber(terms, words) {
    const rest = terms.filter((key) => !words.includes(key));
    return rest.length === 1 && isNumber(rest[0]);
  }

  function precinctItem([number, [id, name, way, address, place]], received, byNumber) {
    const broken = received[number] === "2" ? [" ", element("span", { class: "mark broken" }, said.broken)] : [];
    const state = received[number] === "0"
      ? element("span", { class: "absent" }, said.notReceived)
      : element("span", {}, element("span", { class: "mark good" }, said.received), ...broken);
    return element("li", {}, link(id, byNumber ? way : name, place), state, sub(byNumber ? name : way), ...(address ? [sub(address)] : []));
  }

  const address = (question, asked, more = {}) =>
    `?${new URLSearchParams(Object.entries({ q: question, ...asked, ...more }).filter(([, value]) => value))}`;

  function pager(number, all, question, asked) {
    const last = Math.max(1, Math.ceil(all / ROWS));
    if (last === 1) return [];
    const step = (to, words, rel) => element("a", { href: address(question, asked, { page: to }), rel }, words);
    const range = said.range.replace("{first}", count((number - 1) * ROWS + 1))
      .replace("{last}", count(Math.min(number * ROWS, all))).replace("{all}", count(all));
    return [element("nav", { class: "pager", "aria-label": said.pages },
      ...(number > 1 ? [step(number - 1, `← ${said.previous}`, "prev")] : []),
      element("span", { class: "muted" }, range),
      ...(number < last ? [step(number + 1, `${said.next} →`, "next")] : []))];
  }

  // The same question narrowed otherwise, each link with how much it would leave.
  function filters(places, question, asked, head) {
    const link = (name, change, isOwn) => {
      const other = { ...asked, ...change };
      const n = places.filter((place) => isLeft(place, other)).length;
      const words = `${name} (${count(n)})`;
      if (isOwn) return element("strong", { "aria-current": "true" }, words);
      return n ? element("a", { href: address(question, other) }, words) : element("span", { class: "muted" }, words);
    };
    const levels = [...new Set([...places.filter((place) => place.number !== undefined), ...places].map(({ kind }) => kind))];
    const line = element("p", {}, element("span", { class: "muted" }, said.show), " ", link(said.all, { kind: "" }, !asked.kind),
      ...levels.flatMap((kind) => [" · ", link(head.levels[language][kind], { kind }, kind === asked.kind)]));
    const nearby = places.filter((place) => isLeft(place, { ...asked, area: "" }));
    const offered = head.regions[language].filter(([code]) => code === asked.area || nearby.some(({ area }) => area === code));
    const regions = offered.map(([code, name]) => element("li", {}, link(name, { area: code }, code === asked.area)));
    if (asked.area) regions.unshift(element("li", {}, link(said.everywhere, { area: "" })));
    const region = offered.find(([code]) => code === asked.area)?.[1] ?? said.everywhere;
    const fold = regions.length > 1
      ? [element("details", {}, element("summary", {}, `${said.region}: ${region}`), element("ul", { class: "plain-list" }, ...regions))]
      : [];
    const doubts = element("p", {}, link(asked.doubts ? said.also : said.only, { doubts: asked.doubts ? "" : "1" }));
    return element("nav", { class: "search-filters", "aria-label": said.narrow }, line, ...fold, doubts);
  }

  function section(id, heading, ...inside) {
    const head = element("h2", { id: `${id}-head` }, heading);
    return element("section", { class: "block", id, "aria-labelledby": `${id}-head` }, head, ...inside);
  }

  function show(left, units, rows, received, number, narrowed) {
    const { question, asked, byNumber, isClose, filtered } = narrowed;
    const parts = [filtered];
    if (isClose) parts.push(element("p", { class: "note", role: "status" }, said.close.replace("{query}", () => question)));
    if (left.length) {
      const items = rows.map((row) => precinctItem(row, received, byNumber));
      parts.push(section("found", `${said.stations} (${count(left.length)})`,
        element("ul", { class: "feed" }, ...items), ...pager(number, left.length, question, asked)));
    }
    if (units.length) {
      const items = units.slice(0, MOST_UNITS).map(({ unit: [id, name, level, way] }) =>
        element("li", {}, link(id, name), element("span", { class: "muted" }, level), sub(way)));
      const more = units.length > MOST_UNITS ? [element("p", { class: "note" }, said.more)] : [];
      parts.push(section("units", said.areas, element("ul", { class: "feed" }, ...items), ...more));
    }
    page.replaceChildren(...parts);
  }

  async function search() {
    const given = new URLSearchParams(location.search);
    const question = (given.get("q") ?? "").trim().slice(0, 200);
    if (!question) return;
    const asked = { area: given.get("area") ?? "", kind: given.get("kind") ?? "", doubts: given.get("doubts") === "1" ? "1" : "" };
    document.getElementById("q").value = question;
    document.title = `${question} · ${document.title}`;
    page.setAttribute("aria-busy", "true");
    const head = await load("head");
    const received = await load("received");
    const terms = keys(question, head.spelling);
    const units = await loadUnits(head);
    const find = async (ways) => placesFound(await precinctsFor(ways, question, head), unitsFor(ways, units), head, received);
    let places = terms.length ? await find(terms.map(asWritten)) : [];
    const isClose = !places.length && terms.length > 0;
    if (isClose) places = await find(await Promise.all(terms.map((key) => closeTo(key, head, units))));
    page.removeAttribute("aria-busy");
    if (!places.length) {
      page.replaceChildren(element("div", { class: "empty" },
        element("h2", {}, said.nothing.replace("{query}", () => question)), element("p", {}, said.every)));
      return;
    }
    const shown = places.filter((place) => isLeft(place, asked));
    const left = shown.filter((place) => place.number !== undefined).map((place) => place.number);
    const number = Math.min(Math.max(1, Number(given.get("page")) || 1), Math.max(1, Math.ceil(left.length / ROWS)));
    const unitsShown = number === 1 ? shown.filter((place) => place.unit) : [];
    const rows = await rowsOf(left.slice((number - 1) * ROWS, number * ROWS), head);
    const byNumber = asksNumber(terms, head.spelling.precinct);
    const filtered = filters(places, question, asked, head);
    show(left, unitsShown, rows, received[0], number, { question, asked, byNumber, isClose, filtered });
  }

  search().catch((trouble) => {
    page.removeAttribute("aria-busy");
    page.replaceChildren(element("p", { class: "empty" }, said.unread));
    throw trouble;
  });
})();
