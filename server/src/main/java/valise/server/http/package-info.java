/// What surrounds every request: its line in the log, the answer when nothing else answers, health
/// and metrics. Start at [valise.server.http.RequestLines]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.server.http;
