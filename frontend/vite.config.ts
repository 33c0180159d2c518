import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Our own packages are read as TypeScript sources, so that a build needs no earlier build.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // No data: addresses: the page's policy allows fonts from the server only.
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 1_200,
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: api, ws: true }, '/health/live': api, '/health/ready': api },
  },
});
