package valise.server.serve;

import java.util.List;
import java.util.concurrent.Executors;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.util.unit.DataSize;
import valise.hub.Hub;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.watch.Journal;
import valise.server.http.HealthServlet;
import valise.server.http.RequestLines;
import valise.server.settings.AllSettings;
import valise.server.settings.ServerSettings;

/// The HTTP server around the features. Of Spring Boot's automatic configuration only what is named
/// here is used: what is not asked for is not there, and costs no time at the start.
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class})
class Web {

  /// Room for one answer from the application to the socket; the default of 8 KiB makes downloads
  /// less than half as fast.
  private static final int WRITE_BUFFER = 64 << 10;

  /// Lets features set what they need of the server.
  @Bean
  static WebServerFactoryCustomizerBeanPostProcessor serverCustomizers() {
    return new WebServerFactoryCustomizerBeanPostProcessor();
  }

  @Bean
  static RequestLines requestLines(AllSettings settings, Journal journal) {
    return new RequestLines(journal);
  }

  @Bean
  static TomcatServletWebServerFactory tomcat(AllSettings all, RequestLines lines, Hub hub) {
    ServerSettings settings = all.server();
    TomcatServletWebServerFactory tomcat = new WithHub(hub);
    tomcat.setPort(settings.port());
    tomcat.setAddress(Addresses.resolve(settings.host()));
    tomcat.setShutdown(Shutdown.GRACEFUL);
    tomcat.setRegisterDefaultServlet(false);
    tomcat.addConnectorCustomizers(connector -> {
      connector.setXpoweredBy(false);
      connector.setMaxParameterCount(1_000);
      connector.setMaxPostSize((int) DataSize.ofKilobytes(256).toBytes());
      connector.setProperty("socket.appWriteBufSize", Integer.toString(WRITE_BUFFER));
      connector.setProperty("maxHttpRequestHeaderSize", Long.toString(settings.maxHeaderBytes()));
      connector.setProperty("maxConnections", Integer.toString(settings.maxConnections()));
      connector.setProperty("connectionTimeout", Long.toString(settings.idle().toMillis()));
      connector.setProperty("keepAliveTimeout", Long.toString(settings.idle().toMillis()));
      connector.setProperty("maxKeepAliveRequests", "-1");
      // An upload that is refused is read to its end no further than this.
      connector.setProperty("maxSwallowSize", Integer.toString(2 << 20));
      // Names of files are whatever people give them.
      connector.setProperty("relaxedPathChars", "[]{}|\\^`\"<>");
      connector.setProperty("relaxedQueryChars", "[]{}|\\^`\"<>");
    });
    tomcat.addProtocolHandlerCustomizers(protocol -> {
      if (protocol instanceof AbstractProtocol<?> threads) {
        threads.setExecutor(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
      }
      if (protocol instanceof AbstractHttp11Protocol<?> http) {
        http.setServer(null);
        http.setServerRemoveAppProvidedValues(true);
      }
    });
    tomcat.addEngineValves(lines);
    if (settings.behindProxy()) {
      RemoteIpValve proxy = new RemoteIpValve();
      proxy.setProtocolHeader("X-Forwarded-Proto");
      proxy.setHostHeader("X-Forwarded-Host");
      proxy.setPortHeader("X-Forwarded-Port");
      tomcat.addEngineValves(proxy);
    }
    return tomcat;
  }

  /// Puts the hub beside the file side, as a web application of its own.
  private static final class WithHub extends TomcatServletWebServerFactory {

    private final Hub hub;

    WithHub(Hub hub) {
      this.hub = hub;
    }

    @Override
    protected TomcatWebServer getTomcatWebServer(Tomcat tomcat) {
      hub.mount(tomcat);
      return super.getTomcatWebServer(tomcat);
    }
  }

  @Bean
  static ServletRegistrationBean<HealthServlet> health(
      Database database, @Qualifier("hub") Database hubDatabase, BlobStore blobs) {
    ServletRegistrationBean<HealthServlet> health =
        new ServletRegistrationBean<>(
            new HealthServlet(new Health(List.of(database, hubDatabase), blobs)),
            "/actuator/health");
    health.setName("health");
    return health;
  }

  @Bean
  static DefaultLifecycleProcessor lifecycleProcessor(AllSettings settings) {
    DefaultLifecycleProcessor lifecycle = new DefaultLifecycleProcessor();
    lifecycle.setTimeoutPerShutdownPhase(settings.server().shutdownGrace().toMillis());
    return lifecycle;
  }
}
