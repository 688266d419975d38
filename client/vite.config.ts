import { env } from 'node:process';
import { defineConfig, type Plugin } from 'vite';
import { shapes } from './src/icons.ts';

// The sprite stands in the document itself, so that no icon waits for a request or for the script.
const sprite = (): Plugin => ({
  name: 'fastshot-sprite',
  transformIndexHtml: html => html.replace('<!-- sprite -->', `<svg class="sprite" aria-hidden="true"><defs>${
    Object.entries(shapes).map(([name, shape]) => `<symbol id="icon-${name}" viewBox="0 0 16 16">${shape}</symbol>`).join('')
  }</defs></svg>`),
});

export default defineConfig({
  plugins: [sprite()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The guard's policy allows no data: scripts or styles, and a file of its own can be cached for good.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    port: 5199,
    proxy: { '/api': env['FASTSHOT_UI'] ?? 'http://127.0.0.1:5198' },
  },
  test: { include: ['tests/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
