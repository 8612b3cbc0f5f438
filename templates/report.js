
"use strict";
(() => {
  const PAGE = 100;
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const names = read("names");
  const rows = read("rows");
  const [PATH, TITLE, DATE, OUTCOME, STATUS, VERDICT, WARNINGS, CHARACTERS, RULES, OUTPUT, SOURCE, ERROR, PROBLEM] =
    Array(13).keys();

  // Makes invisible characters visible, so that no name can reorder or hide the text around it.
  const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;
  const code = (c) => "⟨U+" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩";
  const shown = (text) => text.replace(HIDDEN, code);
  const number = (value) => value.toLocaleString("en");

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null));
    return made;
  };
  const words = (text, language) => {
    const made = element("bdi", {}, shown(text));
    if (language) made.lang = language;
    return made;
  };

  const address = (row) => {
    const output = row[OUTPUT];
    if (names.links === null || output === null || output.includes("\ufffd")) return null;
    return names.links + output.split("/").map(encodeURIComponent).join("/");
  };
  const link = (href, child) => (href ? element("a", { href, rel: "noopener noreferrer" }, child) : child);
  const small = (child) => element("small", {}, child);
  const NOT_VERIFIED = "not verified";
  const verdict = (row) => names.verdicts[row[VERDICT]] ?? NOT_VERIFIED;
  const distinct = (values) => [...new Set(values)];
  const times = (count) => (count > 1 ? ` × ${number(count)}` : "");
  // Each warning of a document once, in words, with its number.
  const warnings = (row) =>
    distinct(row[WARNINGS]).map((code) => names.words.warnings[code] + times(row[WARNINGS].filter((one) => one === code).length));

  const cells = {
    path: (row) => [link(address(row), words(row[PATH]))],
    title: (row) => {
      const title = row[TITLE] === null ? row[SOURCE] : row[TITLE];
      return title === null ? [] : [link(row[SOURCE], words(title, "zh"))];
    },
    date: (row) => (row[DATE] === null ? [] : [element("time", { dateTime: row[DATE] }, row[DATE].slice(0, 10))]),
    outcome: (row) => {
      const outcome = names.outcomes[row[OUTCOME]];
      const look = { failed: "bad", incomplete: "fair" }[outcome] ?? "";
      const content = element("span", {}, element("span", { className: look }, names.words.outcomes[row[OUTCOME]]));
      if (row[STATUS] > 0) content.append(small(names.words.statuses[row[STATUS]]));
      if (row[ERROR] !== null) content.append(small(words(row[ERROR][1])), element("code", {}, shown(row[ERROR][0])));
      content.append(...warnings(row).map(small));
      if (row[PROBLEM] !== null) content.append(element("a", { href: "#problem-" + row[PROBLEM] }, "details"));
      return [content];
    },
    verdict: (row) => [element("span", { className: verdict(row) === "lossy" ? "bad" : "" }, verdict(row))],
    warnings: (row) => [element("span", {}, number(row[WARNINGS].length))],
    removed: (row) => [element("span", {}, number(row[CHARACTERS]))],
  };

  const collator = new Intl.Collator("zh", { numeric: true });
  const byWords = (field) => (a, b) => collator.compare(a[field] ?? "", b[field] ?? "");
  const byNumber = (value) => (a, b) => value(a) - value(b);
  // Numbers are aligned at the right, and sorted with the largest first.
  const NUMBER = { look: "number", order: "descending" };
  // A column with `has` is hidden if no document has it.
  const all = {
    path: { title: "Path", compare: byWords(PATH) },
    title: { title: "Title", compare: byWords(TITLE), has: (row) => row[TITLE] !== null || row[SOURCE] !== null },
    date: { title: "Date", compare: byNumber((row) => Date.parse(row[DATE]) || 0), has: (row) => row[DATE] !== null },
    outcome: { title: "Outcome", compare: byNumber((row) => row[OUTCOME] * 3 + (row[STATUS] ?? 0)) },
    verdict: { title: "Verdict", compare: byNumber((row) => row[VERDICT] ?? -1), has: (row) => row[VERDICT] !== null },
    warnings: { title: "Warnings", compare: byNumber((row) => row[WARNINGS].length), has: (row) => row[WARNINGS].length > 0, ...NUMBER },
    removed: { title: "Removed", compare: byNumber((row) => row[CHARACTERS]), has: (row) => row[CHARACTERS] > 0, ...NUMBER },
  };
  const columns = Object.fromEntries(Object.entries(all).filter(([, { has }]) => !has || rows.some(has)));

  // The view is stored in the URL fragment, so that it can be bookmarked and shared.
  const EMPTY = { q: "", outcome: "", verdict: "", rule: "", warning: "", sort: "", order: "", page: "" };
  let state = { ...EMPTY };
  const stateOf = (fragment) => {
    const found = new URLSearchParams(fragment);
    return Object.fromEntries(Object.keys(EMPTY).map((key) => [key, found.get(key) ?? ""]));
  };
  const keep = () => {
    const some = Object.entries(state).filter(([, value]) => value !== "");
    const fragment = new URLSearchParams(some).toString();
    history.replaceState(null, "", fragment ? "#" + fragment : location.pathname + location.search);
  };

  let searched = null;
  const haystack = (at) => {
    searched ??= rows.map((row) =>
      [row[PATH], row[TITLE], row[SOURCE], ...(row[ERROR] ?? [])].filter((part) => part).join("\n").toLowerCase());
    return searched[at];
  };
  const matching = () => {
    const needles = state.q.toLowerCase().split(/\s+/).filter((needle) => needle);
    const rule = names.rules.indexOf(state.rule);
    const warning = names.warnings.indexOf(state.warning);
    return rows.filter((row, at) =>
      needles.every((needle) => haystack(at).includes(needle)) &&
      (!state.outcome || names.outcomes[row[OUTCOME]] === state.outcome) &&
      (!state.verdict || verdict(row) === state.verdict) &&
      (!state.rule || row[RULES].includes(rule)) &&
      (!state.warning || row[WARNINGS].includes(warning)));
  };
  const isDescending = () => state.order === "descending";
  const sorted = (some) => {
    const column = columns[state.sort];
    if (!column) return some;
    const sign = isDescending() ? -1 : 1;
    return some.sort((a, b) => sign * column.compare(a, b));
  };

  let view = [];
  const pages = () => Math.max(1, Math.ceil(view.length / PAGE));
  const page = () => Math.min(pages(), Math.max(1, parseInt(state.page, 10) || 1));
  const line = (row) => {
    const cell = ([key, { title, look = "" }]) => {
      const children = cells[key](row);
      const isNothing = children.every((child) => child.textContent === "0");
      const made = element("td", { className: [key, look, isNothing ? "nothing" : ""].filter((name) => name).join(" ") }, ...children);
      made.dataset.label = title;
      made.setAttribute("role", "cell");
      return made;
    };
    const made = element("tr", {}, ...Object.entries(columns).map(cell));
    made.setAttribute("role", "row");
    return made;
  };
  const draw = () => {
    const start = (page() - 1) * PAGE;
    const some = view.slice(start, start + PAGE);
    document.querySelector(".documents tbody").replaceChildren(...some.map(line));
    const span = some.length > 0 ? `${number(start + 1)}–${number(start + some.length)} of ` : "";
    const all = view.length < rows.length ? `, ${number(rows.length)} in all` : "";
    byId("status").textContent = `${span}${number(view.length)} ${view.length === 1 ? "document" : "documents"}${all}`;
    byId("page").textContent = `Page ${number(page())} of ${number(pages())}`;
    for (const button of document.querySelectorAll("[data-go]")) {
      const isForward = ["next", "last"].includes(button.dataset.go);
      button.disabled = isForward ? page() >= pages() : page() <= 1;
    }
    for (const head of document.querySelectorAll(".documents th")) {
      if (head.dataset.key === state.sort) {
        head.setAttribute("aria-sort", isDescending() ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    }
  };
  const apply = () => {
    view = sorted(matching());
    draw();
  };

  const form = byId("filters");
  const fillForm = () => {
    for (const key of Object.keys(EMPTY)) {
      if (form.elements[key]) form.elements[key].value = state[key];
    }
  };
  const change = (next) => {
    state = { ...state, ...next };
    apply();
    keep();
    fillForm();
  };
  // Fills a list with codes in words, and hides it if there is nothing to choose from.
  const choices = (key, none, codes, texts) => {
    const option = ([value, text]) => element("option", { value }, shown(text));
    form.elements[key].replaceChildren(...[["", none], ...codes.map((code, at) => [code, texts[at]])].map(option));
    form.elements[key].closest("label").hidden = codes.length === 0;
  };
  const met = (key, field, kind) => {
    const some = distinct(rows.flatMap((row) => row[field] ?? [])).map((at) => [names[kind][at], names.words[kind][at]]);
    some.sort((a, b) => collator.compare(a[1], b[1]));
    choices(key, "any", some.map(([code]) => code), some.map(([, text]) => text));
  };
  // A column is sorted in its own order first, and then the other way.
  const sortBy = (key) => {
    const { order = "" } = columns[key] ?? {};
    const turned = isDescending() ? "" : "descending";
    change({ sort: key, order: state.sort === key ? turned : order, page: "" });
  };

  const build = () => {
    met("outcome", OUTCOME, "outcomes");
    met("rule", RULES, "rules");
    met("warning", WARNINGS, "warnings");
    const verdicts = distinct(rows.map(verdict));
    const known = [...names.verdicts, NOT_VERIFIED].filter((one) => verdicts.includes(one));
    choices("verdict", "any", columns.verdict ? known : [], known);
    choices("sort", "as converted", Object.keys(columns), Object.values(columns).map(({ title }) => title));
    const head = ([key, { title, look = "" }]) => {
      const button = element("button", { type: "button" }, title);
      button.addEventListener("click", () => sortBy(key));
      const made = element("th", { scope: "col", className: look }, button);
      made.dataset.key = key;
      made.setAttribute("role", "columnheader");
      return made;
    };
    const table = document.querySelector(".documents");
    table.querySelector("caption").after(
      element("colgroup", {}, ...Object.keys(columns).map((key) => element("col", { className: key }))));
    table.querySelector("thead tr").append(...Object.entries(columns).map(head));
    // Narrow pages lay the table out as a list; these roles keep it a table for screen readers.
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody").forEach((group) => group.setAttribute("role", "rowgroup"));
    table.querySelector("thead tr").setAttribute("role", "row");
    form.hidden = byId("table").hidden = false;
  };

  const go = {
    first: () => 1,
    previous: () => page() - 1,
    next: () => page() + 1,
    last: pages,
  };
  // The fragment is a view of the table, or the id of a section.
  const follow = () => {
    const fragment = location.hash.slice(1);
    if (fragment.includes("=")) {
      state = stateOf(fragment);
      fillForm();
      apply();
      byId("documents").scrollIntoView();
      return;
    }
    const target = byId(fragment);
    const details = target?.closest("details");
    if (details) {
      details.open = true;
      target.scrollIntoView();
    }
  };

  build();
  apply();
  follow();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target: { name, value } }) => {
    if (name === "sort") sortBy(value);
    else change({ [name]: value, page: "" });
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    change(EMPTY);
  });
  document.querySelector(".pages").addEventListener("click", (event) => {
    const next = go[event.target.dataset.go];
    if (!next) return;
    change({ page: String(next()) });
    byId("status").scrollIntoView();
  });
  window.addEventListener("hashchange", follow);
})();
