// Look at pages in Chromium: `node tools/pages.mjs FOLDER PAGE.html... [--picture]`.
//
// FOLDER is outside the clone, and has axe-core and playwright-core (`npm install axe-core playwright-core`); the
// pictures come into it. Each page is drawn light and dark, 1280 and 390 pixels wide, and what axe-core finds is
// printed. The exit code is 1 if it finds anything, if a page is wider than its window, or if it asks for a file.
// With --picture, a part of the first page becomes docs/pictures/report.png.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, ...rest] = process.argv.slice(2);
const pages = rest.filter((each) => !each.startsWith("--"));
const require = createRequire(join(resolve(folder), "/"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
let faults = 0;

async function opened(path, colorScheme, width, height = 900) {
  // Scripts are not allowed in the page; what examines it is one.
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  let requests = -1;
  page.on("request", () => (requests += 1));
  await page.goto(pathToFileURL(path).href);
  return [page, () => requests];
}

for (const path of pages) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      const [page, requests] = await opened(path, scheme, width);
      const name = `${basename(path, ".html")}.${scheme}.${width}.png`;
      await page.screenshot({ path: join(folder, name), fullPage: true });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      faults += violations.length + (beyond > 0) + requests();
      console.log(`${name}: ${violations.length} violations, ${beyond} pixels too wide, ${requests()} files asked for`);
      for (const { id, help, nodes } of violations) {
        console.log(`  ${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 200)}`);
      }
      await page.context().close();
    }
  }
}
if (rest.includes("--picture")) {
  const [page] = await opened(pages[0], "light", 800, 760);
  await page.evaluate(() => document.getElementById("to-question-usefulness").scrollIntoView());
  const target = fileURLToPath(new URL("../docs/pictures/report.png", import.meta.url));
  await page.screenshot({ path: target });
  console.log(`drawn: ${target}`);
}
await browser.close();
process.exitCode = faults ? 1 : 0;
