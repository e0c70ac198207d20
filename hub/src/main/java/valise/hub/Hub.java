package valise.hub;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import valise.hub.ids.Node;
import valise.hub.notices.Sender;
import valise.hub.wire.BrokenBodies;
import valise.hub.wire.Dispatcher;
import valise.hub.wire.Envelope;
import valise.hub.wire.Inside;
import valise.hub.wire.OwnAddress;
import valise.hub.wire.Paths;
import valise.hub.wire.WireWeb;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Address;
import valise.platform.mail.Mailer;
import valise.platform.net.Outbound;
import valise.platform.outbox.Outbox;
import valise.platform.outbox.Relay;
import valise.platform.secrets.PasswordHashes;
import valise.platform.secrets.Sealing;
import valise.platform.watch.Journal;

/// The whole hub over what its process gives it. It has a database, jobs and an outbox of its own,
/// and a web application of its own: nothing of the file side can be taken for the hub's by
/// mistake.
///
/// Commands use the features only; a server also [#mount]s it before the web server starts, then
/// [#start]s its background work, which [#stop] ends. Whatever works in the background is a bean
/// that is a [org.springframework.context.Lifecycle] and no more than that.
public final class Hub implements AutoCloseable {

  /// What a hub needs of its process. It closes none of it.
  ///
  /// @param database migrated with the components `platform` and `hub`
  /// @param node names this process among those that share the database
  /// @param address where providers and people reach this server
  /// @param mailFrom whom the hub's mail is from
  public record Surroundings(
      Database database,
      InstantSource clock,
      Journal journal,
      String node,
      Sealing sealing,
      PasswordHashes passwords,
      Outbound outbound,
      OwnAddress address,
      Mailer mailer,
      Address mailFrom) {}

  private final AnnotationConfigApplicationContext features;
  private final Jobs jobs;
  private final Relay relay;

  private Hub(AnnotationConfigApplicationContext features, Jobs jobs, Relay relay) {
    this.features = features;
    this.jobs = jobs;
    this.relay = relay;
  }

  public static Hub over(Surroundings around) {
    AnnotationConfigApplicationContext features = new AnnotationConfigApplicationContext();
    features.getDefaultListableBeanFactory().setAllowBeanDefinitionOverriding(false);
    Outbox outbox = new Outbox(around.database(), around.clock());
    Jobs jobs = new Jobs(around.database(), around.clock(), around.journal(), around.node());
    Relay relay =
        new Relay(around.database(), outbox, around.clock(), around.journal(), around.node());
    give(features, Database.class, around.database());
    give(features, InstantSource.class, around.clock());
    give(features, Journal.class, around.journal());
    give(features, Sealing.class, around.sealing());
    give(features, PasswordHashes.class, around.passwords());
    give(features, Outbound.class, around.outbound());
    give(features, OwnAddress.class, around.address());
    give(features, Mailer.class, around.mailer());
    give(features, Sender.class, new Sender(around.mailFrom()));
    give(features, Node.class, new Node(around.node()));
    give(features, Outbox.class, outbox);
    give(features, Jobs.class, jobs);
    give(features, Relay.class, relay);
    give(features, Inside.class, new Inside());
    features.register(HubConfiguration.class);
    features.refresh();
    return new Hub(features, jobs, relay);
  }

  private static <T> void give(GenericApplicationContext features, Class<T> type, T it) {
    features.registerBean(type, () -> it, definition -> definition.setDestroyMethodName(""));
  }

  /// A facade of a feature.
  public <T> T bean(Class<T> type) {
    return features.getBean(type);
  }

  /// Adds the hub's addresses to a web server that has not started.
  public void mount(Tomcat tomcat) {
    bean(Inside.class).is(tomcat.getConnector());
    Context web = tomcat.addContext(Paths.BASE, null);
    web.setParentClassLoader(Hub.class.getClassLoader());
    if (web instanceof StandardContext standard) {
      // It is never deployed anew within a process: there is nothing to look for when it stops.
      standard.setClearReferencesThreadLocals(false);
      standard.setClearReferencesRmiTargets(false);
    }
    web.setRequestCharacterEncoding("UTF-8");
    // The base itself is an address like any other that is not there.
    web.setMapperContextRootRedirectEnabled(false);
    StandardManager noSessions = new StandardManager();
    noSessions.setPathname(null);
    web.setManager(noSessions);
    web.getPipeline().addValve(new BrokenBodies());
    FilterDef filter = new FilterDef();
    filter.setFilterName("envelope");
    filter.setFilter(new Envelope());
    web.addFilterDef(filter);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("envelope");
    everywhere.addURLPattern("/*");
    web.addFilterMap(everywhere);
    AnnotationConfigWebApplicationContext routes = new AnnotationConfigWebApplicationContext();
    routes.setParent(features);
    routes.register(WireWeb.class);
    Wrapper servlet = Tomcat.addServlet(web, "hub", new Dispatcher(routes));
    servlet.setLoadOnStartup(1);
    web.addServletMappingDecoded("/", "hub");
  }

  /// Begins to work in the background.
  public void start() {
    features.start();
    jobs.start();
    relay.start();
  }

  /// Waits up to `grace` for what is being done in the background.
  public void stop(Duration grace) {
    relay.stop(grace);
    jobs.stop(grace);
    features.stop();
  }

  @Override
  public void close() {
    features.close();
  }
}
