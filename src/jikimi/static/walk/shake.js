// Shaking the phone hard: three strong jerks within a second and a half.
const STRONG = 22;
const WITHIN_MS = 1500;
const JERKS = 3;

export function onShake(call) {
  let jerks = [];
  window.addEventListener('devicemotion', (event) => {
    const felt = event.acceleration && event.acceleration.x !== null ? event.acceleration : event.accelerationIncludingGravity;
    if (!felt || Math.hypot(felt.x || 0, felt.y || 0, felt.z || 0) < STRONG) { return; }
    const now = event.timeStamp;
    if (jerks.length && now - jerks[jerks.length - 1] < 120) { return; }
    jerks = jerks.filter((at) => now - at < WITHIN_MS).concat(now);
    if (jerks.length >= JERKS) { jerks = []; call(); }
  });
}
