package valise.hub.instances;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import valise.hub.ids.InstanceId;
import valise.hub.wire.ProviderFailure;
import valise.platform.net.Opened;
import valise.platform.net.RetryAfter;

/// An instance's provider, by its calls. What is no success becomes a [ProviderFailure] with the
/// provider's own status.
public final class ProviderCalls implements valise.hub.elements.Provider {

  /// What is not a file but is longer than this is no answer.
  private static final int LONGEST = 32 << 20;

  private static final int WORDS = 2_000;

  private final Calls calls;
  private final Instance instance;
  private final InstantSource clock;
  // For the first call only: others may come late, when it has been renewed.
  private final AtomicReference<@Nullable Ready> ready;

  public ProviderCalls(Calls calls, Instance instance, InstantSource clock) {
    this(calls, instance, null, clock);
  }

  public ProviderCalls(Calls calls, Ready ready, InstantSource clock) {
    this(calls, ready.instance(), ready, clock);
  }

  private ProviderCalls(
      Calls calls, Instance instance, @Nullable Ready ready, InstantSource clock) {
    this.calls = calls;
    this.instance = instance;
    this.clock = clock;
    this.ready = new AtomicReference<>(ready);
  }

  @Override
  public Answer get(String path) {
    return send(CallRequest.get(path));
  }

  @Override
  public Answer post(String path, String json) {
    return send(CallRequest.of("POST", path).sendingJson(json));
  }

  @Override
  public Answer delete(String path) {
    return send(CallRequest.of("DELETE", path));
  }

  private Answer send(CallRequest request) {
    try (Opened answer = open(request.with("Accept", "application/json"))) {
      byte[] body = answer.body().readNBytes(LONGEST + 1);
      if (body.length > LONGEST) {
        throw ProviderFailure.of(502, "PROVIDER_FAILED", "The provider's answer has no end.");
      }
      String text = new String(body, StandardCharsets.UTF_8);
      if (answer.status() >= 300) {
        throw failure(answer, text);
      }
      return new Answer(answer.status(), answer.header("Date").flatMap(ProviderCalls::date), text);
    } catch (IOException e) {
      throw ProviderFailure.of(502, "PROVIDER_UNREACHABLE", "The provider broke off its answer.");
    }
  }

  private Opened open(CallRequest request) {
    Ready first = ready.getAndSet(null);
    return first == null ? calls.execute(instance, request) : calls.execute(first, request);
  }

  private ProviderFailure failure(Opened answer, String body) {
    int status = answer.status();
    ProviderFailure failure =
        ProviderFailure.of(
                status < 400 ? 502 : status,
                status == 429
                    ? "PROVIDER_TOO_FAST"
                    : status >= 500 || status < 400 ? "PROVIDER_FAILED" : "PROVIDER_REFUSED",
                "The provider answered " + status + ".")
            .saying(body.length() > WORDS ? body.substring(0, WORDS) : body);
    return answer
        .header("Retry-After")
        .flatMap(text -> RetryAfter.parse(text, clock.instant()))
        .map(failure::retryingAfter)
        .orElse(failure);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<InstanceId> instance() {
    return Optional.of(instance.id());
  }

  @Override
  public String configuration(String key) {
    return instance.value(key).orElse("");
  }
}
