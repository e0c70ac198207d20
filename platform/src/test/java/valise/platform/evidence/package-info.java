/// How we know that we do as the vendor does. A test that is about compatibility carries one of
/// these marks; COMPATIBILITY.md is printed from them, so each of its lines has a test behind it.
///
/// `area` is the heading of the line, the test's package when left out; `claim` is its text, the
/// test's name when left out. All are literal texts.
@org.jspecify.annotations.NullMarked
package valise.platform.evidence;
