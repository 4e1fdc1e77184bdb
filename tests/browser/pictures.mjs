// Makes the pictures of docs/ anew: AUTHZ=… node pictures.mjs [FOLDER]
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { admin } from './states/admin.mjs';
import { developer } from './states/developer.mjs';
import { people } from './states/people.mjs';
import { apps, browser, server, start, states, stop } from './states/world.mjs';

const folder = process.argv[2] ?? '../../docs/images';
const all = [...people, ...developer, ...admin];
// State, language, colours, width.
const pictures = `
  consent-reviewed en light 720
  consent-reviewed zh light 320
  device-request en dark 320
  account en light 320
  account-sessions zh dark 320
  app en light 1280
  app-errors en dark 1280
  app-try-tokens en light 1280
  app-usage zh light 1280
  app-credentials zh dark 320
  admin-overview en light 1280
  admin-reviews en dark 1280
  admin-app-reviewed zh light 1280
  admin-audit en dark 320
  admin-keys zh light 320
`.trim().split('\n').map((line) => line.trim().split(' '));

// Two months of an app that does well.
function use() {
  const days = `generate_series(current_date - 60, current_date, interval '1 day') AS d`;
  const n = (most) => `(${most} * (0.6 + 0.25 * sin(extract(doy FROM d)) - 0.2 * (extract(isodow FROM d) > 5)::int + 0.004 * (d::date - current_date)))::bigint`;
  const rows = [['logins', 180], ['refreshes', 420], ['access_tokens', 60], ['error.invalid_grant', 9]]
    .map(([what, most]) => `SELECT d::date AS day, '${what}' AS what, ${n(most)} AS n FROM ${days}`).join(' UNION ALL ');
  const sql = `INSERT INTO usage_counters SELECT '${apps.known.client_id}', day, what, n FROM (${rows}) r ON CONFLICT DO NOTHING;
    INSERT INTO usage_totals SELECT day, what, n * 7 FROM (${rows}) r ON CONFLICT DO NOTHING;`;
  server.sql(sql);
}

// PNG to WebP, by the browser itself.
async function webp(png) {
  const page = await browser.newPage();
  const url = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.85);
  }, `data:image/png;base64,${png.toString('base64')}`);
  await page.close();
  return Buffer.from(url.split(',')[1], 'base64');
}

await mkdir(folder, { recursive: true });
await start();
try {
  use();
  for (const [name, language, colorScheme, width] of pictures) {
    const state = all.find((one) => one.name === name);
    const context = await browser.newContext({ locale: language === 'zh' ? 'zh-CN' : 'en-US', colorScheme,
      viewport: { width: Number(width), height: width === '1280' ? 860 : 760 }, deviceScaleFactor: width === '1280' ? 1 : 1.5,
      storageState: state.as ? states[language][state.as] : undefined });
    const page = await context.newPage();
    await state.open(page);
    await page.evaluate(() => scrollTo(0, 0));
    const png = await page.screenshot();
    if (process.env.PNG) await writeFile(path.join(process.env.PNG, `${name}-${language}-${colorScheme}-${width}.png`), png);
    await writeFile(path.join(folder, `${name}-${language}-${colorScheme}-${width}.webp`), await webp(png));
    await context.close();
  }
} finally {
  await stop();
}
