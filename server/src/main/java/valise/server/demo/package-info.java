/// The whole story in a terminal: a change on the file side becomes a signed callback. Everything
/// here goes over HTTP, as any stranger's program would.
@org.jspecify.annotations.NullMarked
package valise.server.demo;
