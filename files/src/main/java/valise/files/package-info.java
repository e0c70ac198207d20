/// The ShareFile-compatible side. One package per feature.
@org.jspecify.annotations.NullMarked
package valise.files;
