// The public map: one document for everybody is fetched, and everything else happens on this device.
// Where somebody is, what they search and what they look at is sent to nobody.
(function () {
  "use strict";

  const PIXELS = 52;
  const ALONE_ZOOM = 18;
  const NEAREST = 10;
  const MOST_NAMED = 30;
  const KM = 1000;
  const one = (wanted, within) => (within || document).querySelector(wanted);

  // The document as points; degrees came as hundred-thousandths.
  function pointsOf(data) {
    return data.sites.map(([kind, lon, lat, name, where, dong, works], n) => ({
      type: "Feature",
      properties: { layer: "mark", key: `s${n}`, kind: data.kinds[kind], state: works ? "works" : "fault", name, where, dong: data.dong[dong] },
      geometry: { type: "Point", coordinates: [lon / 1e5, lat / 1e5] },
    }));
  }

  function metres([lon, lat], [lon2, lat2]) {
    const turn = Math.PI / 180;
    const half = (degrees) => Math.sin((degrees * turn) / 2) ** 2;
    return 12742016 * Math.asin(Math.sqrt(half(lat2 - lat) + Math.cos(lat * turn) * Math.cos(lat2 * turn) * half(lon2 - lon)));
  }

  const far = (m) => (m < KM ? `${Math.round(m / 10) * 10} m` : `${(m / KM).toFixed(1)} km`);

  function begin(host) {
    const figure = one("[data-map]", host);
    const near = one("[data-near-list]");
    const says = one("[data-near-says]");
    const told = JSON.parse(figure.dataset.told);
    host.dataset.live = "1";
    let points = [];
    let index = null;
    let isFirst = true;
    let ground = [];
    let here = null;

    function saying(facts) {
      return [told.kinds[facts.kind], facts.name, facts.where, facts.state === "fault" ? told.states.fault : ""].filter(Boolean).join(" · ");
    }

    function marked(feature) {
      const facts = feature.properties;
      if (!facts.cluster) return { ...feature, properties: { ...facts, says: saying(facts) } };
      const says = `${facts.point_count} · ${Object.keys(facts.kinds).map((kind) => told.kinds[kind]).join(", ")}`;
      const kinds = Object.keys(facts.kinds);
      return { ...feature, properties: { layer: "mark", count: facts.point_count, faults: facts.faults, kind: kinds.length === 1 ? kinds[0] : "", says } };
    }

    async function source(map) {
      const bounds = map.getBounds();
      const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const features = index.getClusters(box, Math.floor(map.getZoom())).map(marked);
      const under = isFirst ? ground : [];
      isFirst = false;
      return { features: [...under, ...features] };
    }

    function line(feature, distance) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = feature.properties.name;
      button.addEventListener("click", () => { const [lon, lat] = feature.geometry.coordinates; live.map.setView([lat, lon], 17); figure.scrollIntoView({ block: "nearest" }); });
      item.append(button, ` ${[distance === null ? "" : far(distance), told.kinds[feature.properties.kind], feature.properties.dong, feature.properties.where, feature.properties.state === "fault" ? told.states.fault : ""].filter(Boolean).join(" · ")}`);
      return item;
    }

    function around(place) {
      const found = points.map((point) => [metres(place, point.geometry.coordinates), point]).sort((a, b) => a[0] - b[0]).slice(0, NEAREST);
      near.replaceChildren(...found.map(([distance, point]) => line(point, distance)));
      says.textContent = says.dataset.found.replace("{n}", found.length);
      if (here) here.remove();
      here = L.circleMarker([place[1], place[0]], { radius: 9, color: "#fff", weight: 3, fillColor: "#0b50d0", fillOpacity: 1, interactive: false }).addTo(live.map);
      const farthest = found.length ? found[found.length - 1][0] : 500;
      live.map.fitBounds(L.latLng(place[1], place[0]).toBounds(Math.max(farthest * 2.2, 400)));
    }

    function named(words) {
      const wanted = words.replace(/\s/g, "").toLowerCase();
      if (!wanted) { near.replaceChildren(); says.textContent = ""; return; }
      const fits = (point) => [point.properties.name, point.properties.where, point.properties.dong].some((text) => text.replace(/\s/g, "").toLowerCase().includes(wanted));
      const found = points.filter(fits);
      near.replaceChildren(...found.slice(0, MOST_NAMED).map((point) => line(point, null)));
      says.textContent = found.length ? says.dataset.named.replace("{n}", found.length) : says.dataset.none;
      if (!found.length) return;
      const bounds = L.latLngBounds(found.map((point) => [point.geometry.coordinates[1], point.geometry.coordinates[0]]));
      live.map.fitBounds(bounds.pad(0.2), { maxZoom: 16 });
    }

    let live = null;
    let waiting = 0;

    function listen() {
      one("[data-near-me]").addEventListener("click", () => {
        says.textContent = says.dataset.waits;
        const failed = () => { says.textContent = says.dataset.failed; };
        if (!("geolocation" in navigator)) { failed(); return; }
        navigator.geolocation.getCurrentPosition(({ coords }) => around([coords.longitude, coords.latitude]), failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
      });
      one("[data-near-middle]").addEventListener("click", () => { const middle = live.map.getCenter(); around([middle.lng, middle.lat]); });
      one("[data-near-words]").addEventListener("input", (event) => {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => named(event.target.value), 200);
      });
    }

    fetch(host.dataset.data, { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" })
      .then((found) => (found.ok ? found.json() : Promise.reject(new Error("no data"))))
      .then((data) => {
        points = pointsOf(data);
        ground = data.ground;
        index = new Supercluster({
          radius: PIXELS, extent: 256, maxZoom: ALONE_ZOOM,
          map: (facts) => ({ kinds: { [facts.kind]: true }, faults: facts.state === "fault" ? 1 : 0 }),
          reduce: (all, more) => { all.kinds = { ...all.kinds, ...more.kinds }; all.faults += more.faults; },
        }).load(points);
        live = window.jikimiMap(figure, source);
        listen();
      })
      .catch(() => { says.textContent = says.dataset.broken; });
  }

  function look() {
    document.querySelectorAll("[data-map-public]:not([data-live])").forEach(begin);
  }

  document.addEventListener("part-shown", look);
})();
