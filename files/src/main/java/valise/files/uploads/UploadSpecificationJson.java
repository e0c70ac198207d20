package valise.files.uploads;

import valise.files.odata.Shape;

/// The vendor's `UploadSpecification` (sharefile-v3 section 5.2).
public final class UploadSpecificationJson {

  public static final Shape<UploadSpecification> SHAPE =
      Shape.<UploadSpecification>of("UploadSpecification")
          .with("Method", specification -> specification.method().wireName())
          // No known client calls it.
          .with("PrepareUri", specification -> null)
          .with("ChunkUri", UploadSpecification::chunkUri)
          .with("FinishUri", specification -> specification.finishUri().orElse(null))
          .with("ProgressData", specification -> null)
          .with("IsResume", specification -> specification.resume().isPresent())
          .with(
              "ResumeIndex",
              specification ->
                  specification.resume().map(UploadSpecification.Resume::index).orElse(0L))
          .with(
              "ResumeOffset",
              specification ->
                  specification.resume().map(UploadSpecification.Resume::offset).orElse(0L))
          .with(
              "ResumeFileHash",
              specification ->
                  specification.resume().map(UploadSpecification.Resume::md5).orElse(null))
          .with("MaxNumberOfThreads", UploadSpecification::maxThreads)
          .build();

  private UploadSpecificationJson() {}
}
