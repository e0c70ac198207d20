/// ZIP archives that are computed, never built. Start at [valise.platform.zip.ZipLayout]: it knows
/// an archive's length and any part of it from the metadata of its entries alone. No table is ours.
@org.jspecify.annotations.NullMarked
package valise.platform.zip;
