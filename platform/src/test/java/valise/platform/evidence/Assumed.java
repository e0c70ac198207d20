package valise.platform.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// We do what the vendor most likely does; nobody could be asked.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Assumed {
  /// What it is concluded from.
  String from();

  String area() default "";

  String claim() default "";
}
