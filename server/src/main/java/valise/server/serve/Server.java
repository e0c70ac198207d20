package valise.server.serve;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedRuntimeException;
import org.springframework.core.env.StandardEnvironment;
import valise.platform.jobs.Jobs;
import valise.platform.watch.Journal;
import valise.server.data.DataFolder;
import valise.server.data.FirstStart;
import valise.server.http.Metrics;
import valise.server.http.RequestLines;
import valise.server.settings.AllSettings;

/// A server that runs from [#start] to [#close].
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final DataFolder folder;
  private final AnnotationConfigServletWebServerApplicationContext context;
  private final String url;
  private final Optional<FirstStart.Facts> firstFacts;
  private final Optional<Metrics> metrics;

  private Server(
      DataFolder folder,
      AnnotationConfigServletWebServerApplicationContext context,
      String url,
      Optional<FirstStart.Facts> firstFacts,
      Optional<Metrics> metrics) {
    this.folder = folder;
    this.context = context;
    this.url = url;
    this.firstFacts = firstFacts;
    this.metrics = metrics;
  }

  /// Starts a server and returns when it answers.
  ///
  /// @throws CannotStartException when the operator has to change something first
  public static Server start(AllSettings settings) {
    logThroughOneDoor();
    DataFolder folder;
    try {
      folder = DataFolder.open(settings.storage().data());
    } catch (DataFolder.InUseException e) {
      throw new CannotStartException(e.text());
    }
    AnnotationConfigServletWebServerApplicationContext context =
        new AnnotationConfigServletWebServerApplicationContext();
    boolean started = false;
    try {
      prepare(context, settings, settings.server().logRequests());
      context.register(Wiring.class, Web.class, Workers.class, Founder.class);
      refresh(context, settings);
      int port = Objects.requireNonNull(context.getWebServer()).getPort();
      String url = Addresses.url(settings.server().host(), port);
      Optional<FirstStart.Facts> facts = context.getBean(Founder.class).facts();
      Server server = new Server(folder, context, url, facts, metrics(context, settings));
      started = true;
      return server;
    } finally {
      if (!started) {
        context.close();
        folder.close();
      }
    }
  }

  private static void refresh(
      AnnotationConfigServletWebServerApplicationContext context, AllSettings settings) {
    try {
      context.refresh();
    } catch (PortInUseException e) {
      throw portInUse(settings);
    } catch (NestedRuntimeException e) {
      if (e.getCause() instanceof PortInUseException) {
        throw portInUse(settings);
      }
      throw cannotBeOpened(e).orElseThrow(() -> e);
    }
  }

  /// What a database says that is damaged, read-only or away is more use than where it said so.
  private static Optional<CannotStartException> cannotBeOpened(NestedRuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessException database) {
        Throwable root = failure.getMostSpecificCause();
        return Optional.of(
            new CannotStartException(
                "%s: %s. Nothing was changed; `valise doctor` looks at each database by itself."
                    .formatted(database.getMessage(), root.getMessage())));
      }
    }
    return Optional.empty();
  }

  private static CannotStartException portInUse(AllSettings settings) {
    return new CannotStartException(
        "Port %d of %s is in use. Stop what uses it, or choose another with --port."
            .formatted(settings.server().port(), settings.server().host()));
  }

  /// The features without a web server, for commands. The caller closes it.
  public static GenericApplicationContext features(AllSettings settings) {
    logThroughOneDoor();
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    prepare(context, settings, false);
    context.register(Wiring.class);
    context.refresh();
    return context;
  }

  /// Only what we say counts: no variable and no file of Spring's own.
  private static void prepare(
      GenericApplicationContext context, AllSettings settings, boolean logRequests) {
    StandardEnvironment environment =
        context instanceof AnnotationConfigServletWebServerApplicationContext
            ? new org.springframework.web.context.support.StandardServletEnvironment()
            : new StandardEnvironment();
    environment
        .getPropertySources()
        .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    environment
        .getPropertySources()
        .remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    context.setEnvironment(environment);
    context.getDefaultListableBeanFactory().setAllowBeanDefinitionOverriding(false);
    context.registerBean(AllSettings.class, () -> settings);
    // By a name of its own: the tree's journal is a bean too.
    context.registerBean(
        "lines",
        Journal.class,
        () -> logRequests ? Journal.onStandardOutput(InstantSource.system()) : Journal.silent());
  }

  /// Libraries that log through java.util.logging do it through our log too.
  private static void logThroughOneDoor() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static Optional<Metrics> metrics(
      AnnotationConfigServletWebServerApplicationContext context, AllSettings settings) {
    int port = settings.server().metricsPort();
    if (port < 0) {
      return Optional.empty();
    }
    RequestLines lines = context.getBean(RequestLines.class);
    try {
      Metrics metrics = Metrics.start(port, lines::running, context.getBean(Jobs.class)::waiting);
      lines.count(metrics);
      return Optional.of(metrics);
    } catch (IOException e) {
      LOG.warn("No metrics: port {} of the loopback cannot be used ({})", port, e.getMessage());
      return Optional.empty();
    }
  }

  /// Where it answers, without a trailing slash.
  public String url() {
    return url;
  }

  /// Gives the facts of a first start to `tell`; does nothing on later ones.
  public void tellFirstFacts(Consumer<FirstStart.Facts> tell) {
    firstFacts.ifPresent(facts -> {
      Founder founder = context.getBean(Founder.class);
      tell.accept(founder.at(facts, url));
      founder.done();
    });
  }

  public Optional<Integer> metricsPort() {
    return metrics.map(Metrics::port);
  }

  /// Takes no more requests, lets those that run go on for a while, and stops.
  @Override
  public void close() {
    context.close();
    metrics.ifPresent(Metrics::close);
    folder.close();
  }
}
