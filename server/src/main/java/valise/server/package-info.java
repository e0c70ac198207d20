/// The process: commands, wiring, first start.
@org.jspecify.annotations.NullMarked
package valise.server;
