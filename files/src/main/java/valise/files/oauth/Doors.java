package valise.files.oauth;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerMapping;
import valise.files.odata.ErrorBody;
import valise.platform.Refusal;

/// Puts the doors in front of the server: Spring Security's firewall before everything, then a
/// short chain for the API, a longer one for OAuth, and others for the pages that mails and shares
/// link to. Other routes guard themselves.
@Configuration(proxyBeanMethods = false)
class Doors {

  /// After the filters that name and log a request, before all that serve it.
  private static final int ORDER = -100;

  @Bean
  FilterRegistrationBean<FilterChainProxy> doorsFilter(
      PrincipalFilter principals, VisitorFilter visitors, AuthorizationServer server, Pages pages) {
    FilterChainProxy proxy =
        new FilterChainProxy(
            List.of(
                new DefaultSecurityFilterChain(Doors::isApi, principals),
                new DefaultSecurityFilterChain(
                    request -> lower(request).startsWith("/oauth/"), server.filters()),
                new DefaultSecurityFilterChain(PasswordPages::serves, FormGuard.filter(pages)),
                new DefaultSecurityFilterChain(
                    VisitorFilter::guarded, visitors, FormGuard.filter(pages)),
                new DefaultSecurityFilterChain(VisitorFilter::serves, visitors)));
    proxy.setFirewall(firewall());
    proxy.setRequestRejectedHandler(rejected());
    FilterRegistrationBean<FilterChainProxy> bean = new FilterRegistrationBean<>(proxy);
    bean.setOrder(ORDER);
    bean.setDispatcherTypes(DispatcherType.REQUEST);
    return bean;
  }

  /// Lets Tomcat's own refusals speak the API's language too, leaves encoded slashes to the
  /// firewall, and reads forms as our pages send them: browsers name no encoding, and Tomcat would
  /// take Latin-1.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> bareErrors() {
    return factory -> {
      factory.addContextCustomizers(context -> {
        context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
        StandardHost host = (StandardHost) context.getParent();
        host.setErrorReportValveClass(BareErrors.class.getName());
        host.getPipeline().addValve(new BareErrors());
      });
      factory.addConnectorCustomizers(connector ->
          connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
    };
  }

  /// Notes which route answers a request, where Spring MVC would do it: the log and the metrics
  /// look there.
  static void answers(HttpServletRequest request, String route) {
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, route);
  }

  private static boolean isApi(HttpServletRequest request) {
    String path = lower(request);
    return path.startsWith("/sf/v3") || path.startsWith("/valise/v1");
  }

  private static String lower(HttpServletRequest request) {
    return request.getRequestURI().toLowerCase(Locale.ROOT);
  }

  /// Strict about paths, where tricks are played. Not about header values: Tomcat reads them as
  /// Latin-1, and the bytes of a device's name in UTF-8 then look like control characters. Not
  /// about methods: a wrong one is the route's to refuse.
  private static StrictHttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowedHeaderValues(value -> true);
    firewall.setAllowedParameterNames(name -> true);
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  private static RequestRejectedHandler rejected() {
    return (request, response, exception) ->
        ErrorBody.write(
            response,
            Refusal.malformed(
                "BAD_PATH",
                "The path has characters or parts that are not accepted in addresses."));
  }
}
