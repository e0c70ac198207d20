package valise.files.items;

import java.time.Instant;
import valise.platform.json.Field;

/// What a PATCH changes. Absent fields stay as they are; `null` clears what can be empty.
///
/// @param parent the folder it moves to: an id or a special name
/// @param overwrite replace a file of the same name in the target folder; it goes to the recycle
///   bin
/// @param freeName take the next free name instead of conflicting
public record ItemChange(
    Field<String> name,
    Field<String> fileName,
    Field<String> description,
    Field<Instant> expiresAt,
    Field<Instant> clientCreatedAt,
    Field<Instant> clientModifiedAt,
    Field<String> parent,
    Field<String> uri,
    boolean overwrite,
    boolean freeName) {}
