// One small photo, or five seconds of sound: drawn and written anew here, so that nothing of the phone is in them.
const LONGEST = 960;
const MOST_BYTES = 95_000;
const RATE = 8000;
const SECONDS = 5;

const rest = (stream) => stream.getTracks().forEach((track) => track.stop());

export async function mayUse(kind) {
  const wish = kind === 'photo' ? { video: true } : { audio: true };
  try { rest(await navigator.mediaDevices.getUserMedia(wish)); return true; } catch { return false; }
}

// Nothing is asked in the moment of a call: what was not allowed beforehand is left out.
export async function isAllowed(kind) {
  if (!navigator.mediaDevices) { return false; }
  try { return (await navigator.permissions.query({ name: kind === 'photo' ? 'camera' : 'microphone' })).state === 'granted'; } catch { return true; }
}

export async function photo(begun) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
  try {
    const film = document.createElement('video');
    film.muted = true;
    film.playsInline = true;
    film.srcObject = stream;
    await film.play();
    begun();
    return await smallEnough(film);
  } finally {
    rest(stream);
  }
}

async function smallEnough(film) {
  const canvas = document.createElement('canvas');
  for (let side = LONGEST; side > 200; side *= 0.7) {
    const scale = Math.min(1, side / Math.max(film.videoWidth, film.videoHeight));
    canvas.width = Math.round(film.videoWidth * scale);
    canvas.height = Math.round(film.videoHeight * scale);
    canvas.getContext('2d').drawImage(film, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.7); });
    if (drawn && drawn.size <= MOST_BYTES) { return new Uint8Array(await drawn.arrayBuffer()); }
  }
  throw new Error('too large');
}

// begun: called when something is heard.
export async function sound(begun) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const studio = new AudioContext();
  try {
    await studio.audioWorklet.addModule(new URL('./hears.js', import.meta.url));
    const blocks = [];
    const ear = new AudioWorkletNode(studio, 'hears');
    ear.port.onmessage = (heard) => { if (!blocks.length) { begun(); } blocks.push(heard.data); };
    studio.createMediaStreamSource(stream).connect(ear);
    await studio.resume();
    await new Promise((done) => { setTimeout(done, SECONDS * 1000); });
    if (!blocks.length) { throw new Error('nothing heard'); }
    return written(slower(blocks, studio.sampleRate));
  } finally {
    rest(stream);
    studio.close();
  }
}

// To 8,000 values a second: each the mean of what falls into it.
function slower(blocks, rate) {
  const all = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  blocks.reduce((at, block) => { all.set(block, at); return at + block.length; }, 0);
  const step = rate / RATE;
  const found = new Int16Array(Math.min(Math.floor(all.length / step), RATE * SECONDS));
  for (let one = 0; one < found.length; one += 1) {
    const part = all.subarray(Math.floor(one * step), Math.floor((one + 1) * step));
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    found[one] = Math.max(-1, Math.min(1, mean)) * 32767;
  }
  return found;
}

// A WAV file: one channel, 16 bits.
function written(values) {
  const file = new DataView(new ArrayBuffer(44 + values.length * 2));
  const text = (at, letters) => [...letters].forEach((letter, n) => file.setUint8(at + n, letter.charCodeAt(0)));
  text(0, 'RIFF'); file.setUint32(4, 36 + values.length * 2, true); text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true); file.setUint16(20, 1, true); file.setUint16(22, 1, true);
  file.setUint32(24, RATE, true); file.setUint32(28, RATE * 2, true); file.setUint16(32, 2, true); file.setUint16(34, 16, true);
  text(36, 'data'); file.setUint32(40, values.length * 2, true);
  values.forEach((value, n) => file.setInt16(44 + n * 2, value, true));
  return new Uint8Array(file.buffer);
}
