// The query page: at once a plain form with a table for its answer; YASGUI, where it was built, when the page is idle.
(() => {
  "use strict";
  const here = document.currentScript;
  const config = JSON.parse(document.getElementById("config").textContent);
  const plain = document.getElementById("plain"), text = document.getElementById("sparql"), result = document.getElementById("result");
  const endpoint = new URL(config.endpoint, location.href).href;

  // A canonical IRI is read on this host.
  function local(iri) {
    if (iri.startsWith(`${config.canonical}id/`)) return `${config.root}/page/${iri.slice(config.canonical.length + 3)}`;
    if (iri.startsWith(`${config.canonical}ontology`)) return config.root + iri.slice(config.canonical.length - 1);
    return /^https?:/.test(iri) ? iri : "";
  }
  function short(iri) {
    for (const [prefix, base] of Object.entries(config.prefixes)) if (iri.startsWith(base) && iri.length > base.length) return `${prefix}:${iri.slice(base.length)}`;
    return iri;
  }
  function cell(value) {
    if (!value) return document.createTextNode("");
    const shown = document.createElement(value.type === "uri" && local(value.value) ? "a" : "bdi");
    shown.textContent = value.type === "uri" ? short(value.value) : value.value;
    if (shown.tagName === "A") { shown.href = local(value.value); shown.classList.toggle("is-prospect", value.value.startsWith(`${config.canonical}id/prospect/`)); }
    return shown;
  }
  function table(answer) {
    const made = document.createElement("table"); made.className = "result";
    const head = made.createTHead().insertRow();
    for (const name of answer.head.vars) { const place = document.createElement("th"); place.scope = "col"; place.textContent = name; head.append(place); }
    const body = made.createTBody();
    for (const binding of answer.results.bindings) { const row = body.insertRow(); for (const name of answer.head.vars) row.insertCell().append(cell(binding[name])); }
    return made;
  }
  // The prefixes of ours that a query uses and does not declare.
  function undeclared(query) {
    const bare = query.replace(/<[^<>\s]*>|"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, " ");
    return Object.entries(config.prefixes).filter(([name]) => new RegExp(`(^|[^\\w:-])${name}:`).test(bare) && !new RegExp(`prefix\\s+${name}\\s*:`, "i").test(bare));
  }
  const declared = (query) => undeclared(query).map(([name, base]) => `PREFIX ${name}: <${base}>\n`).join("") + query;
  // The address in the bar is always a permalink of the query that ran last.
  function remember(query) { const address = new URL(location.href); address.search = new URLSearchParams({ query }); history.replaceState(null, "", address); }
  async function run(event) {
    event.preventDefault();
    text.value = declared(text.value);
    remember(text.value);
    const answer = await fetch(endpoint, { method: "POST", headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.5" }, body: text.value });
    if (answer.ok && answer.headers.get("Content-Type").includes("json")) {
      const found = await answer.json();
      result.replaceChildren(found.results ? table(found) : document.createTextNode(found.boolean ? "Yes." : "No."));
    } else {
      const said = document.createElement("pre"); said.className = answer.ok ? "" : "wrong"; said.textContent = await answer.text();
      result.replaceChildren(said);
    }
  }

  function icon(lines) {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("viewBox", "0 0 16 16"); drawn.setAttribute("aria-hidden", "true"); drawn.setAttribute("class", "view-icon"); path.setAttribute("d", lines); drawn.append(path);
    return drawn;
  }
  // Plugins of the result view: places on our own map, years on a line, resources as a graph.
  class Years {
    constructor(yasr) { this.yasr = yasr; this.priority = 3; this.label = "Timeline"; }
    getIcon() { return icon("M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M8 4v4l2.5 2"); }
    canHandleResults() { return this.when() !== undefined; }
    when() {
      const answer = this.yasr.results; const rows = answer?.getBindings() ?? [];
      return answer?.getVariables?.()?.find((name) => rows.some((row) => /^-?\d{4}(-\d\d|$)/.test(row[name]?.value ?? "")));
    }
    draw() {
      const name = this.when(), list = document.createElement("ol"); list.className = "years";
      const rows = this.yasr.results.getBindings().filter((row) => row[name]).sort((a, b) => b[name].value.localeCompare(a[name].value));
      for (const row of rows) {
        const line = document.createElement("li"), year = document.createElement("span"), rest = document.createElement("span");
        year.className = "year"; year.textContent = row[name].value.slice(0, 10).replace(/-01-01$/, "").slice(0, 10);
        for (const [other, value] of Object.entries(row)) if (other !== name) { rest.append(cell(value), " "); }
        line.append(year, rest); list.append(line);
      }
      this.yasr.resultsEl.replaceChildren(list);
    }
  }
  class Graph {
    constructor(yasr) { this.yasr = yasr; this.priority = 2; this.label = "Graph"; }
    getIcon() { return icon("M3.5 12.5 8 4l4.5 8.5zM2 12.500a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M11 12.500a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M6.500 4a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0"); }
    canHandleResults() { return Boolean(here.dataset.cytoscape) && this.lines().length > 0; }
    lines() {
      const answer = this.yasr.results; if (!answer) return [];
      const statements = answer.getStatements?.();
      if (statements?.length) return statements.map((one) => [one.subject.value, short(one.predicate.value), one.object.value]);
      const vars = answer.getVariables?.() ?? [];
      return (answer.getBindings?.() ?? []).flatMap((row) => {
        const things = vars.filter((name) => row[name]?.type === "uri");
        return things.slice(1).map((name) => [row[things[0]].value, name, row[name].value]);
      });
    }
    async draw() {
      if (!document.getElementById("__________cytoscape_stylesheet")) { const mark = document.createElement("span"); mark.id = "__________cytoscape_stylesheet"; mark.hidden = true; document.head.append(mark); }
      if (!window.cytoscape) await new Promise((done) => { const script = document.createElement("script"); script.src = here.dataset.cytoscape; script.addEventListener("load", done); document.head.append(script); });
      const canvas = document.createElement("div"); canvas.className = "canvas"; this.yasr.resultsEl.replaceChildren(canvas);
      const lines = this.lines().slice(0, 300), ids = new Set(lines.flatMap(([from, , to]) => [from, to]));
      const name = (iri) => short(iri).replace(/^id:/, "").slice(0, 40);
      const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
      cytoscape({ container: canvas, elements: [...[...ids].map((id) => ({ data: { id, label: name(id) } })), ...lines.map(([source, label, target]) => ({ data: { source, target, label } }))], layout: { name: "cose", animate: false }, style: [{ selector: "node", style: { label: "data(label)", "font-size": 9, color: ink, width: 10, height: 10 } }, { selector: "edge", style: { label: "data(label)", "font-size": 7, color: ink, width: 1, "curve-style": "bezier", "target-arrow-shape": "triangle" } }] });
    }
  }
  class Places {
    constructor(yasr) { this.yasr = yasr; this.priority = 1; this.label = "Map"; }
    getIcon() { return icon("M8 14.500C4.500 10.500 3.500 8.500 3.500 6.200a4.500 4.500 0 0 1 9 0c0 2.300-1 4.300-4.500 8.300zM6.500 6.200a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0"); }
    canHandleResults() { return Boolean(here.dataset.world) && this.codes().size > 0; }
    codes() {
      const found = new Map();
      for (const row of this.yasr.results?.getBindings?.() ?? []) for (const value of Object.values(row)) {
        const code = value.value.match(/\/id\/state\/([A-Z]{3})$/)?.[1]; if (code) found.set(code, (found.get(code) ?? 0) + 1);
      }
      return found;
    }
    async draw() {
      const world = await (await fetch(here.dataset.world)).json(), codes = this.codes(), space = "http://www.w3.org/2000/svg";
      const map = document.createElementNS(space, "svg"); map.setAttribute("viewBox", `0 0 ${world.width} ${world.height}`); map.setAttribute("class", "map"); map.setAttribute("role", "img"); map.setAttribute("aria-label", "States in the result");
      for (const [code, shape] of Object.entries(world.countries)) {
        const path = document.createElementNS(space, "path"), title = document.createElementNS(space, "title");
        path.setAttribute("d", shape.path); path.setAttribute("class", codes.has(code) ? "land here m-background" : "land");
        title.textContent = codes.has(code) ? `${shape.name}: ${codes.get(code)}` : shape.name; path.append(title); map.append(path);
      }
      this.yasr.resultsEl.replaceChildren(map);
    }
  }

  // What YASGUI draws without a name for those who do not see it, whenever it draws it anew.
  const NAMES = { ".yasqe textarea": "SPARQL query", ".yasr textarea": "Response", "select.tableSizer": "Rows on a page", "th.dt-orderable-none": "Row" };
  function named(root) {
    for (const [selector, name] of Object.entries(NAMES)) for (const one of root.querySelectorAll(`${selector}:not([aria-label])`)) one.setAttribute("aria-label", name);
    // The sign for a new tab stands among the tabs: only a tab may.
    for (const one of root.querySelectorAll("button.addTab:not([role])")) { one.setAttribute("role", "tab"); one.setAttribute("aria-selected", "false"); }
    for (const one of root.querySelectorAll(".yasr_btn.disabled:not([aria-disabled]), .yasr_btn[aria-disabled]:not(.disabled)")) one.toggleAttribute("aria-disabled") && one.setAttribute("aria-disabled", "true");
  }
  // What the endpoint says of a wrong query, in words: YASGUI shows the answer as it came.
  function explained(root) {
    for (const one of root.querySelectorAll(".errorResult pre")) {
      if (!one.textContent.startsWith("{")) continue;
      try { const said = JSON.parse(one.textContent); one.textContent = `${said.title}: ${said.detail}`; } catch { /* stays as it is */ }
    }
  }
  // A query that fails is shown where its result would stand.
  const ask = (tab) => tab.query().catch(() => {});
  // Offer the terms of the ontology that go on as the word under the cursor begins.
  const like = (terms) => async (_, token) => terms.filter((iri) => iri.startsWith(token?.autocompletionString ?? ""));
  function rich() {
    const { Yasqe, Yasr } = Yasgui;
    const property = Yasqe.Autocompleters.property, classes = Yasqe.Autocompleters.class;
    for (const name of Object.keys(Yasqe.Autocompleters)) if (name !== "variables") Yasqe.defaults.autocompleters = Yasqe.defaults.autocompleters.filter((kept) => kept !== name);
    if (property && classes) {
      Yasqe.forkAutocompleter("property", { name: "dd-property", persistenceId: null, get: like(config.properties) });
      Yasqe.forkAutocompleter("class", { name: "dd-class", persistenceId: null, get: like(config.classes) });
    }
    Yasqe.defaults.autocompleters = ["variables", "dd-property", "dd-class"];
    Yasqe.defaults.requestConfig = { ...Yasqe.defaults.requestConfig, adjustQueryBeforeRequest: (yasqe) => declared(yasqe.getValue()) };
    Yasr.registerPlugin("Timeline", Years); Yasr.registerPlugin("Graph", Graph); Yasr.registerPlugin("Map", Places);
    Yasr.defaults.pluginOrder = ["table", "Map", "Timeline", "Graph", "response"];
    Yasr.defaults.prefixes = config.prefixes;
    // YASGUI's tables link to canonical IRIs: lead to the pages of this host instead, just before a link is used.
    const here = (event) => { const link = event.target.closest?.("a[href]"); if (link?.href.startsWith(config.canonical)) link.href = local(link.href); };
    for (const kind of ["pointerover", "focusin", "click"]) document.getElementById("yasgui").addEventListener(kind, here, true);
    const start = new URLSearchParams(location.search).has("query") || text.value ? text.value : "";
    const yasgui = new Yasgui(document.getElementById("yasgui"), {
      requestConfig: { endpoint, method: "POST", headers: {} }, copyEndpointOnNewTab: false, persistenceId: null, persistencyExpire: 0, autofocus: false,
      yasqe: { value: start, editorHeight: "17rem", showQueryButton: true }, populateFromUrl: false,
      endpointCatalogueOptions: { getData: () => [] },
    });
    const drawn = document.getElementById("yasgui");
    new MutationObserver(() => { named(drawn); explained(drawn); }).observe(drawn, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    named(drawn);
    const typing = document.activeElement === text ? text.selectionStart : -1;
    plain.hidden = true;
    const tab = yasgui.getTab(); tab.setQuery(start);
    if (typing >= 0) { const editor = tab.getYasqe(); editor.focus(); editor.setCursor(editor.posFromIndex(typing)); }
    document.querySelectorAll(".examples a").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault(); yasgui.getTab().setQuery(new URL(link.href).searchParams.get("query")); ask(yasgui.getTab());
    }));
    // What is typed with a prefix of ours gets its declaration, where everybody can see it.
    let waiting = 0;
    const declare = (yasqe) => { const missing = undeclared(yasqe.getValue()); if (missing.length) yasqe.addPrefixes(Object.fromEntries(missing)); };
    const watch = (tab) => { const yasqe = tab.getYasqe(); declare(yasqe); yasqe.on("change", () => { clearTimeout(waiting); waiting = setTimeout(() => declare(yasqe), 600); }); };
    watch(tab); yasgui.on("tabAdd", (_, id) => setTimeout(() => watch(yasgui.getTab(id)), 200));
    yasgui.on("query", () => { result.replaceChildren(); remember(yasgui.getTab().getYasqe().getValue()); });
    document.getElementById("yasgui").dataset.ready = "true";
    if (config.run) ask(tab);
  }

  // The editor is a megabyte of script: it comes after the page is there, and takes over what was typed meanwhile.
  function fetched(made, address, name) {
    return new Promise((done) => { made[name] = address; made.addEventListener("load", done); made.addEventListener("error", done); document.head.append(made); });
  }
  async function editor() {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet" });
    await Promise.all([fetched(style, here.dataset.editorStyle, "href"), fetched(document.createElement("script"), here.dataset.editor, "src")]);
    if (window.Yasgui) rich();
  }
  plain.addEventListener("submit", run);
  document.querySelectorAll(".examples a").forEach((link) => link.addEventListener("click", (event) => {
    if (!plain.hidden) { event.preventDefault(); text.value = new URL(link.href).searchParams.get("query"); plain.requestSubmit(); }
  }));
  const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 50));
  if (here.dataset.editor) addEventListener("load", () => idle(editor));
})();
