// Hands on what the microphone hears, in blocks.
registerProcessor('hears', class extends AudioWorkletProcessor {
  process(inputs) {
    if (inputs[0][0]) { this.port.postMessage(inputs[0][0].slice()); }
    return true;
  }
});
