"use strict";
// SHA-512 (FIPS 180-4) and the verifying half of Ed25519 (RFC 8032), written out: the page must work from a disk, in old
// browsers, without a network. Only public values pass through it, so its timing tells nobody anything.

const MASK = (1n << 64n) - 1n;
const rotated = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;

function root(value, power) {
  let low = 0n, high = 1n << 110n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= value) low = middle; else high = middle - 1n;
  }
  return low;
}

const PRIMES = [];
for (let n = 2n; PRIMES.length < 80; n += 1n) if (PRIMES.every((prime) => n % prime !== 0n)) PRIMES.push(n);
const ROUNDS = PRIMES.map((prime) => root(prime << 192n, 3n) & MASK);
const START = PRIMES.slice(0, 8).map((prime) => root(prime << 128n, 2n) & MASK);

function sha512(bytes) {
  const length = bytes.length, padded = new Uint8Array(((length + 17 + 127) >> 7) << 7);
  padded.set(bytes);
  padded[length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(length) * 8n);
  const view = new DataView(padded.buffer);
  const state = START.slice();
  for (let at = 0; at < padded.length; at += 128) {
    const w = [];
    for (let t = 0; t < 80; t += 1) {
      if (t < 16) { w.push(view.getBigUint64(at + t * 8)); continue; }
      const a = w[t - 15], b = w[t - 2];
      const s0 = rotated(a, 1n) ^ rotated(a, 8n) ^ (a >> 7n), s1 = rotated(b, 19n) ^ rotated(b, 61n) ^ (b >> 6n);
      w.push((w[t - 16] + s0 + w[t - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t += 1) {
      const one = h + (rotated(e, 14n) ^ rotated(e, 18n) ^ rotated(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + ROUNDS[t] + w[t];
      const two = (rotated(a, 28n) ^ rotated(a, 34n) ^ rotated(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((value, place) => { state[place] = (state[place] + value) & MASK; });
  }
  const out = new Uint8Array(64), said = new DataView(out.buffer);
  state.forEach((value, place) => said.setBigUint64(place * 8, value));
  return out;
}

const P = (1n << 255n) - 19n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;
const mod = (a) => { const r = a % P; return r < 0n ? r + P : r; };
function power(base, exponent) {
  let result = 1n, b = mod(base);
  for (let e = exponent; e > 0n; e >>= 1n) { if (e & 1n) result = mod(result * b); b = mod(b * b); }
  return result;
}
const inverse = (a) => power(a, P - 2n);
const D = mod(-121665n * inverse(121666n));
const MINUS = power(2n, (P - 1n) / 4n); // a square root of -1

const little = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let result = [0n, 1n, 1n, 0n], p = point;
  for (let e = scalar; e > 0n; e >>= 1n) { if (e & 1n) result = add(result, p); p = add(p, p); }
  return result;
}

function pointOf(bytes) {
  const whole = little(bytes), sign = whole >> 255n, y = whole & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === mod(-u)) x = mod(x * MINUS);
  else if (square !== u) return null;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

const BASE = (() => { const y = mod(4n * inverse(5n)), bytes = []; for (let v = y, i = 0; i < 32; i += 1, v >>= 8n) bytes.push(Number(v & 255n)); return pointOf(bytes); })();

function isSigned(message, signature, key) {
  const a = pointOf(key), r = pointOf(signature.slice(0, 32)), s = little(signature.slice(32));
  if (!a || !r || s >= L) return false;
  const joined = new Uint8Array(64 + message.length);
  joined.set(signature.slice(0, 32)); joined.set(key, 32); joined.set(message, 64);
  const h = little(sha512(joined)) % L;
  const left = times(s, BASE), right = add(r, times(h, a));
  return mod(left[0] * right[2]) === mod(right[0] * left[2]) && mod(left[1] * right[2]) === mod(right[1] * left[2]);
}

const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function listed(text, name, keys) {
  const outer = JSON.parse(text);
  if (!(outer.key in keys) || !isSigned(new TextEncoder().encode(outer.body), fromHex(outer.signature), fromHex(keys[outer.key]))) return null;
  const inner = JSON.parse(outer.body);
  return inner.list === name ? inner : null;
}

// The keys come with the page: whoever trusts the page trusts them. Lists must be signed by one of them.
const KEYS = JSON.parse(JSON.parse(document.getElementById("keys").textContent).body).keys;
let revoked = listed(document.getElementById("revoked").textContent, "revoked", KEYS);

function read(text) {
  const raw = text.trim().split("#").pop().replace(/\s+/g, "");
  let bytes;
  try {
    bytes = Uint8Array.from(atob(raw.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  } catch (broken) { return { why: ["这不是证书二维码的内容，可能没有复制完整。", "This is not the text of a certificate's QR code."] }; }
  if (bytes.length < 70 || bytes[0] !== 1) return { why: ["这不是证书二维码的内容，可能没有复制完整。", "This is not the text of a certificate's QR code."] };
  const key = toHex(bytes.slice(1, 5));
  if (!(key in KEYS)) return { why: ["二维码用的密钥不在名单里，不是颁发单位签发的，或者这一页太旧。", "The key is unknown: not the issuer's, or this page is too old."] };
  if (!isSigned(bytes.slice(0, -64), bytes.slice(-64), fromHex(KEYS[key]))) return { why: ["二维码的签名对不上，内容改过或者是伪造的。", "The signature does not match: altered or forged."] };
  const facts = new TextDecoder().decode(bytes.slice(5, -64)).split("\u001f");
  const gone = revoked ? revoked.revoked.find((each) => each[0] === facts[0]) : null;
  if (gone) return { facts, why: gone[2] === "revoked" ? [`这项荣誉已于 ${gone[1]} 撤销。`, `Revoked on ${gone[1]}.`] : [`这份证书已于 ${gone[1]} 换发，请以新证书为准。`, `Replaced by another certificate on ${gone[1]}.`] };
  return { facts };
}

function said(tag, text, lang) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (lang) element.lang = lang;
  return element;
}

function show(found) {
  const box = document.getElementById("answer");
  box.replaceChildren();
  box.className = found.why ? "stop" : "ok";
  const first = document.createElement("p");
  first.append(said("strong", found.why ? found.why[0] : "二维码真实，由颁发单位签发。"));
  box.append(first, said("p", found.why ? found.why[1] : "The code is genuine and was signed by the issuer.", "en"));
  if (found.facts) {
    const list = document.createElement("dl");
    ["证书编号", "姓名", "荣誉称号", "年度"].forEach((label, place) => list.append(said("dt", label), said("dd", found.facts[place])));
    box.append(list);
  }
  box.hidden = false;
}

function tell() {
  document.getElementById("state").textContent = revoked
    ? `作废名单截至 ${revoked.made_at.slice(0, 10)}，共 ${revoked.revoked.length} 份。List of void certificates as of ${revoked.made_at.slice(0, 10)}.`
    : "没有可信的作废名单：只能看二维码是否真实，不知道证书是否已经作废。No trusted list of void certificates.";
}

document.getElementById("form").addEventListener("submit", (event) => { event.preventDefault(); show(read(document.getElementById("code").value)); });
document.getElementById("list").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  try {
    const newer = listed(await file.text(), "revoked", KEYS);
    if (newer && (!revoked || newer.made_at >= revoked.made_at)) revoked = newer;
  } catch (broken) { /* what cannot be read changes nothing; the line below tells which list is used */ }
  tell();
});
tell();
if (location.hash.length > 60) show(read(location.hash));
