// Fills a form with the place where somebody stands, once, when asked to; without it the place is written.
"use strict";
for (const button of document.querySelectorAll("[data-here]")) {
  if (!("geolocation" in navigator)) continue;
  const form = button.closest("form");
  const says = form.querySelector("[data-here-says]");
  button.hidden = false;
  button.addEventListener("click", () => {
    says.textContent = button.dataset.waits;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.elements.latitude.value = coords.latitude.toFixed(6);
        says.textContent = `${button.dataset.found} ± ${Math.round(coords.accuracy)} m`;
      },
      () => { says.textContent = button.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  });
}
