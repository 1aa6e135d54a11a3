// Maps of staff: what lies in view is asked of the server each time, and the list beside the map with it.
(function () {
  "use strict";

  const digits = (degrees) => degrees.toFixed(5);

  function boxOf(map) {
    const bounds = map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map(digits).join(",");
  }

  async function answer(url) {
    const found = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (found.status === 401 || found.redirected) { window.location.reload(); return null; }
    if (!found.ok) throw new Error(String(found.status));
    return found;
  }

  function begin(figure) {
    const says = document.createElement("p");
    says.className = "map__says";
    says.setAttribute("role", "status");
    figure.querySelector(".map__frame").after(says);
    let isFirst = true;

    async function source(map) {
      const box = boxOf(map);
      const wide = Math.round(map.getSize().x);
      try {
        const found = await answer(`${figure.dataset.source}${box}&wide=${wide}`);
        if (!found) return null;
        if (!isFirst) renew(box);
        isFirst = false;
        says.textContent = "";
        return await found.json();
      } catch {
        says.textContent = JSON.parse(figure.dataset.told).words.failed;
        return null;
      }
    }

    // The drawing for paper and the list follow the map; the address too, so that it can be sent on.
    async function renew(box) {
      const beside = document.querySelector("[data-map-view]");
      if (!beside || !figure.dataset.here) return;
      const found = await answer(`${figure.dataset.here}${box}&part=view`);
      if (!found) return;
      const fresh = new DOMParser().parseFromString(await found.text(), "text/html").querySelector("[data-map-view]");
      if (!fresh || beside.contains(document.activeElement)) return;
      const picture = fresh.querySelector("template").content.querySelector(".map__picture");
      fresh.querySelector("template").remove();
      figure.querySelector(".map__picture").replaceWith(document.adoptNode(picture));
      document.querySelector("[data-map-view]").replaceWith(document.adoptNode(fresh));
      window.history.replaceState(null, "", `${figure.dataset.here}${box}`);
    }

    window.jikimiMap(figure, source);
  }

  document.querySelectorAll("[data-map]").forEach(begin);
})();
