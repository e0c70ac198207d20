/// What the operator may set: one record for each concern. Start at
/// [valise.server.settings.AllSettings]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.server.settings;
