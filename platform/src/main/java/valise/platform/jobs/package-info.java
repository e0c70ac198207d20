/// Durable timers and queues: work that outlives the process that asked for it. Start at
/// [valise.platform.jobs.Jobs]. Our table is `job`.
@org.jspecify.annotations.NullMarked
package valise.platform.jobs;
