// Signs in with a real browser, as a person with a phone and as one at a desk, and says what
// happened as one line of JSON. Usage: node sign-in.mjs CHROMIUM FACTS.json OUT-FOLDER
import { chromium } from 'playwright-core';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

const [executablePath, factsFile, out] = process.argv.slice(2);
const facts = JSON.parse(readFileSync(factsFile, 'utf8'));

// Where the app waits for its code, as rclone does.
const waiting = [];
const app = createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname === '/') waiting.shift()?.(Object.fromEntries(url.searchParams));
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>app</title><link rel="icon" href="data:,">Thank you.');
});
app.listen(0, '127.0.0.1');
await once(app, 'listening');
const redirect = `http://127.0.0.1:${app.address().port}/`;
const called = () => new Promise((resolve) => waiting.push(resolve));

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function visit(name, viewport, isMobile, decide) {
  const context = await browser.newContext({ viewport, isMobile, hasTouch: isMobile, locale: 'en-US' });
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => {
    // A wrong password and a wrong address are answered with an error on purpose.
    const expected = /status of 40[034]/.test(message.text());
    if (message.type() !== 'log' && !expected) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error}`));
  page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const host = new URL(request.url()).hostname;
    if (!['127.0.0.1', 'localhost', ''].includes(host)) troubles.push(`stranger: ${request.url()}`);
  });
  const look = async (what) => {
    await page.screenshot({ path: `${out}/${name}-${what}.png`, fullPage: true });
    return page.evaluate(() => {
      const boxes = [...document.querySelectorAll('button, input:not([type=hidden])')];
      return {
        title: document.title,
        lang: document.documentElement.lang,
        heading: document.querySelector('h1')?.textContent,
        styled: getComputedStyle(document.querySelector('button') ?? document.body).cursor !== 'default'
          || document.styleSheets.length > 0,
        scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        unlabelled: boxes.filter((box) => box.matches('input') && !box.labels?.length).length,
        smallest: Math.min(1000, ...boxes.map((box) => box.getBoundingClientRect().height)),
      };
    });
  };
  await page.goto(`${facts.url}/nowhere`);
  const lost = await look('lost');
  const state = `${randomBytes(16).toString('hex')} & more`;
  const query = new URLSearchParams({
    response_type: 'code', client_id: facts.clientId, redirect_uri: redirect, state, access_type: 'offline',
  });
  await page.goto(`${facts.url}/oauth/authorize?${query}`);
  const signIn = await look('sign-in');
  await page.getByLabel('E-mail address').fill(facts.email);
  await page.getByLabel('Password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  const refused = { ...(await look('refused')), alert: await page.getByRole('alert').textContent() };
  await page.getByLabel('Password').fill(facts.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
  const consent = await look('consent');
  const answer = called();
  await page.getByRole('button', { name: decide, exact: true }).click();
  const came = await answer;
  // Its page too, or closing would break off the answer.
  await page.getByText('Thank you.').waitFor();
  const cookies = await context.cookies(facts.url);
  await context.close();
  return {
    lost, signIn, refused, consent, troubles,
    redirect: came, sameState: came.state === state,
    httpOnly: cookies.length > 0 && cookies.every((cookie) => cookie.httpOnly),
  };
}

try {
  // In this order: who has allowed an app once is not asked again.
  const phone = await visit('phone', { width: 360, height: 740 }, true, 'Don’t allow');
  const desk = await visit('desk', { width: 1280, height: 800 }, false, 'Allow');
  const reply = await fetch(`${facts.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', code: desk.redirect.code, redirect_uri: redirect,
      client_id: facts.clientId, client_secret: facts.clientSecret,
    }),
  });
  const token = await reply.json();
  const home = await fetch(`${facts.url}/sf/v3/Items`, {
    headers: { Authorization: `Bearer ${token.access_token}` },
  });
  console.log(JSON.stringify({ desk, phone, token, home: await home.json() }));
} finally {
  await browser.close();
  app.close();
}
