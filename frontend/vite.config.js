import { defineConfig } from "vite";

// The built files are committed: the service runs without Node. Nothing is inlined, so that the
// Content-Security-Policy can forbid what stands in a page.
export default defineConfig({
  base: "/web/dashboard/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../app/web/dashboard",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8000" } },
});
