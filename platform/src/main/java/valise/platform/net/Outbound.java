package valise.platform.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// HTTP out to strangers.
///
/// What a stranger names is reached only if the operator's [Reach] permits, at the very address
/// that was checked. What a stranger answers costs no more time and memory than [Limits] say: a
/// receiver that sends one byte a second is hung up on at the deadline like one that sends none. No
/// cookies, no credentials, no decompression, no retries, no proxies of the environment, and no
/// redirects but those asked for, each checked like the first address.
///
/// Blocking; safe for any number of threads.
public final class Outbound implements AutoCloseable {

  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_PER_PLACE = 32;
  private static final TimeValue KEPT_IDLE = TimeValue.ofSeconds(20);

  private final Reach reach;
  private final PatientLookup lookup;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  /// `agent` is how we call ourselves.
  public Outbound(Reach reach, String agent) {
    this(reach, agent, InetAddress::getAllByName, proxy -> new Socket(Proxy.NO_PROXY));
  }

  /// With another look at names and other sockets, for tests of what is decided.
  Outbound(Reach reach, String agent, Lookup names, DetachedSocketFactory sockets) {
    this.reach = reach;
    this.lookup = new PatientLookup(names);
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections(new GuardedResolver(reach, lookup), sockets))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setProtocolUpgradeEnabled(false)
                    .setExpectContinueEnabled(false)
                    .build())
            .setUserAgent(agent)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .evictIdleConnections(KEPT_IDLE)
            .build();
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbound-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  private static PoolingHttpClientConnectionManager connections(
      GuardedResolver resolver, DetachedSocketFactory sockets) {
    TlsSocketStrategy tls = DefaultClientTlsStrategy.createDefault();
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                sockets,
                null,
                resolver,
                RegistryBuilder.<TlsSocketStrategy>create()
                    .register(URIScheme.HTTPS.id, tls)
                    .build()),
            PoolConcurrencyPolicy.STRICT,
            PoolReusePolicy.LIFO,
            TimeValue.ofMinutes(5),
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16_384).build())
                .build());
    connections.setMaxTotal(MOST_CONNECTIONS);
    connections.setDefaultMaxPerRoute(MOST_PER_PLACE);
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(CONNECT_PATIENCE))
            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
            .build());
    return connections;
  }

  /// Why `uri` can never be asked, as far as its text tells. For refusing an address when it is
  /// given rather than when it is used; a name is looked up only then.
  public Optional<Reply.Refused> objection(URI uri) {
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return bad("The address must begin with https:// or http://.");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      return bad("The address must name a host.");
    }
    if (uri.getRawUserInfo() != null) {
      return bad("The address must not hold a user's name or password.");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return bad("The address must have a port from 1 to 65535.");
    }
    if (host.contains("%")) {
      return bad("The address must not name a network interface.");
    }
    return literals(host).stream().allMatch(reach::permits)
        ? Optional.empty()
        : Optional.of(
            new Reply.Refused(
                Reply.Reason.OUT_OF_REACH,
                "'" + host + "' lies in a network that may not be reached."));
  }

  private static Optional<Reply.Refused> bad(String message) {
    return Optional.of(new Reply.Refused(Reply.Reason.BAD_ADDRESS, message));
  }

  /// The addresses that `host` is without being looked up, in any of the forms that resolvers take:
  /// `127.0.0.1`, `127.1`, `2130706433`, `0x7f.1`, `[::1]`, `localhost` (RFC 6761). There are two
  /// when it is not the same to everybody: to some `010.0.0.1` is `8.0.0.1`.
  private static List<InetAddress> literals(String host) {
    String bare = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (bare.equals("localhost") || bare.endsWith(".localhost")) {
      return List.of(InetAddress.getLoopbackAddress());
    }
    String inner = bare.startsWith("[") ? bare.substring(1, bare.length() - 1) : bare;
    List<InetAddress> read = new ArrayList<>();
    try {
      read.add(InetAddress.ofLiteral(inner));
    } catch (IllegalArgumentException e) {
      // Not in the usual form.
    }
    try {
      read.add(Inet4Address.ofPosixLiteral(inner));
    } catch (IllegalArgumentException e) {
      // Nor in the other: a name.
    }
    return read;
  }

  /// Asks, and comes back within the deadline whatever happens.
  public Reply send(OutboundRequest first, Limits limits) {
    long end = System.nanoTime() + limits.deadline().toNanos();
    OutboundRequest request = first;
    for (int hop = 0; ; hop++) {
      Optional<Reply.Refused> objection = objection(request.uri());
      if (objection.isPresent()) {
        return objection.get();
      }
      Reply reply = exchange(request, limits, end);
      Optional<URI> next =
          limits.redirects() > 0 && reply instanceof Reply.Answered answered
              ? target(request.uri(), answered.status(), answered.header("Location"))
              : Optional.empty();
      if (next.isEmpty()) {
        return reply;
      }
      if (hop == limits.redirects()) {
        return tooManyRedirects(limits.redirects());
      }
      request = request.redirected(((Reply.Answered) reply).status(), next.get());
    }
  }

  private static Reply.Refused tooManyRedirects(int followed) {
    return new Reply.Refused(
        Reply.Reason.TOO_MANY_REDIRECTS, "More than " + followed + " redirects were sent.");
  }

  /// Where an answer sends us. A target that is no address at all is handed back as it came.
  private static Optional<URI> target(URI from, int status, Optional<String> location) {
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          location.flatMap(there -> {
            try {
              return Optional.of(from.resolve(there));
            } catch (IllegalArgumentException e) {
              return Optional.empty();
            }
          });
      default -> Optional.empty();
    };
  }

  /// Asks with a body that is too long to hold, or for one, or both. Comes back when the head of
  /// the answer is there, or it is clear that there will be none. A request with a streamed body is
  /// not redirected.
  ///
  /// @param body none: the request's own bytes are sent
  /// @throws UncheckedIOException when `body` itself cannot be read
  public Opening open(OutboundRequest first, Optional<StreamedBody> body, Patience patience) {
    long end = System.nanoTime() + patience.whole().toNanos();
    OutboundRequest request = first;
    for (int hop = 0; ; hop++) {
      Optional<Reply.Refused> objection = objection(request.uri());
      if (objection.isPresent()) {
        return objection.get();
      }
      Opening opening = openOnce(request, body, patience, end);
      if (!(opening instanceof Opened opened) || patience.redirects() == 0 || body.isPresent()) {
        return opening;
      }
      Optional<URI> next = target(request.uri(), opened.status(), opened.header("Location"));
      if (next.isEmpty()) {
        return opened;
      }
      opened.close();
      if (hop == patience.redirects()) {
        return tooManyRedirects(patience.redirects());
      }
      request = request.redirected(opened.status(), next.get());
    }
  }

  private Opening openOnce(
      OutboundRequest asked, Optional<StreamedBody> body, Patience patience, long end) {
    HttpUriRequestBase request = request(asked, Timeout.of(patience.silence()));
    Optional<WatchedBody> sent = body.map(it -> new WatchedBody(it.bytes(), request::cancel));
    body.ifPresent(it ->
        request.setEntity(
            new InputStreamEntity(
                sent.orElseThrow(),
                it.length().orElse(-1),
                it.contentType().map(ContentType::parse).orElse(null))));
    ScheduledFuture<?> deadline =
        deadlines.schedule(request::cancel, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    Optional<ScheduledFuture<?>> stall = sent.map(it -> hangUpWhenStalled(request, it, patience));
    boolean open = false;
    try {
      ClassicHttpResponse response =
          ScopedValue.where(PatientLookup.END, end)
              .call(() -> client.executeOpen(null, request, null));
      Opened opened =
          new Opened(
              response.getCode(),
              headers(response),
              content(response),
              () -> {
                deadline.cancel(false);
                request.cancel();
                close(response);
              });
      open = true;
      return opened;
    } catch (IOException e) {
      Optional<IOException> broken = sent.flatMap(WatchedBody::broken);
      if (broken.isPresent()) {
        throw new UncheckedIOException(broken.get());
      }
      boolean late =
          System.nanoTime() - end >= 0
              || sent.filter(it -> stalled(it, patience)).isPresent() && request.isCancelled();
      return late
          ? new Reply.Failed(Reply.Kind.TIMED_OUT, "The other side took too long.")
          : failed(e);
    } finally {
      stall.ifPresent(it -> it.cancel(false));
      if (!open) {
        deadline.cancel(false);
      }
    }
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  private ScheduledFuture<?> hangUpWhenStalled(
      HttpUriRequestBase request, WatchedBody body, Patience patience) {
    long often = Math.max(1, patience.silence().toNanos() / 4);
    return deadlines.scheduleWithFixedDelay(
        () -> {
          if (stalled(body, patience)) {
            request.cancel();
          }
        },
        often,
        often,
        TimeUnit.NANOSECONDS);
  }

  private static boolean stalled(WatchedBody body, Patience patience) {
    return System.nanoTime() - body.moved() > patience.silence().toNanos();
  }

  private Reply exchange(OutboundRequest asked, Limits limits, long end) {
    long left = end - System.nanoTime();
    if (left <= 0) {
      return timedOut(limits);
    }
    HttpUriRequestBase request = request(asked, Timeout.ofNanoseconds(left));
    ScheduledFuture<?> deadline = deadlines.schedule(request::cancel, left, TimeUnit.NANOSECONDS);
    HttpClientContext context = HttpClientContext.create();
    try {
      // The client looks the name up on this thread, and no later than this.
      ClassicHttpResponse response =
          ScopedValue.where(PatientLookup.END, end)
              .call(() -> client.executeOpen(null, request, context));
      try {
        return answered(request, response, limits, inside(context));
      } finally {
        close(response);
      }
    } catch (IOException e) {
      return System.nanoTime() - end >= 0 ? timedOut(limits) : failed(e);
    } finally {
      deadline.cancel(false);
    }
  }

  private static HttpUriRequestBase request(OutboundRequest asked, Timeout left) {
    HttpUriRequestBase request = new HttpUriRequestBase(asked.method(), asked.uri());
    asked.headers().forEach(header -> request.addHeader(header.name(), header.value()));
    if (asked.body().length > 0 || asked.contentType().isPresent()) {
      request.setEntity(
          new ByteArrayEntity(
              asked.body(), asked.contentType().map(ContentType::parse).orElse(null)));
    }
    request.setConfig(
        RequestConfig.custom()
            .setProtocolUpgradeEnabled(false)
            .setConnectionRequestTimeout(left)
            .setResponseTimeout(left)
            .build());
    return request;
  }

  private static List<Header> headers(ClassicHttpResponse response) {
    return Arrays.stream(response.getHeaders())
        .map(header -> Header.received(header.getName(), header.getValue()))
        .toList();
  }

  private static Reply answered(
      HttpUriRequestBase request, ClassicHttpResponse response, Limits limits, boolean inside)
      throws IOException {
    List<Header> headers = headers(response);
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new Reply.Answered(response.getCode(), headers, new byte[0], false, inside);
    }
    InputStream in = entity.getContent();
    byte[] body = in.readNBytes(limits.maxBytes());
    boolean cut = in.read() >= 0;
    if (cut) {
      // Hung up on: closing would first read all the rest, however much that is.
      request.cancel();
    }
    return new Reply.Answered(response.getCode(), headers, body, cut, inside);
  }

  /// Whether the other end of the connection is one that strangers do not reach. A connection whose
  /// other end nobody knows is taken for one.
  private static boolean inside(HttpClientContext context) {
    EndpointDetails ends = context.getEndpointDetails();
    return ends == null
        || !(ends.getRemoteAddress() instanceof InetSocketAddress remote)
        || remote.getAddress() == null
        || Realm.of(remote.getAddress()) != Realm.PUBLIC;
  }

  /// A connection that does not end well is not used again; what was read of it stays read.
  private static void close(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException e) {
      // See above.
    }
  }

  private static Reply timedOut(Limits limits) {
    return new Reply.Failed(
        Reply.Kind.TIMED_OUT, "No complete answer within " + limits.deadline() + ".");
  }

  private static Reply.Unanswered failed(IOException failure) {
    return switch (failure) {
      case GuardedResolver.OutOfReachException e ->
          new Reply.Refused(Reply.Reason.OUT_OF_REACH, text(e));
      case UnknownHostException e -> new Reply.Failed(Reply.Kind.UNKNOWN_HOST, text(e));
      // Not in the client's words, which name the addresses that the host leads to, the names in a
      // certificate, and what came.
      case ConnectTimeoutException e -> notConnected("Nobody took the connection in time.");
      case ConnectException e -> notConnected("Nobody takes connections there.");
      case NoRouteToHostException e -> notConnected("There is no way to the other side.");
      case SocketTimeoutException e -> new Reply.Failed(Reply.Kind.TIMED_OUT, text(e));
      case SSLPeerUnverifiedException e ->
          new Reply.Failed(Reply.Kind.TLS, "The certificate is for another name.");
      case SSLException e -> new Reply.Failed(Reply.Kind.TLS, text(e));
      case MessageConstraintException e -> new Reply.Failed(Reply.Kind.NOT_HTTP, text(e));
      case NoHttpResponseException e ->
          new Reply.Failed(Reply.Kind.CUT, "The connection ended before an answer.");
      case ClientProtocolException e ->
          new Reply.Failed(Reply.Kind.NOT_HTTP, "What came was no HTTP.");
      default -> new Reply.Failed(Reply.Kind.CUT, text(failure));
    };
  }

  private static Reply.Failed notConnected(String why) {
    return new Reply.Failed(Reply.Kind.NOT_CONNECTED, why);
  }

  private static String text(Exception failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
    lookup.close();
  }
}
