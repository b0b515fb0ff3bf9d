// node render.js WIDTH_MM HEIGHT_MM DOTS_A_MM < labels.zpl: one line a label, a PNG in base64.
const { readFileSync } = require("node:fs");
const { ready } = require("zpl-renderer-js");

const [width, height, dots] = process.argv.slice(2).map(Number);

ready
  .then(({ api }) => api.zplToBase64MultipleAsync(readFileSync(0, "utf8"), width, height, dots))
  .then((labels) => {
    process.stdout.write(labels.join("\n"), () => process.exit(0));
  });
