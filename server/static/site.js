// What scripts add to pages that work without them: the theme, suggestions while typing, claims beside their sentences.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  const button = document.querySelector(".theme");
  if (button) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      button.setAttribute("aria-pressed", String(dark()));
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* lasts for this page only */ }
      document.dispatchEvent(new CustomEvent("theme"));
    });
  }

  function suggestions(form, at) {
    const input = form.querySelector("input");
    const list = document.createElement("ul");
    list.className = "options"; list.id = `options-${at}`; list.hidden = true;
    list.setAttribute("role", "listbox"); list.setAttribute("aria-label", "Suggestions");
    form.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      input.setAttribute(name, value);
    let found = [], chosen = -1, asked = 0, waiting = 0;

    const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (index) => {
      chosen = index;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
      if (index >= 0) input.setAttribute("aria-activedescendant", list.children[index].id); else input.removeAttribute("aria-activedescendant");
    };
    const item = (hit, index) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${index}`; line.setAttribute("role", "option"); line.setAttribute("aria-selected", "false");
      const label = document.createElement("bdi"), kind = document.createElement("span");
      if (hit.prospect) label.className = "is-prospect";
      label.textContent = hit.name ? `${hit.label} (${hit.name})` : hit.label;
      kind.className = "kind"; kind.textContent = hit.prospect ? `${hit.kind}, only spoken of` : hit.kind;
      line.append(label, kind);
      line.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = hit.href; });
      return line;
    };
    const show = (hits) => {
      found = hits; chosen = -1;
      list.replaceChildren(...hits.map(item));
      list.hidden = hits.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      const text = input.value.trim(), mine = ++asked;
      if (!text) return close();
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
      if (answer?.ok && mine === asked && document.activeElement === input) show(await answer.json());
    };
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 90); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close();
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose((chosen + step + found.length + 1) % (found.length + 1) === found.length ? -1 : (chosen + step + found.length + 1) % (found.length + 1));
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault(); location.href = found[chosen].href;
      }
    });
  }
  document.querySelectorAll("form[data-suggest]").forEach(suggestions);

  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); document.querySelector(".find input").focus(); }
  });

  // On a phone the list comes before the choices that narrow it.
  if (matchMedia("(max-width: 59.9rem)").matches) document.querySelectorAll("nav.facets > details").forEach((group) => { group.open = false; });

  // A short article stays in sight beside its many claims.
  const article = document.querySelector(".columns.article .text");
  if (article) new ResizeObserver(() => article.classList.toggle("stays", article.offsetHeight + 100 < innerHeight)).observe(document.body);

  // An article's sentence and the card of its claims light up together.
  const pairs = [...document.querySelectorAll(".sentence[data-claims]")].map((sentence) => [sentence, document.getElementById(`c${sentence.dataset.claims}`)]);
  for (const [sentence, card] of pairs) {
    if (!card) continue;
    for (const one of [sentence, card]) {
      const light = (on) => () => [sentence, card].forEach((each) => each.classList.toggle("lit", on));
      one.addEventListener("mouseenter", light(true)); one.addEventListener("mouseleave", light(false));
      one.addEventListener("focusin", light(true)); one.addEventListener("focusout", light(false));
    }
  }
})();
