// A durable queue on PostgreSQL that does what a hub's delivery does: keeps each event until a
// receiver has taken it, and posts it with one signature. Settings are those its documentation
// names for throughput. Usage: node graphile.js DATABASE_URL SINK_URL EVENTS WARM
"use strict";
const http = require("node:http");
const { createHmac } = require("node:crypto");
const { once } = require("node:events");
const readline = require("node:readline");
const { Pool } = require("pg");
const { makeWorkerUtils, run } = require("graphile-worker");

const [url, sink, events, warm] = process.argv.slice(2);
const CONCURRENCY = 24;
const PAGE = 100;
const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY });
const logger = new (require("@graphile/logger").Logger)(() => () => {});
const lines = readline.createInterface({ input: process.stdin });

function post(body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      sink,
      {
        method: "POST",
        agent,
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          "Elements-Webhook-Signature": "sha256=" + createHmac("sha256", "123456").update(body).digest("base64"),
        },
      },
      (response) => {
        response.resume();
        response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error("status"))));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

// What is measured outside, the store's processes, is read while this waits.
async function mark(what, count, from) {
  const cpu = process.cpuUsage(from.cpu);
  const seconds = Number(process.hrtime.bigint() - from.time) / 1e9;
  console.log(JSON.stringify({ what, count, seconds, micros: cpu.user + cpu.system }));
  await once(lines, "line");
}

const now = () => ({ time: process.hrtime.bigint(), cpu: process.cpuUsage() });

async function measure(pool, utils, count, tell) {
  let from = now();
  for (let i = 0; i < count; i += PAGE) {
    await utils.addJobs(
      Array.from({ length: PAGE }, (_, j) => ({
        identifier: "deliver",
        payload: {
          Id: "fi" + (i + j), Name: `report ${i + j}.pdf`, FileName: `report ${i + j}.pdf`, CreatorNameShort: "J. Doe",
          CreationDate: "2026-01-15T10:00:00.000Z", FileSizeBytes: 123456, Hash: "d41d8cd98f00b204e9800998ecf8427e",
          Parent: { Id: "fo123456-7890-1234-5678-901234567890" }, "odata.type": "ShareFile.Api.Models.File",
        },
      })),
    );
  }
  if (tell) await mark("recorded", count, from);
  from = now();
  const runner = await run({
    pgPool: pool,
    noHandleSignals: true,
    logger,
    taskList: { deliver: (payload) => post(JSON.stringify(payload)) },
    preset: {
      worker: { concurrentJobs: CONCURRENCY, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  });
  for (let left = count; left > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = Number((await pool.query("select count(*) from graphile_worker._private_jobs")).rows[0].count);
  }
  if (tell) await mark("delivered", count, from);
  await runner.stop();
}

async function main() {
  const pool = new Pool({ connectionString: url, max: CONCURRENCY });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  await measure(pool, utils, Number(warm), false);
  await mark("warm", 0, now());
  await measure(pool, utils, Number(events), true);
  await utils.release();
  await pool.end();
  process.exit(0);
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
