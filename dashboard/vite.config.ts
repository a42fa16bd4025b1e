import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    // The page is served with a policy that allows no inline script and no data: but for images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name].[ext]",
      },
    },
  },
});
