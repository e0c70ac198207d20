package valise.files.uploads;

/// How a request with bytes, or to finish, ended well.
sealed interface Received {

  /// A chunk is down.
  record Chunk() implements Received {}

  /// The upload is finished.
  ///
  /// @param files the files it made, a JSON array of [FinishedFile]
  record Finished(String files) implements Received {}
}
