import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** Write the licences of what is bundled beside the bundle, as they ask for. */
const licences = {
  name: "licences",
  generateBundle() {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
    const shipped = Object.keys(packages).filter((folder) => folder && !packages[folder].dev);
    const texts = shipped.map((folder) => {
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      const title = `${folder.replace("node_modules/", "")} ${packages[folder].version}`;
      return `${title}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
    });
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: texts.join("\n---\n\n") });
  },
};

// The built files are committed: the service runs without Node. Nothing is inlined, so that the
// Content-Security-Policy can forbid what stands in a page.
export default defineConfig({
  base: "/web/dashboard/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [licences],
  build: {
    outDir: "../app/web/dashboard",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8000" } },
});
