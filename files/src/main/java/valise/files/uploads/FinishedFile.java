package valise.files.uploads;

import valise.files.items.Item;

/// One file of a finished upload, with the vendor's names for its members (sharefile-v3 section
/// 5.6).
///
/// @param size bytes
/// @param md5 lower-case hexadecimal; rclone compares it
record FinishedFile(
    String uploadid,
    String parentid,
    String id,
    String streamid,
    String filename,
    String displayname,
    long size,
    String md5) {

  static FinishedFile of(UploadId upload, Item item) {
    return new FinishedFile(
        upload.value(),
        item.parent().orElseThrow().value(),
        item.id().value(),
        item.stream().value(),
        item.fileName(),
        item.name(),
        item.size(),
        item.content().map(Item.Content::md5).orElse(""));
  }
}
