/* WeChat's voice messages as sound a browser can play. They never leave this page. */
import * as codec from "../vendor/opencore-amr/amr.js";

// Bytes of a frame of 20 ms by its mode, without the byte that names the mode; the standard knows no others.
const NARROW = {
  magic: "#!AMR\n", rate: 8000, sizes: [12, 13, 15, 17, 19, 20, 26, 31, 5, , , , , , , 0],
  begin: codec.Decoder_Interface_init, decode: codec.Decoder_Interface_Decode, end: codec.Decoder_Interface_exit,
};
const WIDE = {
  magic: "#!AMR-WB\n", rate: 16000, sizes: [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, , , , , 0, 0],
  begin: codec.D_IF_init, decode: codec.D_IF_decode, end: codec.D_IF_exit,
};
const LONGEST_FRAME = 64;
// A second of speech; then whoever types or clicks is served first.
const AT_ONCE = 50;

const begins = (bytes, magic) => [...magic].every((letter, at) => bytes[at] === letter.charCodeAt(0));
const breath = () => new Promise((resolve) => setTimeout(resolve));

export async function toWav(bytes) {
  const band = [WIDE, NARROW].find(({ magic }) => begins(bytes, magic));
  if (!band) throw new Error("not AMR");
  const frames = framesOf(bytes, band);
  if (!frames.length) throw new Error("nothing said");
  return new Blob([header(frames.length * band.rate / 50, band.rate), await decode(frames, band)], { type: "audio/wav" });
}

// A recording cut short plays as far as it goes.
function framesOf(bytes, { magic, sizes }) {
  const frames = [];
  let at = magic.length;
  while (at < bytes.length) {
    const size = sizes[(bytes[at] >> 3) & 15];
    if (size === undefined || at + 1 + size > bytes.length) break;
    frames.push(bytes.subarray(at, at + 1 + size));
    at += 1 + size;
  }
  return frames;
}

async function decode(frames, { rate, begin, decode: decodeFrame, end }) {
  const each = rate / 50;
  const samples = new Int16Array(frames.length * each);
  const state = begin();
  const [read, written] = [codec.malloc(LONGEST_FRAME), codec.malloc(each * 2)];
  try {
    for (const [place, frame] of frames.entries()) {
      if (place % AT_ONCE === AT_ONCE - 1) await breath();
      // Its memory may have been laid anew meanwhile: no view is kept.
      new Uint8Array(codec.memory.buffer).set(frame, read);
      decodeFrame(state, read, written, 0);
      samples.set(new Int16Array(codec.memory.buffer, written, each), place * each);
    }
  } finally {
    end(state);
    codec.free(read);
    codec.free(written);
  }
  return samples;
}

function header(count, rate) {
  const view = new DataView(new ArrayBuffer(44));
  const words = { 0: "RIFF", 8: "WAVE", 12: "fmt ", 36: "data" };
  for (const [at, word] of Object.entries(words)) [...word].forEach((letter, i) => view.setUint8(Number(at) + i, letter.charCodeAt(0)));
  const numbers = { 4: 36 + count * 2, 16: 16, 24: rate, 28: rate * 2, 40: count * 2 };
  for (const [at, number] of Object.entries(numbers)) view.setUint32(Number(at), number, true);
  const short = { 20: 1, 22: 1, 32: 2, 34: 16 };
  for (const [at, number] of Object.entries(short)) view.setUint16(Number(at), number, true);
  return view.buffer;
}
