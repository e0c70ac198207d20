package valise.hub;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import valise.hub.wire.WireWeb;
import valise.platform.db.Database;
import valise.platform.jobs.Jobs;
import valise.platform.mail.Mailer;
import valise.platform.mail.Outgoing;

/// The features of the hub, without their routes' servlet.
@Configuration(proxyBeanMethods = false)
@ComponentScan(
    basePackages = "valise.hub",
    excludeFilters =
        @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = WireWeb.class))
class HubConfiguration {

  @Bean
  Outgoing outgoingMail(Database database, InstantSource clock, Jobs jobs, Mailer mailer) {
    return new Outgoing(database, clock, jobs, mailer);
  }
}
