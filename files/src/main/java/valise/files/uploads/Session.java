package valise.files.uploads;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.platform.blob.BlobId;

/// One upload, as its row tells it.
record Session(UploadId id, UploadTarget target, UploadRequest request, Progress progress) {

  /// What has become of it.
  ///
  /// @param tickets hashes of the secrets that admit to it
  /// @param fileName from the request, or from the first bytes that named one
  /// @param expectedMd5 what a chunk said the whole file hashes to
  /// @param lastIndex the highest chunk number seen; -1 before the first
  /// @param answer what it answered when it was finished, JSON; null while it is open
  record Progress(
      List<String> tickets,
      Optional<String> fileName,
      Optional<BlobId> blob,
      Optional<String> expectedMd5,
      long lastIndex,
      @Nullable String answer,
      Instant createdAt,
      Instant expiresAt) {

    Progress {
      tickets = List.copyOf(tickets);
    }
  }

  boolean finished() {
    return progress.answer() != null;
  }

  /// After a chunk that brought this.
  Session noting(UploadStore.Note note, Instant until) {
    return with(
        new Progress(
            progress.tickets(),
            progress.fileName().or(note::fileName),
            progress.blob(),
            note.wholeMd5().or(progress::expectedMd5),
            Math.max(progress.lastIndex(), note.index()),
            progress.answer(),
            progress.createdAt(),
            until));
  }

  /// With these tickets, and alive for longer.
  Session admitting(List<String> tickets, Instant until) {
    return with(
        new Progress(
            tickets,
            progress.fileName(),
            progress.blob(),
            progress.expectedMd5(),
            progress.lastIndex(),
            progress.answer(),
            progress.createdAt(),
            until));
  }

  /// Finished with this answer.
  Session answering(String answer) {
    return with(
        new Progress(
            progress.tickets(),
            progress.fileName(),
            progress.blob(),
            progress.expectedMd5(),
            progress.lastIndex(),
            answer,
            progress.createdAt(),
            progress.expiresAt()));
  }

  private Session with(Progress changed) {
    return new Session(id, target, request, changed);
  }
}
