import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The oldest Chrome that runs it: Electron 25.
    target: 'chrome114',
    cssTarget: 'chrome114',
    modulePreload: { polyfill: false },
    // The window's policy allows files of its own origin only, no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    sourcemap: true,
  },
});
