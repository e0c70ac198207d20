/// What the server says about itself: one wide JSON line for each request, job and attempt. Start
/// at [valise.platform.watch.Journal]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.platform.watch;
