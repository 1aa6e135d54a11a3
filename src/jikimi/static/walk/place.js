// Where the phone is: the newest place, and a call for each one while somebody is on the way.
let newest = null;
let watching = null;
let battery = null;

if (navigator.getBattery) { navigator.getBattery().then((found) => { battery = found; }); }

export const here = () => newest;

export function watch(each, failed) {
  if (!navigator.geolocation || watching !== null) { return; }
  watching = navigator.geolocation.watchPosition((found) => {
    newest = asFix(found);
    each(newest);
  }, failed, { enableHighAccuracy: true, maximumAge: 2000, timeout: 20000 });
}

export function once({ isFresh = false } = {}) {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(null); return; }
    navigator.geolocation.getCurrentPosition((found) => { newest = asFix(found); done(newest); }, () => done(null),
      { enableHighAccuracy: true, maximumAge: isFresh ? 0 : 10000, timeout: 10000 });
  });
}

export function rest() {
  if (watching !== null) { navigator.geolocation.clearWatch(watching); watching = null; }
}

const known = (value) => (Number.isFinite(value) ? value : null);

function asFix(found) {
  const at = found.coords;
  return {
    sent_at: new Date(found.timestamp || Date.now()).toISOString(), longitude: at.longitude, latitude: at.latitude,
    accuracy_m: known(at.accuracy), speed_m_s: known(at.speed), heading: known(at.heading),
    battery: battery ? Math.round(battery.level * 100) : null,
  };
}
