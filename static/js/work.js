/* A worker: looks for the number that the server has hidden in a challenge, by SHA-256, from nought upwards.

   Written out because browsers offer theirs on https only. ES2017. (FIPS 180-4; the challenge is ALTCHA's, version 2,
   "SHA-256" at cost 1: salt and nonce, then the number as four bytes, 36 together, so one block.) */
"use strict";

const K = new Int32Array(64), START = new Int32Array(8);

// The first 32 bits of the fractions of the cube roots, and of the square roots, of the first primes.
(function () {
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
})();

function words(hex) {
  return Array.from({ length: hex.length / 8 }, (_, i) => parseInt(hex.substr(8 * i, 8), 16) | 0);
}

const w = new Int32Array(64), hash = new Int32Array(8);

// Hash the one block that stands in w[0…15].
function digest() {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15], y = w[i - 2];
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let a = START[0], b = START[1], c = START[2], d = START[3], e = START[4], f = START[5], g = START[6], h = START[7];
  for (let i = 0; i < 64; i++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i] | 0;
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + t1 | 0;
    d = c; c = b; b = a; a = t1 + t2 | 0;
  }
  hash[0] = START[0] + a; hash[1] = START[1] + b; hash[2] = START[2] + c; hash[3] = START[3] + d;
  hash[4] = START[4] + e; hash[5] = START[5] + f; hash[6] = START[6] + g; hash[7] = START[7] + h;
}

// Return {counter, derivedKey}, or null if it is not below `most`.
function solve(parameters, most) {
  const wanted = words(parameters.keyPrefix);
  w.fill(0);
  w.set(words(parameters.salt + parameters.nonce));
  w[9] = 1 << 31; // the message ends here
  w[15] = 8 * 36; // and has so many bits
  for (let counter = 0; counter < most; counter++) {
    w[8] = counter;
    digest();
    if (hash[0] === wanted[0] && wanted.every((word, i) => hash[i] === word)) {
      const hex = (word) => (word >>> 0).toString(16).padStart(8, "0");
      return { counter: counter, derivedKey: Array.from(hash, hex).join("") };
    }
  }
  return null;
}

onmessage = (event) => postMessage(solve(event.data, 1 << 24));
