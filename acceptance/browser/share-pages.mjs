// Opens the pages of shares with a real browser, on a phone and at a desk, in light and in dark, with
// and without scripts, and says what happened as one line of JSON.
// Usage: node share-pages.mjs CHROMIUM FACTS.json OUT-FOLDER
import { chromium } from 'playwright-core';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [executablePath, factsFile, out] = process.argv.slice(2);
const facts = JSON.parse(readFileSync(factsFile, 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const work = mkdtempSync(join(tmpdir(), 'valise-pages-'));
const launch = {
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};
const DESK = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: 'en-US' };
const troubles = [];
const violations = [];
const looks = {};
const md5 = (bytes) => createHash('md5').update(bytes).digest('hex');

// --- what is shared ------------------------------------------------------------------------------

async function api(method, path, body, token) {
  const reply = await fetch(path.startsWith('http') ? path : `${facts.url}${path}`, {
    method,
    headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body instanceof Uint8Array || body instanceof URLSearchParams ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined || body instanceof Uint8Array || body instanceof URLSearchParams ? body : JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

const { access_token: token } = await api('POST', '/oauth/token', new URLSearchParams({
  grant_type: 'password', client_id: facts.clientId, client_secret: facts.clientSecret,
  username: facts.email, password: facts.password,
}));
const folder = async (parent, Name) =>
  (await api('POST', `/sf/v3/Items(${parent})/Folder?overwrite=false`, { Name }, token)).Id;

async function file(parent, fileName, bytes) {
  const upload = await api('POST', `/sf/v3/Items(${parent})/Upload2`, { method: 'standard', raw: true, fileName }, token);
  return (await api('POST', `${upload.ChunkUri}&fmt=json`, new Uint8Array(bytes))).value[0].id;
}

/** A link as the mail has it. */
const share = async (body) => new URL((await api('POST', '/sf/v3/Shares', body, token)).Uri).pathname;
const send = (Title, ids, more = {}) => share({ ShareType: 'Send', Title, Items: ids.map((Id) => ({ Id })), ...more });
const ask = (Title, Id, more = {}) => share({ ShareType: 'Request', Title, Parent: { Id }, ...more });
const mailed = async (path, email) =>
  new URL((await api('POST', `/sf/v3/Shares(${path.split('/').at(-1)})/Alias?email=${encodeURIComponent(email)}`, {}, token)).Uri).pathname;
const children = async (id) =>
  (await api('GET', `/sf/v3/Items(${id})/Children`, undefined, token)).value.map((each) => ({ name: each.Name, size: each.FileSizeBytes, md5: each.Hash }));

/** An answer without what is only of its moment. */
async function bare(path) {
  const reply = await fetch(`${facts.url}${path}`);
  const headers = [...reply.headers].filter(([name]) => !['date', 'x-valise-request', 'x-request-id'].includes(name)
    && name !== 'set-cookie').map((pair) => pair.join(': ')).sort();
  return [reply.status, ...headers, await reply.text()].join('\n');
}

// --- looking -------------------------------------------------------------------------------------

function watch(page, name) {
  page.on('console', (message) => {
    const expected = /status of 40[034]|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() !== 'log' && !expected) troubles.push(`${name}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${name}: script: ${error}`));
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') troubles.push(`${name}: dialog: ${dialog.message()}`);
    dialog.accept();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['127.0.0.1', 'localhost', ''].includes(url.hostname)) troubles.push(`${name}: stranger: ${url}`);
  });
}

/** A picture and a verdict of one state of a page, in light and dark. */
async function look(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${out}/${name}-${colorScheme}.png`, fullPage: true });
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    for (const each of found.violations) {
      violations.push(`${name} ${colorScheme}: ${each.id}: ${each.help}: ${each.nodes.map((node) => node.html).join(' | ')}`);
    }
  }
  looks[name] = await page.evaluate(() => {
    const seen = (element) => element.getClientRects().length > 0 && !element.closest('.unseen');
    const boxes = [...document.querySelectorAll('button, .button, input:not([type=hidden])')].filter(seen);
    return {
      title: document.title,
      heading: document.querySelector('h1')?.textContent.trim(),
      scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      smallest: Math.min(1000, ...boxes.map((box) => box.getBoundingClientRect().height)),
      broken: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).length,
    };
  });
  await page.emulateMedia({ colorScheme: 'light' });
}

async function settled(page) {
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
}

async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** A moment after the last byte, the download counts. */
async function counted(path) {
  for (let tries = 0; tries < 50; tries++) {
    if ((await (await fetch(`${facts.url}${path}`)).text()).includes('>Downloaded<')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// --- the visits ----------------------------------------------------------------------------------

const browser = await chromium.launch(launch);
const result = {};
try {
  const studio = await browser.newContext({ viewport: { width: 1600, height: 1100 } });
  const paint = await studio.newPage();
  const picture = async (one, two, shape) => {
    await paint.setContent(`<body style="margin:0;height:100vh;background:linear-gradient(160deg,${one},${two})">${shape}`);
    return paint.screenshot({ type: 'jpeg' });
  };
  const hill = await picture('#f6c667', '#3b6ea8', '<div style="position:absolute;bottom:-55vh;left:-10vw;width:80vw;height:100vh;border-radius:50%;background:#24455f"></div><div style="position:absolute;bottom:-60vh;right:-10vw;width:80vw;height:100vh;border-radius:50%;background:#17324a"></div>');
  const moon = await picture('#101b33', '#5b4a7a', '<div style="position:absolute;top:16vh;right:20vw;width:22vh;height:22vh;border-radius:50%;background:#f4ecd0"></div>');
  await paint.setContent('<style>body{font:18px/1.6 serif}section{break-after:page}h1{font-size:44px}</style>'
    + ['Plan of the rooms', 'Lighting', 'Opening night'].map((title) => `<section><h1>${title}</h1>${'<p>Six large rooms in a row, white walls, the windows to the north. Pictures hang at eye level, labels to their right, and nothing else does.</p>'.repeat(9)}</section>`).join(''));
  const plan = await paint.pdf({ format: 'A4' });
  const notes = Buffer.from('Monday\n  Hang rooms 1 to 3\nTuesday\n  Labels, lights\n  <script>alert("not a page")</script>\n');
  const home = (await api('GET', '/sf/v3/Items', undefined, token)).Id;
  const desk = await folder(home, `Exhibition ${randomBytes(4).toString('hex')}`);
  const sketches = await folder(desk, 'Sketches');
  await file(sketches, 'first.jpg', moon);
  const inbox = await folder(desk, 'Inbox');
  const hillId = await file(desk, 'Hills at dusk.jpg', hill);
  const moonId = await file(desk, 'Moon.jpg', moon);
  const planId = await file(desk, 'Plan of the rooms.pdf', plan);
  const notesId = await file(desk, 'Notes.txt', notes);
  const evilId = await file(desk, "<img src=x onerror=alert('name')>.html".replaceAll(/[<>:"/\\|?*]/g, '-'), Buffer.from('<script>alert("in our origin")</script>'));
  const brokenId = await file(desk, 'Broken.png', Buffer.from('not a picture'));
  const svgId = await file(desk, 'drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert("svg")</script></svg>'));
  const all = [hillId, moonId, planId, notesId, sketches];
  const links = {
    plain: await send('Autumn exhibition', all),
    hostile: await send('<img src=x onerror=alert("title")>', [evilId, svgId]),
    who: await send('Autumn exhibition', all, { RequireUserInfo: true }),
    login: await send('Contract', [planId], { RequireLogin: true }),
    viewOnly: await send('Drafts, please do not pass on', [hillId, planId, notesId], { IsViewOnly: true }),
    broken: await send('Broken', [brokenId]),
    once: await send('Plan of the rooms', [planId, notesId], { MaxDownloads: 1 }),
    expired: await send('Too late', [planId], { ExpirationDate: '2020-01-01' }),
    unknown: `/d/s${randomBytes(16).toString('hex')}`,
    ask: await ask('Photos of the opening', inbox),
    askWho: await ask('Photos of the opening', inbox, { RequireUserInfo: true }),
  };
  links.viewOnlyMailed = await mailed(links.viewOnly, 'grace.hopper@client.example');

  for (const [device, options] of [['desk', DESK], ['phone', PHONE]]) {
    const context = await browser.newContext({ ...options, acceptDownloads: true });
    const page = await context.newPage();
    watch(page, device);
    const see = (name) => look(page, `${device}-${name}`);
    const go = (path) => page.goto(`${facts.url}${path}`);
    const mine = (result[device] = {});

    // What is sent, read and taken.
    const reply = await go(links.plain);
    mine.policy = reply.headers()['content-security-policy'];
    await settled(page);
    await see('send');
    mine.one = await saved(page, () => page.getByRole('button', { name: 'Download Notes.txt' }).click());
    mine.one = { name: mine.one.name, same: mine.one.bytes.equals(notes) };
    mine.all = await saved(page, () => page.getByRole('button', { name: 'Download all' }).click());
    mine.all = { name: mine.all.name, zip: mine.all.bytes.subarray(0, 2).toString() === 'PK', bytes: mine.all.bytes.length };
    await page.getByRole('link', { name: 'Hills at dusk.jpg' }).click();
    await settled(page);
    await see('view-picture');
    await go(links.plain);
    await page.getByRole('link', { name: 'Plan of the rooms.pdf' }).click();
    await page.getByText('Page 1 of').waitFor();
    await settled(page);
    await see('view-pdf');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('Page 2 of').waitFor();
    mine.pdf = await page.getByText('Page 2 of').textContent();
    await go(links.plain);
    await page.getByRole('link', { name: 'Notes.txt' }).click();
    mine.text = await page.locator('pre').textContent();
    await see('view-text');

    // Names and content that would like to be part of the page.
    await go(links.hostile);
    mine.hostile = await page.locator('h1').textContent();
    for (const link of await page.locator('.exhibits a').all()) {
      await go(await link.getAttribute('href'));
      await go(links.hostile);
    }
    const evil = await saved(page, () => page.getByRole('button', { name: /^Download .*html/ }).click());
    mine.evil = evil.name;

    // Who are you?
    await go(links.who);
    await see('who');
    await page.getByLabel('E-mail address').fill(`ada-${device}@client.example`);
    await page.getByLabel('First name').fill(' ');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    await see('who-problem');
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Lovelace');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(`Opened as ada-${device}@client.example`).waitFor();
    await go(links.who);
    await page.getByText('Opened as').waitFor();
    mine.cookies = (await context.cookies(`${facts.url}${links.who}`)).filter((cookie) => cookie.name === 'valise_unlock')
      .map(({ httpOnly, path, sameSite }) => ({ httpOnly, path: path === links.who, sameSite }));

    // Sign in.
    await go(links.login);
    await see('sign-in');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill(facts.email);
    await page.getByLabel('Password').fill(facts.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Contract' }).waitFor();
    mine.signedIn = new URL(page.url()).pathname === links.login;
    await see('send-one');

    // To look at only.
    await go(links.viewOnlyMailed);
    await settled(page);
    mine.viewOnlyButtons = await page.getByRole('button').count();
    await see('view-only');
    await page.getByRole('link', { name: 'View Hills at dusk.jpg' }).click();
    await settled(page);
    await see('view-only-picture');

    // No way to the text of what may only be looked at, and none to see what is no picture.
    await go(`${links.viewOnlyMailed}/view/${notesId}`);
    mine.refused = await page.getByRole('alert').textContent();
    await see('refused');
    await go(`${links.broken}/view/${brokenId}`);
    await page.getByText('There is no preview of this file').waitFor();
    await see('no-preview');

    // Once, and not again: of two files one is left.
    const once = await mailed(links.once, `once-${device}@client.example`);
    await go(once);
    await saved(page, () => page.getByRole('button', { name: 'Download Notes.txt' }).click());
    await counted(once);
    await go(once);
    mine.left = await page.getByRole('button').allTextContents();
    await see('once');

    // Nowhere.
    await go(links.expired);
    await see('nowhere');

    // Files are asked for.
    const bytes = randomBytes(11 * 1024 * 1024 + 5);
    const big = join(work, `Opening night ${device}.mov`);
    const small = join(work, `guest list ${device}.csv`);
    const empty = join(work, `empty ${device}.txt`);
    writeFileSync(big, bytes);
    writeFileSync(small, 'name,table\nAda,1\n');
    writeFileSync(empty, '');
    await go(links.ask);
    await see('request');
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const slow = (up, offline = false) =>
      session.send('Network.emulateNetworkConditions', { offline, latency: 5, downloadThroughput: -1, uploadThroughput: up });
    await slow(1024 * 1024);
    await page.locator('#picker').setInputFiles([big, small, empty]);
    await page.waitForFunction(() => document.querySelector('#overall').value > 1024 * 1024);
    await see('sending');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/, paused/).first().waitFor();
    await see('paused');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('.row[data-state=sending]'));
    await slow(1024 * 1024, true);
    await page.getByText(/waiting for the connection/).waitFor();
    await see('cut');
    await slow(-1);
    await page.getByRole('heading', { name: 'Your files have arrived' }).waitFor({ timeout: 60_000 });
    await see('receipt');
    mine.receipt = await page.locator('#received li').evaluateAll((lines) => lines.map((line) => ({
      name: line.querySelector('bdi').textContent, md5: line.querySelector('code').textContent,
    })));
    const drop = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['dropped'], 'dropped.txt'));
      transfer.items.add(new File(['no'], 'no such name?.txt'));
      return transfer;
    });
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: drop });
    await page.locator('.row[data-state=failed]').waitFor();
    await see('failed');
    mine.failed = await page.locator('.row[data-state=failed] .state').textContent();
    await page.getByRole('button', { name: 'Remove no such name?.txt' }).click();
    await page.getByRole('heading', { name: 'Your files have arrived' }).waitFor();
    mine.dropped = await page.locator('#received bdi').allTextContents();
    mine.sent = { name: `Opening night ${device}.mov`, md5: md5(bytes) };
    await context.close();

    // Without scripts.
    const plain = await browser.newContext({ ...options, javaScriptEnabled: false, acceptDownloads: true });
    const quiet = await plain.newPage();
    watch(quiet, `${device} without scripts`);
    await quiet.goto(`${facts.url}${links.ask}`);
    await quiet.getByLabel('Files to send').setInputFiles([small, empty]);
    await quiet.getByRole('button', { name: 'Send', exact: true }).click();
    await quiet.getByRole('heading', { name: 'Your files have arrived' }).waitFor();
    mine.plainReceipt = await quiet.locator('code').allTextContents();
    mine.plainSent = md5(readFileSync(small));
    await quiet.goto(`${facts.url}${links.plain}`);
    const taken = await saved(quiet, () => quiet.getByRole('button', { name: 'Download Notes.txt' }).click());
    mine.plainTaken = taken.bytes.equals(notes);
    await quiet.goto(`${facts.url}${links.askWho}`);
    await quiet.getByLabel('E-mail address').fill('grace@client.example');
    await quiet.getByLabel('First name').fill('Grace');
    await quiet.getByRole('button', { name: 'Continue' }).click();
    await quiet.getByText('Sent as grace@client.example').waitFor();
    await plain.close();

    // What these pages look like then; to be judged, they need scripts of the judge.
    const judged = await browser.newContext(options);
    const form = await judged.newPage();
    await form.route('**/upload.js*', (route) => route.abort());
    await form.goto(`${facts.url}${links.ask}`);
    await look(form, `${device}-request-plain`);
    await form.getByLabel('Files to send').setInputFiles([small, empty]);
    await form.getByRole('button', { name: 'Send', exact: true }).click();
    await form.getByRole('heading', { name: 'Your files have arrived' }).waitFor();
    await look(form, `${device}-receipt-plain`);
    await judged.close();
  }

  // A tab that is killed in the middle of an upload, and somebody who comes back.
  {
    const bytes = randomBytes(18 * 1024 * 1024 + 1);
    const name = 'Killed in the middle.bin';
    const path = join(work, name);
    writeFileSync(path, bytes);
    const target = await folder(desk, 'Killed');
    const link = await ask('Long film', target);
    const person = await chromium.launchPersistentContext(join(work, 'profile'), { ...launch, ...DESK });
    const first = await person.newPage();
    await first.goto(`${facts.url}${link}`);
    const session = await person.newCDPSession(first);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 1536 * 1024 });
    await first.locator('#picker').setInputFiles(path);
    await first.waitForFunction((half) => document.querySelector('#overall').value > half, bytes.length / 2, { timeout: 60_000 });
    const dead = new Promise((resolve) => first.once('crash', resolve));
    session.send('Page.crash').catch(() => {});
    await dead;
    const before = await children(target);
    const second = await person.newPage();
    watch(second, 'after the kill');
    await second.goto(`${facts.url}${link}`);
    await second.getByText('Choose this file again').waitFor();
    await look(second, 'desk-come-back');
    let sentAgain = 0;
    second.on('request', (request) => {
      if (request.url().includes('byteOffset')) sentAgain += Number(request.headers()['content-length'] ?? request.postDataBuffer()?.length);
    });
    await second.locator('#picker').setInputFiles(path);
    await second.getByRole('heading', { name: 'Your files have arrived' }).waitFor({ timeout: 60_000 });
    result.killed = {
      before: before.length, size: bytes.length, sentAgain, after: await children(target), md5: md5(bytes),
      remembered: await second.evaluate(() => new Promise((resolve) => {
        indexedDB.open('valise-uploads', 1).onsuccess = (event) => {
          event.target.result.transaction('begun').objectStore('begun').count().onsuccess = (counted) => resolve(counted.target.result);
        };
      })),
    };
    await person.close();
  }
  const nowhere = await bare(links.unknown);
  result.nowhere = {
    status: nowhere.split('\n')[0],
    differing: (await Promise.all([links.expired, '/d/nothing', '/r/nothing', links.unknown.replace('/d/', '/r/'),
      `${links.plain.slice(0, -1)}x`].map(async (path) => [path, await bare(path)])))
      .filter(([, answer]) => answer !== nowhere).map(([path, answer]) => `${path}: ${answer}`),
  };
  result.arrived = await children(inbox);
  console.log(JSON.stringify({ ...result, looks, troubles, violations }));
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
