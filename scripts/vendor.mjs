// Copies the front-end packages named in package.json into selection/static/vendor, byte for byte, with their licences,
// and writes VERSIONS.json: version, licence, npm integrity and the SHA-256 of every file. Whoever runs the system needs no Node.
//   npm ci --ignore-scripts && npm run vendor

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TARGET = "selection/static/vendor";
const PACKAGES = {
  bootstrap: { "dist/css/bootstrap.min.css": "bootstrap.min.css" },
  "htmx.org": { "dist/htmx.min.js": "htmx.min.js" },
};

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const versions = {};

mkdirSync(join(TARGET, "LICENSES"), { recursive: true });
for (const [name, files] of Object.entries(PACKAGES)) {
  const source = join("node_modules", name);
  const locked = lock.packages[source];
  const licence = `LICENSES/${name}.txt`;
  copyFileSync(join(source, "LICENSE"), join(TARGET, licence));
  const hashes = { [licence]: sha256(join(TARGET, licence)) };
  for (const [from, to] of Object.entries(files)) {
    copyFileSync(join(source, from), join(TARGET, to));
    hashes[to] = sha256(join(TARGET, to));
  }
  versions[name] = { version: locked.version, licence: locked.license, integrity: locked.integrity, sha256: hashes };
}
writeFileSync(join(TARGET, "VERSIONS.json"), JSON.stringify(versions, null, 2) + "\n");
