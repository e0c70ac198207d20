package valise.hub.documents;

/// What something is.
enum Kind {
  FILE,
  FOLDER;

  String article() {
    return this == FILE ? "a file" : "a folder";
  }

  String noun() {
    return this == FILE ? "file" : "folder";
  }
}
