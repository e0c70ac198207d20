/// The running server: what is wired to what, started and stopped in order. Start at
/// [valise.server.serve.Server]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.server.serve;
