// Draws the small graph of a page's relations. The library is fetched only when the reader comes near the place.
(() => {
  "use strict";
  const library = document.currentScript.dataset.cytoscape;
  const section = document.querySelector("section.graph");
  if (!section || !library) return;
  const data = JSON.parse(section.querySelector(".graph-data").textContent);
  const canvas = section.querySelector(".canvas");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  // On a phone fewer neighbours and no names on lines: the lists of the page say it all in words.
  const narrow = innerWidth < 640;
  const nodes = narrow ? data.nodes.slice(0, 9) : data.nodes, shown = new Set(nodes.map((node) => node.id));
  const edges = data.edges.filter((edge) => shown.has(edge.source) && shown.has(edge.target));
  const firm = new Set(["accepted", "certain", "background", "inferred"]);

  const style = () => [
    { selector: "node", style: { label: "data(label)", "font-size": narrow ? 11 : 13, "font-family": "Plex Sans, sans-serif", color: colour("ink"), "text-wrap": "wrap", "text-max-width": narrow ? 100 : 150, "text-valign": "bottom", "text-margin-y": 3, "background-color": colour("link"), width: 12, height: 12, "text-background-color": colour("panel"), "text-background-opacity": 0.8 } },
    { selector: "node[role='centre']", style: { width: 18, height: 18, "font-weight": 600, "background-color": colour("ink") } },
    { selector: "node[prospect]", style: { "background-color": colour("panel"), "border-width": 2.5, "border-style": "dashed", "border-color": colour("possible"), "font-style": "italic" } },
    { selector: "node[role='prospect']", style: { "background-color": colour("panel"), "border-width": 2, "border-style": "dashed", "border-color": colour("possible"), "font-style": "italic" } },
    { selector: "edge", style: { width: 1.4, "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.7, label: narrow ? "" : "data(label)", "font-size": 11, color: colour("soft"), "text-rotation": "autorotate", "text-background-color": colour("panel"), "text-background-opacity": 0.85, "line-color": (edge) => colour(edge.data("standing")), "target-arrow-color": (edge) => colour(edge.data("standing")), "line-style": (edge) => (firm.has(edge.data("standing")) ? "solid" : "dashed") } },
  ];
  // An ellipse around the thing fills a wide canvas; neighbours alternate between two rings so that names do not meet.
  function places() {
    const around = nodes.filter((node) => node.role !== "centre"), crowded = around.length > 8;
    const across = Math.max(100, Math.min(370, canvas.clientWidth / 2 - 75)), down = canvas.clientHeight / 2 - 45;
    // Few neighbours stand aslant: a name reads badly along an upright line.
    const turn = around.length < 6 ? 0.5 : 0;
    return new Map(nodes.map((node) => {
      const at = around.indexOf(node);
      if (at < 0) return [node.id, { x: 0, y: 0 }];
      const angle = (2 * Math.PI * (at + turn)) / around.length - Math.PI / 2, reach = crowded && at % 2 ? 0.7 : 1;
      return [node.id, { x: across * reach * Math.cos(angle), y: down * reach * Math.sin(angle) }];
    }));
  }
  // Cytoscape would write its one style rule into the page, which our policy forbids; site.css has it, so tell it so.
  function alreadyStyled() {
    const mark = document.createElement("span");
    mark.id = "__________cytoscape_stylesheet"; mark.hidden = true;
    document.head.append(mark);
  }
  function draw() {
    alreadyStyled();
    const spots = places();
    const graph = cytoscape({
      container: canvas,
      elements: [...nodes.map((node) => ({ data: node, position: spots.get(node.id) })), ...edges.map((edge) => ({ data: edge }))],
      style: style(), layout: { name: "preset", padding: 12, fit: true }, maxZoom: 1,
      userZoomingEnabled: false, autoungrabify: false,
    });
    graph.on("tap", "node", (event) => { const href = event.target.data("href"); if (href && event.target.data("role") !== "centre") location.href = href; });
    document.addEventListener("theme", () => graph.style(style()));
    canvas.dataset.drawn = "true";
  }
  section.hidden = false;
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    const script = document.createElement("script");
    script.src = library; script.addEventListener("load", draw);
    document.head.append(script);
  }, { rootMargin: "200px" }).observe(section);
})();
