package valise.files.metadata;

import valise.files.ids.StreamId;

/// One name and its value.
///
/// @param id a GUID that the entry keeps for life; the vendor's `metaid`
record Entry(StreamId stream, String id, String name, String content, boolean isPublic) {}
