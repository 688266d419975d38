// Writes what is inside a release, from the files by which it was built: CycloneDX, and all licenses.
// usage: node eng/bill-of-materials.mjs VERSION COMMIT project.assets.json OUT
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

const [version, commit, assetsFile, out] = process.argv.slice(2);
const assets = JSON.parse(readFileSync(assetsFile, "utf8"));
const folders = Object.keys(assets.packageFolders);
const folderOf = (name, of) => folders.map(one => join(one, name.toLowerCase(), of)).find(existsSync);
const text = path => existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim() : undefined;

function licenseOf(folder) {
  const nuspec = readdirSync(folder).find(name => name.endsWith(".nuspec"));
  const found = nuspec && /<license type="(expression|file)">([^<]+)</.exec(readFileSync(join(folder, nuspec), "utf8"));
  const file = readdirSync(folder).find(name => /^licen[cs]e/i.test(name));
  return {
    id: found?.[1] === "expression" ? found[2] : undefined,
    text: text(join(folder, found?.[1] === "file" ? found[2] : file ?? "none")) ?? (found?.[1] === "expression" ? `${found[2]}, https://spdx.org/licenses/${found[2]}.html` : undefined),
    notices: ["ThirdPartyNotices.txt", "THIRD-PARTY-NOTICES.TXT"].map(name => text(join(folder, name))).find(Boolean),
  };
}

// Analyzers and the like are of the build and not inside.
const dev = new Set(["microsoft.codeanalysis.bannedapianalyzers", "meziantou.analyzer", "roslynator.analyzers", "microsoft.net.illink.tasks"]);
const libraries = Object.entries(assets.libraries).filter(([key, one]) => one.type === "package" && !dev.has(key.split("/")[0].toLowerCase()))
  .map(([key, one]) => ({ name: key.split("/")[0], version: key.split("/")[1], sha512: Buffer.from(one.sha512, "base64").toString("hex") }));
const runtime = Object.values(assets.project.frameworks).flatMap(one => one.downloadDependencies ?? [])
  .filter(one => /\.Runtime\./.test(one.name)).map(one => ({ name: one.name, version: /\[([^,\]]+)/.exec(one.version)[1] }));
const nuget = [...libraries, ...runtime].map(one => {
  const folder = folderOf(one.name, one.version);
  return { ...one, type: "nuget", purl: `pkg:nuget/${one.name}@${one.version}`, license: folder ? licenseOf(folder) : {} };
});

const lock = JSON.parse(readFileSync("client/package-lock.json", "utf8"));
const npm = Object.entries(lock.packages).filter(([path, one]) => path.startsWith("node_modules/") && !one.dev).map(([path, one]) => {
  const name = path.slice("node_modules/".length);
  const folder = join("client", path);
  const file = existsSync(folder) ? readdirSync(folder).find(one => /^licen[cs]e/i.test(one)) : undefined;
  return {
    name, version: one.version, type: "npm", purl: `pkg:npm/${name.replace("@", "%40")}@${one.version}`,
    sha512: one.integrity?.startsWith("sha512-") ? Buffer.from(one.integrity.slice(7), "base64").toString("hex") : undefined,
    license: { id: one.license, text: file ? text(join(folder, file)) : undefined },
  };
});

const all = [...nuget, ...npm].sort((a, b) => a.purl < b.purl ? -1 : a.purl > b.purl ? 1 : 0);
const unlicensed = all.filter(one => !one.license.id && !one.license.text);
if (unlicensed.length > 0) {
  console.error(`error: no license was found of ${unlicensed.map(one => one.purl).join(", ")}`);
  process.exit(1);
}

// The same for the same content: a number that follows from it, and the time of the commit.
const hash = createHash("sha256").update(JSON.stringify([version, commit, all.map(one => one.purl)])).digest("hex");
const serial = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
const bill = {
  bomFormat: "CycloneDX", specVersion: "1.5", serialNumber: `urn:uuid:${serial}`, version: 1,
  metadata: {
    timestamp: new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000).toISOString(),
    component: { type: "application", name: "fastshot", version, licenses: [{ license: { id: "MIT" } }], properties: [{ name: "commit", value: commit }] },
  },
  components: all.map(one => ({
    type: "library", name: one.name, version: one.version, purl: one.purl,
    ...(one.sha512 ? { hashes: [{ alg: "SHA-512", content: one.sha512 }] } : {}),
    licenses: [one.license.id ? { expression: one.license.id } : { license: { name: "see THIRD-PARTY-NOTICES.txt" } }],
  })),
};
writeFileSync(join(out, `fastshot-${version}.cdx.json`), JSON.stringify(bill, null, 2) + "\n");
const sections = all.map(one => `${one.name} ${one.version}\n${one.license.text ?? `License: ${one.license.id}`}${one.license.notices ? `\n\nNotices of ${one.name}:\n\n${one.license.notices}` : ""}`);
writeFileSync(join(out, "THIRD-PARTY-NOTICES.txt"),
  `Fastshot ${version} (MIT) contains these works, under their own licenses.\n\n${sections.join("\n\n" + "-".repeat(78) + "\n\n")}\n`);
