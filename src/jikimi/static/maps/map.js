// A map that can be moved, in the place of the drawing of the server. It asks only what it is given:
// no tiles, nothing from elsewhere. window.jikimiMap(figure, source): source(view) answers GeoJSON.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const MOST_ZOOM = 19;
  const LINES = {
    land: { fill: true, fillColor: "#f6f4ee", fillOpacity: 1, color: "#7a8790", weight: 1 },
    dong: { fill: false, color: "#b9c0c6", weight: 0.7 },
    districts: { fill: false, color: "#7a8790", weight: 1.3 },
  };

  function drawing(shape, state, colour, number) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("width", "26");
    svg.setAttribute("height", "26");
    svg.setAttribute("aria-hidden", "true");
    svg.append(part(shape, state === "overdue" ? ["#fff", colour, 4] : [colour, "#fff", 2]));
    if (state === "fault") svg.append(part("fault", ["none", "none", 0]));
    if (number) svg.append(digits(number, state));
    return svg;
  }

  function part(shape, [fill, stroke, width]) {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#m-${shape}`);
    use.setAttribute("fill", fill);
    if (shape !== "fault") { use.setAttribute("stroke", stroke); use.setAttribute("stroke-width", width); }
    return use;
  }

  function digits(number, state) {
    const text = document.createElementNS(SVG, "text");
    const words = { x: 12, y: 16, "font-size": 11, "font-weight": 700, "text-anchor": "middle", fill: state === "overdue" ? "#1e2124" : "#fff" };
    Object.entries(words).forEach(([name, value]) => text.setAttribute(name, value));
    text.textContent = number;
    return text;
  }

  function iconOf(facts, looks) {
    if (facts.count) {
      const size = 24 + 6 * String(facts.count).length;
      const html = document.createElement("span");
      html.textContent = facts.count;
      const tone = facts.faults ? " map-many--fault" : "";
      const look = looks[facts.kind];
      return L.divIcon({ className: `map-mark map-many${tone}${look ? ` map-many--${look.shape}` : ""}`, html, iconSize: [size, size] });
    }
    const look = looks[facts.kind] || { shape: "circle", colour: "#58616a" };
    const html = drawing(look.shape, facts.state, look.colour, facts.number);
    return L.divIcon({ className: "map-mark", html, iconSize: [26, 26], popupAnchor: [0, -10] });
  }

  function start(figure, source, chosen) {
    const told = JSON.parse(figure.dataset.told);
    const box = figure.querySelector("[data-map-live]");
    const [west, south, east, north] = figure.dataset.box.split(",").map(Number);
    box.hidden = false;
    figure.classList.add("map--live", "map--waiting");
    const map = L.map(box, { zoomControl: false, attributionControl: false, zoomSnap: 0.5, maxZoom: MOST_ZOOM, minZoom: 6, maxBoundsViscosity: 0.8, maxBounds: [[32, 123], [40, 133.5]] });
    L.control.zoom({ zoomInTitle: told.words.nearer, zoomOutTitle: told.words.farther }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", told.words.map);
    map.fitBounds([[south, west], [north, east]], { animate: false });
    const ground = L.layerGroup().addTo(map);
    const areas = L.layerGroup().addTo(map);
    const marks = L.layerGroup().addTo(map);
    if (told.ring) L.circleMarker([told.ring[1], told.ring[0]], { radius: 20, fill: false, color: "#bd2c0f", weight: 4, interactive: false }).addTo(map);
    let asked = 0;
    let waiting = 0;

    async function refresh() {
      const mine = (asked += 1);
      const found = await source(map);
      if (found && mine === asked) draw(found);
    }

    // What stays on the map is not drawn anew, so that it keeps the keyboard and its open window.
    function draw(found) {
      if (found.features.some((one) => one.properties.layer === "land" || one.properties.layer === "districts")) ground.clearLayers();
      areas.clearLayers();
      const wanted = new Set(found.features.filter((one) => one.properties.layer === "mark").map(keyOf));
      marks.eachLayer((layer) => { if (!wanted.has(layer.key)) marks.removeLayer(layer); });
      const there = new Set(marks.getLayers().map((layer) => layer.key));
      found.features.filter((one) => !there.has(keyOf(one))).forEach(lay);
      arrived();
    }

    // Until the first answer is there the drawing of the server stays in sight.
    function arrived() {
      if (!figure.classList.contains("map--waiting")) return;
      figure.classList.remove("map--waiting");
      map.invalidateSize({ pan: false });
    }

    function keyOf(feature) {
      const facts = feature.properties;
      return facts.key || [...feature.geometry.coordinates, facts.count, facts.number].join(" ");
    }

    function lay(feature) {
      const facts = feature.properties;
      if (facts.layer === "mark") { layMark(feature, facts); return; }
      if (facts.layer === "shape") { layShape(feature, facts); return; }
      if (facts.layer === "name") { layName(feature, facts); return; }
      L.geoJSON(feature, { interactive: false, style: LINES[facts.layer] }).addTo(ground);
    }

    function layName(feature, facts) {
      const [lon, lat] = feature.geometry.coordinates;
      const html = document.createElement("span");
      html.textContent = facts.says;
      const icon = L.divIcon({ className: `map-name${facts.wide ? " map-name--wide" : ""}`, html, iconSize: [120, 18] });
      L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(ground);
    }

    function layShape(feature, facts) {
      const layer = L.geoJSON(feature, { style: { className: `tone tone--${facts.tone}`, weight: 0.6 } }).addTo(areas);
      if (facts.says) layer.bindPopup(words(facts.says, ""));
    }

    function layMark(feature, facts) {
      const [lon, lat] = feature.geometry.coordinates;
      const marker = L.marker([lat, lon], { icon: iconOf(facts, told.looks), keyboard: true, riseOnHover: true, zIndexOffset: facts.number ? 1000 : 0 });
      marker.key = keyOf(feature);
      marker.addTo(marks);
      const element = marker.getElement();
      element.setAttribute("aria-label", facts.says || "");
      element.setAttribute("title", facts.says || "");
      element.dataset.key = marker.key;
      if (facts.count) {
        marker.on("click", () => map.setView([lat, lon], Math.min(map.getZoom() + 2, MOST_ZOOM)));
        if (map.getZoom() >= MOST_ZOOM) marker.off("click").bindPopup(words(facts.says, ""));
        return;
      }
      const page = told.page && facts.key ? told.page.replace("KEY", facts.key) : "";
      marker.bindPopup(words(facts.says, page), { closeButton: true });
      marker.on("popupopen", (event) => { const link = event.popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)"); if (link) link.focus({ preventScroll: true }); });
      marker.on("popupclose", () => { const place = marker.getElement(); if (place && box.contains(document.activeElement)) place.focus({ preventScroll: true }); });
      if (chosen) marker.on("click", () => chosen(facts, feature));
    }

    function words(says, page) {
      const part = document.createElement("div");
      const line = document.createElement("p");
      line.textContent = says;
      part.append(line);
      if (page) {
        const link = document.createElement("a");
        link.href = page;
        link.textContent = told.words.open;
        part.append(link);
      }
      return part;
    }

    function soon() {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(refresh, 150);
    }

    // The map's own keys end where a window on it is under the keyboard.
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
    map.on("moveend", soon);
    refresh();
    return { map, refresh };
  }

  window.jikimiMap = start;
})();
