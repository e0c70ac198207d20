package valise.files.uploads;

import java.util.Optional;

/// What an upload asked about notices: files of one batch are told of together, after its last.
///
/// @param notifying whether people are told at all, as their folder preferences say
public record Batch(Optional<String> id, boolean last, boolean notifying) {}
