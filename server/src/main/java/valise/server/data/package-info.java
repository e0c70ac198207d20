/// The data folder: who may use it, and what the first start puts into it. Start at
/// [valise.server.data.DataFolder]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.server.data;
