package valise.hub.mapping;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import valise.hub.wire.ProviderFailure;
import valise.platform.Refusal;
import valise.platform.http.BodyCutException;
import valise.platform.http.IncomingBody;
import valise.platform.http.MalformedPartsException;
import valise.platform.http.Part;
import valise.platform.http.PartReader;

/// A file on its way in: the part of a form that has a file name, or the whole body when it is no
/// form. It is read as it is sent on. When its sender breaks off, the sending on breaks off too,
/// and it is the sender who is told.
public final class Arriving {

  private Arriving() {}

  /// @param size the length that the caller says the file has
  /// @throws Refusal when there is no file, or its sender breaks off
  public static <T> T read(
      HttpServletRequest request, Optional<Long> size, Function<Upload, T> use) {
    try {
      IncomingBody body = IncomingBody.of(request, Long.MAX_VALUE);
      String type = Optional.ofNullable(request.getContentType()).orElse("");
      Optional<Long> atMost =
          body.declared().isPresent() ? Optional.of(body.declared().getAsLong()) : Optional.empty();
      if (!PartReader.reads(type)) {
        OptionalLong length = body.declared().isPresent() ? body.declared() : optional(size);
        return pass(
            body, new About(length, atMost, Optional.empty(), request.getContentType()), use);
      }
      PartReader parts = PartReader.of(type, body);
      for (Optional<Part> part = parts.next(); part.isPresent(); part = parts.next()) {
        if (part.get().filename().isPresent()
            || part.get().name().filter("file"::equals).isPresent()) {
          About about =
              new About(
                  optional(size),
                  atMost,
                  part.get().filename(),
                  part.get().contentType().orElse(null));
          return pass(part.get().body(), about, use);
        }
      }
      throw Refusal.malformed("FILE_MISSING", "The form has no part 'file' with a file name.");
    } catch (MalformedPartsException e) {
      throw Refusal.malformed("BAD_BODY", "The form cannot be read: " + e.getMessage() + ".");
    } catch (BodyCutException e) {
      throw cut(e);
    } catch (IOException e) {
      throw Refusal.malformed("BAD_BODY", "The body cannot be read.");
    }
  }

  /// The whole body as it is, whatever its type.
  ///
  /// @throws Refusal when its sender breaks off
  public static <T> T whole(HttpServletRequest request, Function<Upload, T> use) {
    try {
      IncomingBody body = IncomingBody.of(request, Long.MAX_VALUE);
      About about =
          new About(body.declared(), Optional.empty(), Optional.empty(), request.getContentType());
      return pass(body, about, use);
    } catch (BodyCutException e) {
      throw cut(e);
    } catch (IOException e) {
      throw Refusal.malformed("BAD_BODY", "The body cannot be read.");
    }
  }

  /// @param atMost the file is not longer than this, where that is known
  /// @param name that its sender gave it
  /// @param type that its sender says it is of
  public record Upload(
      Engine.Content content,
      Optional<Long> atMost,
      Optional<String> name,
      Optional<String> type) {}

  private record About(
      OptionalLong length, Optional<Long> atMost, Optional<String> name, @Nullable String type) {}

  private static OptionalLong optional(Optional<Long> size) {
    return size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty();
  }

  private static <T> T pass(InputStream in, About about, Function<Upload, T> use) {
    Watched watched = new Watched(in);
    try {
      return use.apply(
          new Upload(
              new Engine.Content(watched, about.length()),
              about.atMost(),
              about.name(),
              Optional.ofNullable(about.type())));
    } catch (ProviderFailure | UncheckedIOException failure) {
      if (watched.failure != null) {
        throw cut(watched.failure);
      }
      throw failure;
    }
  }

  private static Refusal cut(IOException failure) {
    return failure instanceof BodyCutException cut && cut.how() == BodyCutException.How.TIMED_OUT
        ? Refusal.of(Refusal.Kind.TIMED_OUT, "BODY_CUT", "The body did not come to its end.")
        : Refusal.malformed("BODY_CUT", "The body ended before its end.");
  }

  /// Remembers that it was the sender who failed.
  private static final class Watched extends FilterInputStream {

    private @Nullable IOException failure;

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return super.read(into, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
