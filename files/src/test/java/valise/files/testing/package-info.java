/// What the tests of several features share: a clock that is moved by hand, people to act as, and a
/// whole server over real HTTP. Start at [valise.files.testing.FilesServer].
@org.jspecify.annotations.NullMarked
package valise.files.testing;
