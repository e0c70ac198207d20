/// What both products stand on. Knows nothing of files or of the hub.
@org.jspecify.annotations.NullMarked
package valise.platform;
