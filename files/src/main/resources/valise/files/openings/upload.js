// Hands in files, a few chunks at a time, over the same addresses as any client of the API. Goes on
// after a pause, a cut connection, a reload or a closed window.

// What is under way when the connection breaks is lost, so a chunk is as long as a second or so lasts.
const FIRST_CHUNK = 512 * 1024;
const SMALLEST_CHUNK = 128 * 1024;
const LARGEST_CHUNK = 8 * 1024 * 1024;
const MOST_THREADS = 3;
const LONGEST_WAIT = 30_000;

const $ = (id) => document.getElementById(id);
const better = $('better');
const page = better.dataset.page;

// --- MD5 -----------------------------------------------------------------------------------------

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));

/** MD5 of bytes that come in pieces; browsers bring none. The server checks each chunk by it. */
class Md5 {
  #state = Int32Array.of(0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476);
  #words = new Int32Array(16);
  #rest = new Uint8Array(64);
  #kept = 0;
  #length = 0;

  update(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#kept > 0) {
      at = Math.min(64 - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#kept);
      this.#kept += at;
      if (this.#kept < 64) return this;
      this.#block(this.#rest, 0);
      this.#kept = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#block(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#kept = bytes.length - at;
    return this;
  }

  hex() {
    const bits = this.#length * 8;
    const end = new Uint8Array(((this.#kept + 8) >> 6) * 64 + 64 - this.#kept);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, bits >>> 0, true);
    view.setUint32(end.length - 4, Math.floor(bits / 2 ** 32), true);
    this.update(end);
    return [...new Uint8Array(this.#state.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #block(bytes, at) {
    const words = this.#words;
    for (let i = 0, p = at; i < 16; i++, p += 4) {
      words[i] = bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24);
    }
    let [a, b, c, d] = this.#state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let mixed;
      let word;
      if (round === 0) { mixed = (b & c) | (~b & d); word = i; }
      else if (round === 1) { mixed = (d & b) | (~d & c); word = (5 * i + 1) & 15; }
      else if (round === 2) { mixed = b ^ c ^ d; word = (3 * i + 5) & 15; }
      else { mixed = c ^ (b | ~d); word = (7 * i) & 15; }
      const sum = (a + mixed + SINES[i] + words[word]) | 0;
      const shift = SHIFTS[round * 4 + (i & 3)];
      a = d; d = c; c = b;
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
    }
    this.#state[0] += a; this.#state[1] += b; this.#state[2] += c; this.#state[3] += d;
  }
}

// --- what this browser has begun -----------------------------------------------------------------

/** Remembers unfinished files, so that a later visit can go on with them. Without a database: nothing. */
const memory = {
  open: new Promise((resolve) => {
    try {
      const opening = indexedDB.open('valise-uploads', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('begun', { keyPath: 'key' });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  }),
  async do(mode, work) {
    const database = await memory.open;
    if (!database) return undefined;
    return new Promise((resolve) => {
      try {
        const request = work(database.transaction('begun', mode).objectStore('begun'));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  },
  all: async () => ((await memory.do('readonly', (begun) => begun.getAll())) ?? []).filter((it) => it.page === page),
  keep: (it) => memory.do('readwrite', (begun) => begun.put(it)),
  forget: (key) => memory.do('readwrite', (begun) => begun.delete(key)),
};

// --- words ---------------------------------------------------------------------------------------

function size(bytes) {
  if (bytes < 1024) return `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  do { value /= 1024; unit++; } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

const percent = (part, whole) => `${whole ? Math.floor((100 * part) / whole) : 100}%`;

function say(text) {
  $('said').textContent = text;
}

// --- asking the server ---------------------------------------------------------------------------

/** The server said no, and asking again will not help. */
class Refused extends Error {}
/** The server no longer knows the upload. */
class Forgotten extends Error {}
/** The visitor paused. */
class Stopped extends Error {}

/** Waits, but not longer than until the connection is back. */
function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); removeEventListener('online', end); signal.removeEventListener('abort', stop); resolve(); };
    const stop = () => { end(); reject(new Stopped()); };
    const timer = setTimeout(end, millis);
    addEventListener('online', end);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}

/** One request, again and again while only the connection or the server's load is in the way. */
async function persist(send, signal, onWait) {
  for (let wait = 1000; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (signal.aborted) throw new Stopped();
    const reply = await send();
    if (signal.aborted) throw new Stopped();
    if (reply.status >= 200 && reply.status < 300 && reply.json) {
      onWait(false);
      return reply.json;
    }
    if (reply.json?.errorCode === 605) throw new Forgotten();
    const hopeless = reply.status >= 400 && reply.status < 500 && ![408, 425, 429].includes(reply.status)
      && !(reply.json?.errorMessage ?? '').includes('cut');
    if (hopeless || reply.status === 507) {
      throw new Refused(reply.json?.errorMessage ?? reply.json?.message?.value
        ?? 'This page has expired. Reload it and choose the files again.');
    }
    onWait(true);
    await pause(Math.max(wait, 1000 * (reply.retryAfter ?? 0)), signal);
  }
}

function request(method, url, body, headers, signal, onProgress) {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open(method, url);
    Object.entries(headers).forEach(([name, value]) => xhr.setRequestHeader(name, value));
    if (onProgress) xhr.upload.onprogress = (event) => onProgress(event.loaded);
    xhr.timeout = 10 * 60_000;
    xhr.onloadend = () => {
      signal.removeEventListener('abort', abort);
      let json;
      try { json = JSON.parse(xhr.responseText); } catch { json = undefined; }
      resolve({ status: xhr.status, json, retryAfter: Number(xhr.getResponseHeader('Retry-After')) || 0 });
    };
    signal.addEventListener('abort', abort);
    xhr.send(body);
    if (signal.aborted) xhr.abort();
  });
}

// --- one file ------------------------------------------------------------------------------------

const items = [];
let chunk = FIRST_CHUNK;

class Item {
  state = 'waiting';
  sent = 0;
  problem = '';
  waiting = false;

  constructor(known) {
    Object.assign(this, known);
    this.key = JSON.stringify([page, this.name, this.size, this.modified, this.folder]);
    this.element = $('row').content.firstElementChild.cloneNode(true);
    this.element.querySelector('bdi').textContent = this.folder ? `${this.folder}/${this.name}` : this.name;
    this.bar = this.element.querySelector('progress');
    this.bar.setAttribute('aria-label', this.name);
    this.goButton = this.element.querySelector('.go');
    this.removeButton = this.element.querySelector('.remove');
    for (const button of [this.goButton, this.removeButton]) {
      button.insertAdjacentHTML('beforeend', '<span class="unseen"> <bdi></bdi></span>');
      button.querySelector('bdi').textContent = this.name;
    }
    this.goButton.addEventListener('click', () => this.goOn());
    this.removeButton.addEventListener('click', () => this.remove());
    $('rows').append(this.element);
    this.show();
  }

  show() {
    const words = {
      waiting: () => `${size(this.size)}, waiting`,
      checking: () => `${size(this.size)}, looking for where it stopped`,
      sending: () => this.waiting
        ? `${percent(this.sent, this.size)} of ${size(this.size)}, waiting for the connection`
        : `${percent(this.sent, this.size)} of ${size(this.size)}`,
      paused: () => `${percent(this.sent, this.size)} of ${size(this.size)}, paused`,
      lost: () => this.handle
        ? `${size(this.size)}, not finished`
        : `${size(this.size)}, not finished. Choose this file again to go on where it stopped.`,
      failed: () => this.problem,
      done: () => `${size(this.size)}, arrived`,
    };
    this.element.dataset.state = this.state;
    this.element.querySelector('.state').textContent = words[this.state]();
    this.bar.max = Math.max(this.size, 1);
    this.bar.value = this.state === 'done' ? this.bar.max : this.sent;
    this.goButton.firstChild.textContent = this.state === 'failed' ? 'Try again' : 'Continue';
    this.goButton.hidden = !['lost', 'failed'].includes(this.state);
    this.removeButton.hidden = this.state === 'done';
    showOverall();
  }

  become(state) {
    this.state = state;
    this.show();
  }

  async goOn() {
    if (this.state === 'lost' && !this.file) {
      if (!this.handle) {
        $('picker').click();
        return;
      }
      try {
        if ((await this.handle.requestPermission({ mode: 'read' })) !== 'granted') return;
        this.file = await this.handle.getFile();
      } catch {
        this.handle = undefined;
        this.show();
        return;
      }
    }
    this.become('waiting');
    work();
  }

  async remove() {
    this.stop?.abort();
    items.splice(items.indexOf(this), 1);
    this.element.remove();
    await memory.forget(this.key);
    showOverall();
    work();
  }

  /** Sends what is missing. */
  async send(last) {
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.batch ??= batch;
    await memory.keep({
      key: this.key, page, name: this.name, size: this.size, modified: this.modified, folder: this.folder,
      batch: this.batch, handle: this.handle,
    }).catch(() => {});
    for (;;) {
      try {
        const answer = await this.attempt(last, signal);
        await memory.forget(this.key);
        this.answer = answer.value[0];
        this.become('done');
        return;
      } catch (trouble) {
        if (trouble instanceof Forgotten) {
          this.resume = false;
          continue;
        }
        if (trouble instanceof Stopped) {
          if (items.includes(this)) this.become('paused');
          return;
        }
        this.problem = trouble instanceof Refused ? trouble.message : 'This file cannot be read any more. Choose it again.';
        this.become('failed');
        say(`${this.name}: ${this.problem}`);
        return;
      }
    }
  }

  async attempt(last, signal) {
    this.become(this.resume ? 'checking' : 'sending');
    let upload = await this.open(this.resume, last, signal);
    let from = 0;
    if (upload.IsResume) {
      if ((await this.prefix(upload.ResumeOffset, signal)) === upload.ResumeFileHash) from = upload.ResumeOffset;
      else upload = await this.open(false, last, signal);
    }
    this.resume = true;
    this.sent = from;
    this.become('sending');
    await this.chunks(upload, from, signal);
    return persist(
      () => request('POST', `${upload.FinishUri}&fmt=json&forceunique=true`, null, {}, signal),
      signal, (waiting) => this.wait(waiting));
  }

  open(resume, last, signal) {
    const wish = JSON.stringify({
      name: this.name, size: this.size, folder: this.folder, batch: this.batch, last, resume,
      modified: this.modified ? new Date(this.modified).toISOString() : null,
    });
    const headers = { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': better.dataset.csrf };
    return persist(
      () => request('POST', `${page}/uploads`, wish, headers, signal), signal, (waiting) => this.wait(waiting));
  }

  /** The MD5 of the first bytes, to be sure that it is still the same file. */
  async prefix(length, signal) {
    const hash = new Md5();
    const step = 1024 * 1024;
    for (let at = 0; at < length; at += step) {
      if (signal.aborted) throw new Stopped();
      hash.update(new Uint8Array(await this.file.slice(at, Math.min(at + step, length)).arrayBuffer()));
      this.sent = Math.min(at + step, length);
      this.show();
    }
    return hash.hex();
  }

  async chunks(upload, from, signal) {
    let next = from;
    let index = upload.IsResume ? upload.ResumeIndex + 1 : 0;
    let done = from;
    const underWay = new Map();
    const progress = () => {
      this.sent = Math.min(this.size, done + [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0));
      this.show();
    };
    const failure = new AbortController();
    const stop = () => failure.abort();
    signal.addEventListener('abort', stop);
    const lane = async () => {
      while (next < this.size || (this.size === 0 && index === 0)) {
        const offset = next;
        const own = index++;
        next = Math.min(offset + chunk, this.size);
        const length = next - offset;
        const bytes = new Uint8Array(await this.file.slice(offset, offset + length).arrayBuffer());
        if (bytes.length !== length) throw new Error('the file has changed');
        const hash = new Md5().update(bytes).hex();
        const began = performance.now();
        const url = `${upload.ChunkUri}&index=${own}&byteOffset=${offset}&hash=${hash}&fmt=json`;
        await persist(
          () => request('POST', url, bytes, { 'Content-Type': 'application/octet-stream' }, failure.signal, (loaded) => {
            underWay.set(own, Math.min(loaded, bytes.length));
            progress();
          }),
          failure.signal, (waiting) => this.wait(waiting));
        const took = performance.now() - began;
        if (took < 1000) chunk = Math.min(2 * chunk, LARGEST_CHUNK);
        else if (took > 4000) chunk = Math.max(chunk / 2, SMALLEST_CHUNK);
        underWay.delete(own);
        done += bytes.length;
        progress();
      }
    };
    const threads = Math.max(1, Math.min(MOST_THREADS, upload.MaxNumberOfThreads));
    try {
      await Promise.all(Array.from({ length: threads }, () => lane().catch((trouble) => {
        failure.abort();
        throw trouble;
      })));
    } catch (trouble) {
      if (signal.aborted) throw new Stopped();
      throw trouble;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  wait(waiting) {
    if (waiting !== this.waiting) {
      this.waiting = waiting;
      this.show();
      if (waiting) say('Waiting for the connection.');
    }
  }
}

// --- all of them ---------------------------------------------------------------------------------

let batch = newBatch();
let working = false;
let paused = false;
let saidTenths = 0;

function newBatch() {
  return `web-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

async function work() {
  if (working) return;
  working = true;
  try {
    while (!paused) {
      const waiting = items.filter((item) => item.state === 'waiting');
      if (waiting.length === 0) break;
      await waiting[0].send(waiting.length === 1);
    }
    if (items.length > 0 && !paused && items.every((item) => item.state === 'done')) finished();
  } finally {
    working = false;
    showOverall();
  }
}

function finished() {
  for (const item of items) {
    const line = $('arrived').content.firstElementChild.cloneNode(true);
    line.querySelector('bdi').textContent = item.name;
    line.querySelector('.size').textContent = size(item.answer.size);
    line.querySelector('code').textContent = item.answer.md5;
    $('received').append(line);
    item.element.remove();
  }
  const count = items.length;
  items.length = 0;
  batch = newBatch();
  saidTenths = 0;
  $('receipt').hidden = false;
  showOverall();
  say(`${count} file${count === 1 ? '' : 's'} arrived.`);
  $('receipt-title').focus();
}

function showOverall() {
  const whole = items.reduce((sum, item) => sum + item.size, 0);
  const part = items.reduce((sum, item) => sum + (item.state === 'done' ? item.size : item.sent), 0);
  const done = items.filter((item) => item.state === 'done').length;
  const open = items.some((item) => ['waiting', 'checking', 'sending', 'paused'].includes(item.state));
  $('work').hidden = items.length === 0;
  $('overall').max = Math.max(whole, 1);
  $('overall').value = part;
  $('work-title').textContent = paused ? 'Paused' : working ? 'Sending' : 'Not finished';
  $('overall-text').textContent = `${done} of ${items.length} file${items.length === 1 ? '' : 's'}, ${size(part)} of ${size(whole)}`;
  $('pause-all').hidden = !open;
  $('pause-all').textContent = paused ? 'Continue' : 'Pause';
  const tenths = whole ? Math.floor((10 * part) / whole) : 0;
  if (working && tenths > saidTenths && tenths < 10) {
    saidTenths = tenths;
    say(`${tenths * 10}% sent.`);
  }
}

function add(files) {
  $('receipt').hidden = true;
  $('received').replaceChildren();
  for (const { file, handle, folder = '' } of files) {
    const same = items.find((item) => item.name === file.name && item.size === file.size
      && item.modified === file.lastModified && (item.folder === folder || item.state === 'lost'));
    if (!same) {
      items.push(new Item({ file, handle, folder, name: file.name, size: file.size, modified: file.lastModified }));
    } else if (!same.file) {
      same.file = file;
      same.handle = handle;
      same.become('waiting');
    }
  }
  showOverall();
  work();
}

const folderOf = (path) => path.split('/').slice(0, -1).filter(Boolean).join('/');

async function choose() {
  if (!globalThis.showOpenFilePicker) {
    $('picker').click();
    return;
  }
  try {
    const handles = await showOpenFilePicker({ multiple: true });
    add(await Promise.all(handles.map(async (handle) => ({ handle, file: await handle.getFile() }))));
  } catch (trouble) {
    if (trouble.name !== 'AbortError') $('picker').click();
  }
}

async function filesOf(entry, folder) {
  if (entry.isFile) {
    return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), folder }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A reader gives a hundred at a time, and none at the end.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    for (const each of some) found.push(...await filesOf(each, folder ? `${folder}/${entry.name}` : entry.name));
  }
  return found;
}

async function dropped(transfer) {
  const parts = [...transfer.items].filter((item) => item.kind === 'file').map((item) => ({
    file: item.getAsFile(),
    entry: item.webkitGetAsEntry?.(),
    handle: item.getAsFileSystemHandle?.().catch(() => undefined),
  }));
  const files = [];
  for (const { file, entry, handle } of parts) {
    if (entry?.isDirectory) files.push(...await filesOf(entry, ''));
    else if (file) files.push({ file, handle: await handle });
  }
  add(files);
}

$('choose').addEventListener('click', choose);
$('choose-folder').addEventListener('click', () => $('folder-picker').click());
for (const picker of [$('picker'), $('folder-picker')]) {
  picker.addEventListener('change', () => {
    add([...picker.files].map((file) => ({ file, folder: folderOf(file.webkitRelativePath ?? '') })));
    picker.value = '';
  });
}
$('choose-folder').hidden = !('webkitdirectory' in $('folder-picker'));
$('pause-all').addEventListener('click', () => {
  paused = !paused;
  if (paused) items.forEach((item) => item.stop?.abort());
  else {
    items.filter((item) => item.state === 'paused').forEach((item) => item.become('waiting'));
    work();
  }
  say(paused ? 'Paused.' : 'Going on.');
  showOverall();
});

for (const type of ['dragenter', 'dragover']) {
  addEventListener(type, (event) => {
    event.preventDefault();
    $('drop').classList.add('over');
  });
}
addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) $('drop').classList.remove('over');
});
addEventListener('drop', (event) => {
  event.preventDefault();
  $('drop').classList.remove('over');
  dropped(event.dataTransfer);
});
addEventListener('beforeunload', (event) => {
  if (working) event.preventDefault();
});

$('plain').remove();
better.hidden = false;
for (const begun of await memory.all()) {
  items.push(Object.assign(new Item(begun), { state: 'lost', resume: true }));
  items.at(-1).show();
}
