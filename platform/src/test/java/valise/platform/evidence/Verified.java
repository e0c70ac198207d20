package valise.platform.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// We do as the vendor does, and somebody who knows has been asked: a real client, or what the
/// vendor has published.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Verified {
  /// Whom or what: `rclone 1.60.1`, `the .NET SDK's calls`, `the vendor's upload guide`.
  String against();

  /// The month: `2026-11`.
  String when();

  String area() default "";

  String claim() default "";
}
