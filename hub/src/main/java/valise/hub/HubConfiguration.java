package valise.hub;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import valise.hub.wire.WireWeb;

/// The features of the hub, without their routes' servlet.
@Configuration(proxyBeanMethods = false)
@ComponentScan(
    basePackages = "valise.hub",
    excludeFilters =
        @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = WireWeb.class))
class HubConfiguration {}
