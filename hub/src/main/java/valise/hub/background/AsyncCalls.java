package valise.hub.background;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import valise.hub.delivery.Signer;
import valise.hub.delivery.Subscriptions;
import valise.hub.ids.ElementCaller;
import valise.hub.ids.InstanceId;
import valise.hub.ids.Numbers;
import valise.hub.instances.Instance;
import valise.hub.instances.InstanceListener;
import valise.hub.instances.Instances;
import valise.hub.wire.Background;
import valise.hub.wire.Inside;
import valise.hub.wire.WireJson;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.net.Limits;
import valise.platform.net.Outbound;
import valise.platform.net.OutboundRequest;
import valise.platform.net.Reply;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;

/// Does calls in the background and tells what came of them, in the older form of notifications
/// [docs].
///
/// A call is a row before its caller is answered. It is then said again, to this very process, as
/// it came: so it may what it might at once, and is answered alike. When the process dies in the
/// middle of one, it is done again if that does no harm; otherwise it is told that nobody knows.
@Component
final class AsyncCalls implements Background, InstanceListener {

  private static final String CALLBACK = "Elements-Async-Callback-Url";
  private static final String RUN = "hub.async.run";
  private static final String TELL = "hub.async.tell";

  private static final Pattern BARE = Pattern.compile("[^!#-;=?-\\[\\]_a-z~]");
  private static final int LONGEST_TARGET = 16_000;
  private static final int LONGEST_BODY = 256 << 10;
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int MOST_WAITING = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Database database;
  private final Jobs jobs;
  private final Instances instances;
  private final Subscriptions subscriptions;
  private final Outbound outbound;
  private final Inside inside;
  private final InstantSource clock;
  private final AsyncCallStore store;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  AsyncCalls(
      Database database,
      Jobs jobs,
      Instances instances,
      Subscriptions subscriptions,
      Outbound outbound,
      Inside inside,
      Sealing sealing,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.instances = instances;
    this.subscriptions = subscriptions;
    this.outbound = outbound;
    this.inside = inside;
    this.clock = clock;
    this.store = new AsyncCallStore(sealing);
    jobs.handle(JobQueue.named(RUN), this::run);
    // Some three days, like a notification's.
    jobs.handle(
        JobQueue.named(TELL).withRetries(16, Duration.ofSeconds(4), Duration.ofHours(24)),
        this::tell);
    jobs.every(
        Duration.ofHours(6),
        "hub.async.sweep",
        job ->
            Outcome.did(database.write(tx -> store.removeBefore(tx, clock.instant().minus(KEPT)))));
  }

  // --- taking ------------------------------------------------------------------------------------

  @Override
  public long take(HttpServletRequest request, ElementCaller caller) throws IOException {
    Instance instance = instances.find(caller.caller(), caller.instance());
    URI callback = callback(request, instance);
    String query = request.getQueryString();
    String target = legal(request.getRequestURI() + (query == null ? "" : "?" + query));
    if (target.length() > LONGEST_TARGET) {
      throw Refusal.malformed("BAD_PARAMETER", "The address is too long for the background.");
    }
    Optional<Secret<String>> body = body(request);
    Secret<String> authorization =
        Secret.of(Optional.ofNullable(request.getHeader("Authorization")).orElse(""));
    return database.write(tx -> {
      if (store.waiting(tx.sql(), instance.id()) >= MOST_WAITING) {
        throw Refusal.of(
            Refusal.Kind.TOO_FAST,
            "ASYNC_TOO_MANY",
            "So many calls of this instance wait already: " + MOST_WAITING + ".");
      }
      long id = Numbers.next(tx, "async");
      store.insert(
          tx,
          new AsyncCall(
              id,
              instance.id(),
              request.getMethod(),
              target,
              body,
              authorization,
              callback,
              false,
              Optional.empty()),
          clock.instant());
      jobs.enqueue(tx, RUN, Long.toString(id), "");
      return id;
    });
  }

  /// The server takes letters bare that no address may have, and [URI] does not.
  private static String legal(String target) {
    return BARE.matcher(target)
        .replaceAll(letter -> URLEncoder.encode(letter.group(), StandardCharsets.UTF_8));
  }

  private URI callback(HttpServletRequest request, Instance instance) {
    return Optional.ofNullable(request.getHeader(CALLBACK))
        .or(() -> instance.value(Instance.CALLBACK_URL))
        .map(String::strip)
        .filter(it -> !it.isEmpty())
        .map(subscriptions::callback)
        .orElseThrow(() ->
            Refusal.malformed(
                "ASYNC_WITHOUT_CALLBACK",
                "Nobody could be told what comes of it: give the header %s, or the instance the"
                        .formatted(CALLBACK)
                    + " configuration "
                    + Instance.CALLBACK_URL
                    + "."));
  }

  /// A file would have to be kept whole before its sender is answered, which the hub does with
  /// none.
  private static Optional<Secret<String>> body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
    if (body.length == 0) {
      return Optional.empty();
    }
    String type = Optional.ofNullable(request.getContentType()).orElse("");
    if (!type.startsWith("application/json") || body.length > LONGEST_BODY) {
      throw Refusal.malformed(
          "ASYNC_BODY",
          "In the background only JSON of at most %d KiB can be sent; a file is sent without %s."
              .formatted(LONGEST_BODY >> 10, HEADER));
    }
    return Optional.of(Secret.of(new String(body, StandardCharsets.UTF_8)));
  }

  @Override
  public void created(Tx tx, Instance instance) {}

  @Override
  public void changed(Tx tx, Instance before, Instance after) {}

  @Override
  public void deleted(Tx tx, Instance instance) {
    store.removeOf(tx, instance.id());
  }

  // --- doing -------------------------------------------------------------------------------------

  private Optional<AsyncCall> find(Job job) {
    long id = Long.parseLong(job.key());
    return database.read(sql -> store.find(sql, id));
  }

  private Outcome run(Job job) throws IOException, InterruptedException {
    Optional<AsyncCall> found = find(job);
    if (found.isEmpty() || found.get().result().isPresent()) {
      return Outcome.done();
    }
    AsyncCall call = found.get();
    AsyncCall.Result result;
    if (call.began() && !call.repeatable()) {
      result =
          new AsyncCall.Result(
              500,
              message("The server was stopped during the call; whether it was done is unknown."));
    } else {
      database.write(tx -> {
        store.begin(tx, call.id());
        return call;
      });
      result = perform(call);
    }
    database.write(tx -> {
      store.answer(tx, call.id(), result);
      jobs.enqueue(tx, TELL, job.key(), "");
      job.settle(tx, Outcome.done());
      return call;
    });
    return Outcome.done();
  }

  private static String message(String text) {
    return WireJson.MAPPER.createObjectNode().put("message", text).toString();
  }

  private AsyncCall.Result perform(AsyncCall call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(inside.origin() + call.target()))
            .timeout(PATIENCE)
            .header("Authorization", call.authorization().reveal())
            .method(
                call.method(),
                call.body()
                    .map(body -> BodyPublishers.ofString(body.reveal()))
                    .orElseGet(BodyPublishers::noBody));
    if (call.body().isPresent()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      return new AsyncCall.Result(answer.statusCode(), json(in.readNBytes(LONGEST_ANSWER + 1)));
    }
  }

  /// What cannot be told as JSON, such as a file, is told not to be.
  private static String json(byte[] answer) {
    if (answer.length == 0) {
      return "{}";
    }
    try {
      if (answer.length <= LONGEST_ANSWER) {
        return WireJson.MAPPER.readTree(answer).toString();
      }
    } catch (JacksonException e) {
      // It is a file, or nothing.
    }
    return message("The answer is no JSON, or is too long to be told.");
  }

  // --- telling -----------------------------------------------------------------------------------

  private Outcome tell(Job job) {
    Optional<AsyncCall> found = find(job);
    if (found.flatMap(AsyncCall::result).isEmpty()) {
      return Outcome.done();
    }
    AsyncCall call = found.get();
    OutboundRequest request =
        OutboundRequest.postJson(call.callback(), told(call, call.result().orElseThrow()))
            .with("Elements-Webhook-Id", Long.toString(call.id()));
    byte[] body = request.body();
    Optional<OutboundRequest> signed =
        key(call.instance())
            .map(key ->
                request.with(
                    "Elements-Webhook-Signature",
                    "sha256=" + Signer.plain(key.reveal()).sign(new byte[0], body)));
    Reply reply = outbound.send(signed.orElse(request), Limits.within(Duration.ofSeconds(30)));
    switch (reply) {
      case Reply.Answered answered when answered.successful() || answered.status() == 410 -> {}
      case Reply.Answered answered ->
          throw new IllegalStateException("The callback answered " + answered.status());
      case Reply.Unanswered unanswered -> throw new IllegalStateException(unanswered.message());
    }
    database.write(tx -> {
      store.remove(tx, call.id());
      job.settle(tx, Outcome.done());
      return call;
    });
    return Outcome.done();
  }

  private Optional<Secret<String>> key(InstanceId id) {
    return instances.secret(id, Instance.SIGNATURE_KEY).filter(it -> !it.reveal().isBlank());
  }

  /// The vendor shows the envelope with an event in it; here the answer takes its place, with its
  /// status beside it.
  private static String told(AsyncCall call, AsyncCall.Result result) {
    JsonNode answer = WireJson.MAPPER.readTree(result.answer());
    ObjectNode told = WireJson.MAPPER.createObjectNode();
    told.put("eventId", call.id());
    told.put("instanceId", call.instance().value());
    told.set("response", answer);
    told.put("notificationId", call.id());
    told.put("status", result.status());
    return told.toString();
  }
}
