/// JSON that arrives from strangers. Start at [valise.platform.json.Field] for PATCH bodies and at
/// [valise.platform.json.Json] for the mapper.
@org.jspecify.annotations.NullMarked
package valise.platform.json;
