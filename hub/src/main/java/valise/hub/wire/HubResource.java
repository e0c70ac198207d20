package valise.hub.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An [Endpoint] of what instances are asked in a hub, such as `/files`: where the instance's own
/// element says what that does, its word goes before ours. All other addresses are the platform's.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface HubResource {}
